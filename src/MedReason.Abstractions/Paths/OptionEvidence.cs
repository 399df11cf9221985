namespace MedReason;

/// <summary>What the evidence says of one option, under the same caps as every other. Immutable.</summary>
public sealed record OptionEvidence
{
    /// <summary>The option's label.</summary>
    public required string Label { get; init; }

    /// <summary>What the evidence says.</summary>
    public required OptionSupport Support { get; init; }

    /// <summary>Gets the strength of the support, rounded to 1e-9; 0 without support. Comparable between options of one question.</summary>
    public double Score { get; init; }

    /// <summary>Indexes into <see cref="EvidenceSet.Paths"/> of what supports it, best first.</summary>
    public IReadOnlyList<int> SupportingPaths { get; init; } = [];

    /// <summary>Indexes into <see cref="EvidenceSet.Paths"/> of what opposes it, best first.</summary>
    public IReadOnlyList<int> OpposingPaths { get; init; } = [];

    /// <summary>Nodes inside supporting paths that no other option's supporting paths hold: what separates it.</summary>
    public IReadOnlyList<NodeId> DistinctNodes { get; init; } = [];

    /// <summary>For an option such as "both A and C": the labels it stands for; else empty.</summary>
    public IReadOnlyList<string> CombinedLabels { get; init; } = [];

    /// <summary>Gets the arguments for and against it, the strongest first; empty when the graph has no argument, or arguments were not sought.</summary>
    public IReadOnlyList<EvidenceArgument> Arguments { get; init => field = value ?? []; } = [];

    /// <summary>Gets the strength of its arguments in bits, what counts against it subtracted, rounded to 1e-6; 0 without arguments.</summary>
    public double Strength { get; init; }

    /// <summary>
    /// Gets the parts by which options are compared when the answer is not known: <c>arguments</c>, and <c>words</c>, how well the question fits the names
    /// of what the graph joins to the option. Their sum is the option's log-odds up to a constant of the question. Empty when arguments were not sought.
    /// </summary>
    public IReadOnlyList<ScorePart> Parts { get; init => field = value ?? []; } = [];
}
