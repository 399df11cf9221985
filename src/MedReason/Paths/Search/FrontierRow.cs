namespace MedReason.Paths;

/// <summary>The edges of one node of a graph that is searched by calls.</summary>
/// <param name="Edges">The edges that may be walked, without self loops.</param>
internal sealed record FrontierRow((int To, ushort Code)[] Edges)
{
    /// <summary>Gets the number of edges that the graph returned, including those not in <see cref="Edges"/>.</summary>
    public required int EdgeCount { get; init; }

    /// <summary>Gets whether the graph returned only a part of the edges.</summary>
    public required bool IsTruncated { get; init; }
}
