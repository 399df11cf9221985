namespace MedReason.Runs;

/// <summary>A process that works, or worked, on a run. Immutable.</summary>
public sealed class RunWorkerStatus
{
    /// <summary>Gets its name: machine and process.</summary>
    public required string Name { get; init; }

    /// <summary>Gets when it joined; null where that is not on record.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when it was last heard of; null where that is not on record.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>Gets when it left or was given up; null as long as it works.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets a value indicating whether it was given up because nothing was heard of it.</summary>
    public bool WasLost { get; init; }

    /// <summary>Gets the number of rows that it holds.</summary>
    public long RowsHeld { get; init; }

    /// <summary>Gets the number of results that it recorded.</summary>
    public long Results { get; init; }

    /// <summary>Gets the cost of its calls in US dollars, what may have been billed without an answer included.</summary>
    public decimal Cost { get; init; }
}
