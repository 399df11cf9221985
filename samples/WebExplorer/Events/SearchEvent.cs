using MedReason;

namespace WebExplorer;

/// <summary>What the search for paths came to.</summary>
internal sealed record SearchEvent() : ExplorerEvent("search")
{
    /// <summary>How many pairs of entities were searched.</summary>
    public required int Pairs { get; init; }

    /// <summary>How many of them are joined.</summary>
    public required int Found { get; init; }

    /// <summary>How many paths were found.</summary>
    public required int Paths { get; init; }

    /// <summary>How many further pairs a cap left out.</summary>
    public required int OmittedPairs { get; init; }
}
