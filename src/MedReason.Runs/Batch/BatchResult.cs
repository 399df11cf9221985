namespace MedReason.Runs;

/// <summary>Represents what became of one request of a batch. Immutable.</summary>
public sealed class BatchResult
{
    /// <summary>Gets the identifier that the request was sent with.</summary>
    public required string CustomId { get; init; }

    /// <summary>Gets the status that a live request would have been answered with; null where the provider did not answer the request.</summary>
    public int? Status { get; init; }

    /// <summary>Gets the body that a live request would have been answered with, as UTF-8; empty where the provider did not answer the request.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets why the provider did not answer the request, as an identifier such as <c>expired</c>; null where it did.</summary>
    public string? Code { get; init; }
}
