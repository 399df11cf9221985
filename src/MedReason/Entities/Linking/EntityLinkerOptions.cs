namespace MedReason;

/// <summary>How <see cref="EntityLinker"/> decides. Immutable.</summary>
public sealed class EntityLinkerOptions
{
    /// <summary>The default of <see cref="AcceptScore"/>.</summary>
    internal const double DefaultAcceptScore = 0.85;

    /// <summary>Candidates below this score are not weighed at all, 0 to 1. Default 0.7, as published for MedReason.</summary>
    public double ConsiderScore { get; init; } = 0.7;

    /// <summary>The best candidate is taken from this score on, else the mention is NIL, 0 to 1. Default 0.85, as published for MedReason.</summary>
    public double AcceptScore { get; init; } = DefaultAcceptScore;

    /// <summary>
    /// Gets the minimum share of the content of an option or answer, and of each part of it between conjunctions, that its nodes must cover, 0 to 1; with less
    /// they are NIL with <see cref="NilReason.TooGeneral"/> or <see cref="NilReason.Partial"/>. 0 takes every node. Default 0.75.
    /// </summary>
    /// <remarks>
    /// Words weigh by their rarity among the names of the graph. With 0.75 a general word may be uncovered, as "disease" in "Crohn's disease", and no word that
    /// distinguishes; docs/quality/linking.md has the measurements.
    /// </remarks>
    public double MinAnswerCoverage { get; init; } = 0.75;

    /// <summary>Gets the maximum number of candidates requested and recorded per mention. Default 10, as published for MedReason.</summary>
    public int MaxCandidates { get; init; } = 10;

    /// <summary>
    /// Whether findings that the text denies become NIL with <see cref="NilReason.Negated"/>. Default false: they are linked and keep their assertion.
    /// </summary>
    public bool RefuseAbsent { get; init; }

    /// <summary>
    /// Whether a mention whose best candidates the question does not distinguish becomes NIL with <see cref="NilReason.Ambiguous"/>. Default false: the
    /// first by <see cref="TypePreference"/>, then by type, then by id is taken, and its score reflects how many candidates tied.
    /// </summary>
    public bool RefuseAmbiguous { get; init; }

    /// <summary>Gets the difference of evidence below which candidates are not distinguished, 0 to 1. Default 0.005.</summary>
    public double AmbiguityMargin { get; init; } = 0.005;

    /// <summary>
    /// The types that win where nothing in the question decides, first one first; a type that is not listed comes after all listed ones, in ordinal order.
    /// Default empty.
    /// </summary>
    public IReadOnlyList<NodeType> TypePreference { get; init; } = [];

    /// <summary>
    /// A node with more edges than this is a hub: it does not count for coherence, except as the neighbour of a node that is not a hub. Default 1,000.
    /// </summary>
    public int MaxEdgesPerNode { get; init; } = 1_000;

    /// <summary>
    /// Gets the maximum number of unambiguous nodes that vote on the ambiguous ones of a question, in the order of their mentions. Default 32.
    /// </summary>
    public int MaxAnchors { get; init; } = 32;

    /// <summary>Gets the language of the questions and of the names of the graph.</summary>
    /// <value>The default is <see cref="LanguageProfile.English"/>.</value>
    public LanguageProfile Language { get; init; } = LanguageProfile.English;

    internal void Validate()
    {
        RequireShare(ConsiderScore, nameof(ConsiderScore));
        RequireShare(AcceptScore, nameof(AcceptScore));
        RequireShare(MinAnswerCoverage, nameof(MinAnswerCoverage));
        RequireShare(AmbiguityMargin, nameof(AmbiguityMargin));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxCandidates);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxEdgesPerNode);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxAnchors);
        ArgumentNullException.ThrowIfNull(TypePreference);
        ArgumentNullException.ThrowIfNull(Language);
        if (AcceptScore < ConsiderScore)
        {
            throw new ArgumentException("A score that is taken must also be considered: AcceptScore is below ConsiderScore.");
        }
    }

    private static void RequireShare(double value, string name)
    {
        if (!(value >= 0 && value <= 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "A value from 0 to 1 is expected.");
        }
    }
}
