namespace MedReason.Runs;

/// <summary>A command that steered a run, as it is on record. Immutable.</summary>
public sealed class RunCommand
{
    /// <summary>Gets when it was given.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets who gave it: user and machine.</summary>
    public required string Who { get; init; }

    /// <summary>Gets its name, such as <c>pause</c>.</summary>
    public required string Command { get; init; }

    /// <summary>Gets what it changed, in one line; empty where its name says all.</summary>
    public required string Detail { get; init; }
}
