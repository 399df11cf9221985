namespace MedReason.Chat;

/// <summary>
/// Sums what the calls below it cost, and notes which models and prompts they used, for a pipeline whose stages return mentions and links but no bill.
/// Flows with the asynchronous context; a scope inside a scope counts in both.
/// </summary>
internal sealed class ModelUsageScope : IDisposable
{
    private static readonly AsyncLocal<ModelUsageScope?> Ambient = new();
    private readonly ModelUsageScope? _outer;
    private readonly Lock _lock = new();
    private readonly SortedSet<string> _models = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _prompts = new(StringComparer.Ordinal);
    private ModelUsage? _usage;

    private ModelUsageScope(ModelUsageScope? outer, string stage)
    {
        _outer = outer;
        Stage = stage;
    }

    /// <summary>Gets the stage of the innermost scope; null outside of all scopes.</summary>
    public static string? CurrentStage => Ambient.Value?.Stage;

    /// <summary>The stage that the scope is of.</summary>
    public string Stage { get; }

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

    /// <summary>The models that answered, in ordinal order.</summary>
    public IReadOnlyList<string> Models
    {
        get
        {
            lock (_lock)
            {
                return [.. _models];
            }
        }
    }

    /// <summary>The prompts by name, each with version and whole hash.</summary>
    public IReadOnlyDictionary<string, string> Prompts
    {
        get
        {
            lock (_lock)
            {
                return new SortedDictionary<string, string>(_prompts, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Opens a scope. Dispose it in the same method.</summary>
    /// <param name="stage">The stage, one of <see cref="StageNames"/>.</param>
    public static ModelUsageScope Begin(string stage) => Ambient.Value = new ModelUsageScope(Ambient.Value, stage);

    /// <summary>Adds a call that was answered to all open scopes.</summary>
    public static void Report(ModelUsage usage, string? modelId = null, PromptTemplate? prompt = null)
    {
        for (ModelUsageScope? scope = Ambient.Value; scope is not null; scope = scope._outer)
        {
            lock (scope._lock)
            {
                scope._usage = ModelUsage.Sum(scope._usage, usage);
                if (modelId is not null)
                {
                    scope._models.Add(modelId);
                }

                if (prompt is not null)
                {
                    scope._prompts[prompt.Name] = $"{prompt.Version}#{prompt.Hash}";
                }
            }
        }
    }

    public void Dispose() => Ambient.Value = _outer;
}
