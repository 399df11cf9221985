namespace MedReason.Paths;

/// <summary>What a graph that is searched by calls told of one node.</summary>
/// <param name="Edges">The edges that may be walked, without self loops.</param>
internal sealed record FrontierRow((int To, ushort Code)[] Edges)
{
    /// <summary>How many edges were told, those left out of <see cref="Edges"/> too.</summary>
    public required int Told { get; init; }

    /// <summary>Whether only a part was told.</summary>
    public required bool IsTruncated { get; init; }
}
