namespace MedReason;

/// <summary>Where a result comes from: enough to make it again. Immutable. Carries no clock, duration or machine.</summary>
public sealed record ReasoningProvenance
{
    /// <summary>The graph's name.</summary>
    public required string GraphName { get; init; }

    /// <summary>The graph's version.</summary>
    public required string GraphVersion { get; init; }

    /// <summary>Gets the graph's content hash; null when the graph provides none.</summary>
    public string? GraphHash { get; init; }

    /// <summary>Whether the answer was known.</summary>
    public required ReasoningMode Mode { get; init; }

    /// <summary>What the writer saw of the answer.</summary>
    public required AnswerVisibility WriterSees { get; init; }

    /// <summary>Whether an answer that should have been hidden could not be, because there were neither options nor decoys.</summary>
    public bool IsAnswerVisible { get; init; }

    /// <summary>How many attempts with a hidden answer were rejected before this one, which shows it; 0 where there was none.</summary>
    public int HiddenAttempts { get; init; }

    /// <summary>Whether paths ran to the entities of the source's rationale, because the answer itself names none that the graph knows.</summary>
    public bool IsRationaleUsed { get; init; }

    /// <summary>The seed.</summary>
    public long Seed { get; init; }

    /// <summary>The models that were called, in ordinal order.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Prompts and templates by name, with version or hash.</summary>
    public IReadOnlyDictionary<string, string> Prompts { get; init; } = new Dictionary<string, string>();

    /// <summary>The version of this library.</summary>
    public required string PackageVersion { get; init; }

    /// <summary>Gets the dataset and split the question comes from, such as <c>medqa/test</c>; null when the question does not state them.</summary>
    public string? SourceSplit { get; init; }
}
