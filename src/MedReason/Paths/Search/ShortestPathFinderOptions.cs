namespace MedReason;

/// <summary>The options of a <see cref="ShortestPathFinder"/>.</summary>
public sealed class ShortestPathFinderOptions
{
    /// <summary>
    /// Gets or sets the maximum number of bytes that the search of one pair holds, beyond a fixed four bytes per node of the graph and side. A pair that
    /// reaches it reports <see cref="PathCut.Memory"/>.
    /// </summary>
    /// <value>The default is 64 MiB; the minimum is 1 MiB.</value>
    public long MaxWorkingBytes { get; set; } = 64L << 20;
}
