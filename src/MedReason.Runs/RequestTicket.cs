namespace MedReason.Runs;

/// <summary>A request that is on record. Immutable.</summary>
public sealed class RequestTicket
{
    /// <summary>Gets the number of the request.</summary>
    public required long Number { get; init; }

    /// <summary>Gets what the ticket was given for.</summary>
    public required RequestIntent Intent { get; init; }

    /// <summary>Gets how long to wait before the request is sent, for its place in a shared rate. Default zero.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// Gets the reply that another worker recorded for the same call meanwhile: then nothing is on record, and nothing is sent. Null where there is none.
    /// </summary>
    public ReadOnlyMemory<byte>? KnownReply { get; init; }
}
