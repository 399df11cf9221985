using MedReason;

namespace WebExplorer;

/// <summary>The chain; provisional until the verdict.</summary>
internal sealed record StepsEvent() : ExplorerEvent("steps")
{
    /// <summary>The steps.</summary>
    public required IReadOnlyList<ChainStep> Steps { get; init; }

    /// <summary>The words of the conclusion.</summary>
    public string? Conclusion { get; init; }

    /// <summary>The answer that it reaches.</summary>
    public string? Answer { get; init; }

    /// <summary>The label of the option that it reaches.</summary>
    public string? AnswerLabel { get; init; }

    /// <summary>The model that wrote it; null when no model did.</summary>
    public string? ModelId { get; init; }

    /// <summary>The paths that its steps cite, drawn as SVG; null when there are no paths.</summary>
    public string? Drawing { get; init; }
}
