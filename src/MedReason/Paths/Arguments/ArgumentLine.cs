namespace MedReason;

/// <summary>A line of the table of arguments: which kind of path does what for an answer, given what the question asks. Immutable.</summary>
public sealed record ArgumentLine
{
    /// <summary>Gets what the question asks for.</summary>
    public required QuestionIntent Intent { get; init; }

    /// <summary>Gets what a path of this kind does for the answer.</summary>
    public required ArgumentEffect Effect { get; init; }

    /// <summary>Gets the hops, from what the question states to the answer; at least one, at most four.</summary>
    public required IReadOnlyList<ArgumentStep> Steps { get; init; }

    /// <summary>
    /// Gets the information that the starts of such paths must have together, as a share of what would single out one end, so that common findings alone
    /// are no argument in a graph of any size.
    /// </summary>
    /// <value>0 or more; 1 is what singles out one end. The default is 0.</value>
    public double MinShare { get; init; }

    /// <summary>Gets the number of different starts that such paths must have together.</summary>
    /// <value>At least 1. The default is 1.</value>
    public int MinStarts { get; init; } = 1;

    /// <summary>Gets the factor by which the information counts.</summary>
    /// <value>More than 0. The default is 1.</value>
    public double Weight { get; init; } = 1;

    /// <summary>Gets the kind in words, such as <c>the condition is treated by the answer</c>.</summary>
    public required string Name { get; init; }
}
