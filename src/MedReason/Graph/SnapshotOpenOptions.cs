namespace MedReason;

/// <summary>How a snapshot is opened. Immutable.</summary>
public sealed class SnapshotOpenOptions
{
    /// <summary>
    /// Whether the file is mapped instead of read into memory. Default false: a mapped file that another process cuts short ends this process, whereas
    /// a file that was read cannot do harm any more. Mapping lets several processes share the memory. Disposing a mapped graph while it answers is safe; its
    /// memory, and on Windows its file, is held until nobody refers to the graph.
    /// </summary>
    public bool Map { get; init; }
}
