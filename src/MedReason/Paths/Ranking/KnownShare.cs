namespace MedReason.Paths;

/// <summary>The share of some mechanisms that hold a node.</summary>
/// <param name="Mechanisms">The number of mechanisms.</param>
/// <param name="Count">The number of them that hold the node.</param>
/// <param name="Share">Their share, drawn towards 0 where there are few.</param>
/// <param name="Fit">The highest fit of a mechanism that holds the node: the share of its nodes that are candidates; 0 when no mechanism does.</param>
/// <param name="Weighted">Their share, each mechanism weighted by the square of its fit.</param>
internal readonly record struct KnownShare(int Mechanisms, int Count, double Share, double Fit, double Weighted);
