namespace MedReason.Cli;

/// <summary>What the command's exit codes say.</summary>
internal static class ExitCodes
{
    /// <summary>Done, typed outcomes included.</summary>
    public const int Done = 0;

    /// <summary>The work failed.</summary>
    public const int Failed = 1;

    /// <summary>The call or its input was wrong.</summary>
    public const int BadInput = 2;

    /// <summary>Ended by Ctrl+C or a termination signal, by the convention of shells.</summary>
    public const int Cancelled = 130;
}
