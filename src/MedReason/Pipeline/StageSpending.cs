using MedReason.Chat;

namespace MedReason.Pipeline;

/// <summary>What the stages of a question have spent so far. Immutable.</summary>
/// <param name="Usage">The calls and tokens; null when no call was made.</param>
/// <param name="Models">The models that answered, in ordinal order.</param>
/// <param name="Prompts">The prompts by name, each with its version.</param>
/// <param name="Fallbacks">The local decisions that were taken because a model gave none.</param>
internal sealed record StageSpending(
    ModelUsage? Usage, IReadOnlyList<string> Models, IReadOnlyDictionary<string, string> Prompts, IReadOnlyList<StageFallback> Fallbacks)
{
    /// <summary>Gets the spending before the first stage.</summary>
    public static StageSpending Nothing { get; } = new(null, [], new SortedDictionary<string, string>(StringComparer.Ordinal), []);

    /// <summary>Adds what one stage has spent, for every outcome.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="calls">The structured calls, counted as they were made.</param>
    /// <param name="result">The result of the stage; null when it failed.</param>
    /// <remarks>
    /// A host's stage that calls a model in other ways is known only by what its result reports, and so is a writer's template that no call was made with.
    /// </remarks>
    public StageSpending Add(string stage, ModelUsageScope calls, object? result)
    {
        IReadOnlyDictionary<string, string> used = calls.Prompts;
        var prompts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string version) in Prompts.Concat(used))
        {
            prompts[name] = version;
        }

        IEnumerable<string> models = Models.Concat(calls.Models);
        if (result is ReasoningChain chain)
        {
            models = chain.ModelId is { } model ? models.Append(model) : models;
            if (chain.PromptVersion is { } prompt && used.Count == 0)
            {
                prompts[StageNames.Write] = prompt;
            }
        }

        return new StageSpending(
            ModelUsage.Sum(Usage, UsageOf(calls, result)),
            [.. models.Distinct().Order(StringComparer.Ordinal)],
            prompts,
            [.. Fallbacks.Concat(calls.Fallbacks).Distinct()]);
    }

    /// <summary>Returns the usage of one stage: the greater of what was counted and what its result reports.</summary>
    public static ModelUsage? UsageOf(ModelUsageScope calls, object? result)
    {
        ModelUsage? reported = result switch
        {
            EvidenceSet evidence => evidence.Usage,
            ReasoningChain chain => chain.Usage,
            ChainVerdict verdict => verdict.Usage,
            _ => null,
        };
        return calls.Usage is { } counted && counted.Calls >= (reported?.Calls ?? 0) ? counted : reported;
    }
}
