namespace MedReason;

/// <summary>What a <see cref="ShortestPathFinder"/> may use.</summary>
public sealed class ShortestPathFinderOptions
{
    /// <summary>
    /// How many bytes the search of one pair may hold beyond a fixed four bytes a node of the graph and side. Default 64 MiB; at least 1 MiB. Where it is
    /// reached the pair tells <see cref="PathCut.Memory"/>.
    /// </summary>
    public long MaxWorkingBytes { get; set; } = 64L << 20;
}
