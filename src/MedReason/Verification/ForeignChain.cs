namespace MedReason;

/// <summary>A chain that others wrote, as far as it could be read. Immutable.</summary>
public sealed record ForeignChain
{
    /// <summary>What could be read: steps in the text's order, their claims, and as evidence the edges and paths that the text itself names.</summary>
    public required ReasoningChain Chain { get; init; }

    /// <summary>Gets the relations that the text states, whether the graph has them or not: arrows line by line, then sentences in their order.</summary>
    public IReadOnlyList<TextClaim> Claims { get; init; } = [];

    /// <summary>Gets each sentence and line of arrows in the text's order, with what the graph says of it; headings are no steps.</summary>
    public IReadOnlyList<StepLabel> Steps { get; init; } = [];

    /// <summary>Gets the indexes of the lines of arrows that stand under a heading that announces paths.</summary>
    public IReadOnlyList<int> ListedPaths { get; init; } = [];

    /// <summary>How much was read, and what was not.</summary>
    public required ForeignChainCounts Counts { get; init; }

    /// <summary>Counts the claims of which the graph says one thing.</summary>
    /// <param name="status">What the graph says.</param>
    /// <returns>Their number.</returns>
    public int CountClaims(ClaimStatus status) => Claims.Count(claim => claim.Status == status);

    /// <summary>Gets the language by which names were found in the text; its relations are read as English.</summary>
    internal LanguageProfile Language { get; init; } = LanguageProfile.English;
}
