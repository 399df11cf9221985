namespace MedReason.Runs;

/// <summary>Represents what is known of a submission whose end is not on record. Immutable.</summary>
public sealed class BatchTicket
{
    /// <summary>Gets the name of the batch, see <see cref="BatchFile.Tag"/>.</summary>
    public required string Tag { get; init; }

    /// <summary>Gets the number of requests.</summary>
    public required int Count { get; init; }

    /// <summary>Gets the time at which the submission began, by this machine's clock.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Gets the identifiers of the provider's batches that are on record as others.</summary>
    public required IReadOnlySet<string> Others { get; init; }
}
