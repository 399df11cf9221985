namespace MedReason;

/// <summary>The paths offered to a writer, and how the options compare. Immutable.</summary>
public sealed record EvidenceSet
{
    /// <summary>The paths; steps cite them by their index in this list.</summary>
    public required IReadOnlyList<EvidencePath> Paths { get; init; }

    /// <summary>One entry for each option, in the question's order; empty for an open question.</summary>
    public IReadOnlyList<OptionEvidence> Contrast { get; init; } = [];

    /// <summary>Gets the edges that the paths walk with what their sources state, each once, in the order of the paths.</summary>
    /// <remarks>Only edges with attributes; empty when the graph holds none. The pipeline fills it in after the ranker.</remarks>
    public IReadOnlyList<KgEdge> References { get; init => field = value ?? []; } = [];

    /// <summary>Gets the label of the option that the evidence favours, given what the question asks; null when the evidence is missing or undecided.</summary>
    public string? FavoredLabel { get; init; }

    /// <summary>Gets what the question was read to ask for; null when arguments were not sought.</summary>
    public IntentReading? Intent { get; init; }

    /// <summary>Gets what the evidence for the answer is worth; null when arguments were not sought.</summary>
    public EvidenceGrade? Grade { get; init; }

    /// <summary>
    /// Gets the probability of arguments as strong as the answer's for an answer of its type and a like degree that is drawn at random; null where answers
    /// are not drawn, as for a question with options.
    /// </summary>
    public double? PValue { get; init; }

    /// <summary>Gets the label of the option that the graph argues for more strongly than for the answer; null when no option is.</summary>
    public string? ContestedBy { get; init; }

    /// <summary>Gets the statement that a yes/no question asks about; null for every other question, and when arguments were not sought.</summary>
    public QuestionStatement? Statement { get; init; }

    /// <summary>How many paths were candidates before the choice.</summary>
    public int CandidateCount { get; init; }

    /// <summary>What the calls of a model cost; null where none was made.</summary>
    public ModelUsage? Usage { get; init; }

    /// <summary>No evidence.</summary>
    public static EvidenceSet Empty { get; } = new() { Paths = [] };
}
