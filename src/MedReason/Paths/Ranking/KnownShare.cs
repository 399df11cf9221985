namespace MedReason.Paths;

/// <summary>How much some mechanisms support a node: 0 everywhere where none holds it, as where none is known; more is more support.</summary>
/// <param name="Count">The number of mechanisms that hold the node.</param>
/// <param name="Share">Their share, drawn towards 0 where there are few.</param>
/// <param name="Fit">The highest fit of a mechanism that holds the node: the share of its nodes that are candidates; 0 when no mechanism does.</param>
/// <param name="Weighted">Their share, each mechanism weighted by the square of its fit.</param>
internal readonly record struct KnownShare(int Count, double Share, double Fit, double Weighted);
