namespace MedReason.Cli;

/// <summary>What takes the place of the network for one call of a client: the body is kept, or a reply is given that came another way.</summary>
internal sealed class BatchExchange
{
    private static readonly AsyncLocal<BatchExchange?> Ambient = new();

    /// <summary>The exchange that this code runs in; null where requests go to the network.</summary>
    public static BatchExchange? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>The body that would have been sent; null before.</summary>
    public byte[]? Body { get; set; }

    /// <summary>What the request is answered with; null where its body alone is wanted.</summary>
    public (int Status, ReadOnlyMemory<byte> Body)? Reply { get; init; }
}
