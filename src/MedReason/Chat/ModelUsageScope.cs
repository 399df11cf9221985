using Microsoft.Extensions.AI;

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
    private readonly List<Func<Task>> _rejections = [];
    private readonly List<StageFallback> _fallbacks = [];
    private ModelUsage? _usage;
    private Exception? _failedCall;

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

    /// <summary>The local decisions that were taken because a model gave none, each once.</summary>
    public IReadOnlyList<StageFallback> Fallbacks
    {
        get
        {
            lock (_lock)
            {
                return [.. _fallbacks];
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

    /// <summary>Notes a reply that is about to be used, so that it can be rejected where its use fails.</summary>
    public static void NoteReply(IChatClient client, ChatResponse response)
    {
        if (Ambient.Value is not null && client.GetService(typeof(IChatReplyKeeper)) is IChatReplyKeeper keeper)
        {
            ForAll(scope => scope._rejections.Add(() => keeper.RejectAsync(response)));
        }
    }

    /// <summary>Notes that a call got no reply: what is thrown then says nothing about the replies before it.</summary>
    public static void NoteFailedCall(Exception exception) => ForAll(scope => scope._failedCall = exception);

    /// <summary>Notes that the stage takes its local decision because of an exception; replies whose use threw it are rejected.</summary>
    public static async Task FallBackAsync(Exception exception)
    {
        if (Ambient.Value is not { } current)
        {
            return;
        }

        string reason = exception is ModelOutputException ? ReasonCodes.ModelOutput
            : exception is OperationCanceledException or TimeoutException ? ReasonCodes.Timeout
            : current.IsOfCall(exception) ? ReasonCodes.CallFailed
            : ReasonCodes.ModelOutput;
        await current.RejectAsync(exception).ConfigureAwait(false);
        var fallback = new StageFallback { Stage = current.Stage, Reason = reason };
        ForAll(scope =>
        {
            if (!scope._fallbacks.Contains(fallback))
            {
                scope._fallbacks.Add(fallback);
            }
        });
    }

    /// <summary>Rejects the replies of this scope where an exception came from their use, so that they are not given again.</summary>
    /// <param name="exception">What was thrown; nothing is rejected where a call, a graph or a cancellation threw it, or where the reply was rejected.</param>
    public async Task RejectAsync(Exception exception)
    {
        Func<Task>[] rejections;
        lock (_lock)
        {
            rejections = exception is ModelOutputException or KnowledgeGraphException or OperationCanceledException or TimeoutException
                || IsOfCall(exception) ? [] : [.. _rejections];
        }

        foreach (Func<Task> reject in rejections)
        {
            MedReasonTelemetry.RejectReply(ModelOutputFailure.Semantics, Stage);
            await reject().ConfigureAwait(false);
        }
    }

    public void Dispose() => Ambient.Value = _outer;

    private static void ForAll(Action<ModelUsageScope> note)
    {
        for (ModelUsageScope? scope = Ambient.Value; scope is not null; scope = scope._outer)
        {
            lock (scope._lock)
            {
                note(scope);
            }
        }
    }

    private bool IsOfCall(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (ReferenceEquals(cause, _failedCall))
            {
                return true;
            }
        }

        return false;
    }
}
