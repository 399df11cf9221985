namespace MedReason.Runs;

/// <summary>Represents how the requests of a batch are written one after another: the UTF-8 text around identifiers and bodies. Immutable.</summary>
public sealed class BatchForm
{
    /// <summary>Gets what stands before the first request.</summary>
    public ReadOnlyMemory<byte> Head { get; init; }

    /// <summary>Gets what stands before the identifier of a request.</summary>
    public required ReadOnlyMemory<byte> BeforeId { get; init; }

    /// <summary>Gets what stands between the identifier of a request and its body.</summary>
    public required ReadOnlyMemory<byte> BeforeBody { get; init; }

    /// <summary>Gets what stands after the body of a request.</summary>
    public required ReadOnlyMemory<byte> AfterBody { get; init; }

    /// <summary>Gets what stands between two requests.</summary>
    public ReadOnlyMemory<byte> Separator { get; init; }

    /// <summary>Gets what stands after the last request.</summary>
    public ReadOnlyMemory<byte> Tail { get; init; }

    /// <summary>The length of a request of a body's length, its separator included.</summary>
    internal long LengthOf(long bodyLength, int idLength) =>
        BeforeId.Length + idLength + BeforeBody.Length + bodyLength + AfterBody.Length + Separator.Length;
}
