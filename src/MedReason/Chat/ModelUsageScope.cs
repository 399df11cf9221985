namespace MedReason;

/// <summary>
/// Sums what the structured calls below it cost, for a pipeline whose stages return mentions and links but no bill. Flows with the asynchronous
/// context; a scope inside a scope counts in both.
/// </summary>
internal sealed class ModelUsageScope : IDisposable
{
    private static readonly AsyncLocal<ModelUsageScope?> Ambient = new();
    private readonly ModelUsageScope? _outer;
    private readonly Lock _lock = new();
    private ModelUsage? _usage;

    private ModelUsageScope(ModelUsageScope? outer) => _outer = outer;

    /// <summary>What was spent so far; null where no call was made.</summary>
    public ModelUsage? Usage
    {
        get
        {
            lock (_lock)
            {
                return _usage;
            }
        }
    }

    /// <summary>Opens a scope. Dispose it in the same method.</summary>
    public static ModelUsageScope Begin() => Ambient.Value = new ModelUsageScope(Ambient.Value);

    public static void Report(ModelUsage usage)
    {
        for (ModelUsageScope? scope = Ambient.Value; scope is not null; scope = scope._outer)
        {
            lock (scope._lock)
            {
                scope._usage = ModelUsage.Sum(scope._usage, usage);
            }
        }
    }

    public void Dispose() => Ambient.Value = _outer;
}
