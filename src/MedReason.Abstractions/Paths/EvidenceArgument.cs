namespace MedReason;

/// <summary>An argument for or against an answer: which kind of path it rests on, and how much it is worth. Immutable.</summary>
public sealed record EvidenceArgument
{
    /// <summary>Gets the kind of argument, as the table of arguments words it, such as <c>finding presented by the answer</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what it does for the answer.</summary>
    public required ArgumentEffect Effect { get; init; }

    /// <summary>Gets the information of the findings or conditions that it starts from, in bits, rounded to 1e-6: rare ones are worth more.</summary>
    public required double Bits { get; init; }

    /// <summary>Gets the nodes that it starts from, in the question's order.</summary>
    public required IReadOnlyList<NodeId> Starts { get; init; }
}
