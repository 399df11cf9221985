namespace MedReason.Runs;

/// <summary>Represents a batch as its provider describes it. Immutable.</summary>
public sealed class BatchStatus
{
    /// <summary>Gets the provider's identifier.</summary>
    public required string Id { get; init; }

    /// <summary>Gets how far the provider is.</summary>
    public required BatchState State { get; init; }

    /// <summary>Gets the provider's own word for the state.</summary>
    public required string Word { get; init; }

    /// <summary>Gets a value indicating whether somebody cancelled the batch at the provider; requests without a reply are not submitted again then.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>Gets the identifiers of the files that hold results; empty where results are found by the identifier of the batch.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Gets a value indicating whether the provider names the batch by its tag, so that a batch that was found is certainly the one.</summary>
    public bool IsNamed { get; init; }

    /// <summary>Gets the codes of why the batch was refused, as identifiers; empty when it was not.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Gets the numbers of the requests, from 1, for which the batch was refused; empty when the provider names none.</summary>
    public IReadOnlyList<int> Lines { get; init; } = [];

    /// <summary>Gets a value indicating whether the same or a smaller batch may be taken later, since too much waits at the provider now.</summary>
    public bool IsQueueFull { get; init; }
}
