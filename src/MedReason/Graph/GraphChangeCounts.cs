namespace MedReason;

/// <summary>Represents numbers of differences.</summary>
/// <param name="Added">The number of additions.</param>
/// <param name="Removed">The number of removals.</param>
/// <param name="Changed">The number of changes.</param>
public readonly record struct GraphChangeCounts(long Added, long Removed, long Changed)
{
    /// <summary>Gets the sum of the three.</summary>
    public long Total => Added + Removed + Changed;

    internal GraphChangeCounts Add(GraphChangeKind kind) => kind switch
    {
        GraphChangeKind.Added => this with { Added = Added + 1 },
        GraphChangeKind.Removed => this with { Removed = Removed + 1 },
        _ => this with { Changed = Changed + 1 },
    };
}
