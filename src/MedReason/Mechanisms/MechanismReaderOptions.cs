namespace MedReason;

/// <summary>Specifies how far a <see cref="MechanismReader"/> looks. Immutable.</summary>
public sealed record MechanismReaderOptions
{
    /// <summary>Gets the maximum number of hops of a mechanism, at least 2.</summary>
    /// <remarks>A path through a stated link may have two hops more, and so may what is weighed beside a shortest path.</remarks>
    /// <value>The default is 6.</value>
    public int MaxHops { get; init; } = 6;

    /// <summary>Gets the number of hops up to which a path is a mechanism unless its signs raise the disease; a longer one needs signs that lower it.</summary>
    /// <value>The default is 4.</value>
    public int MaxPlainHops { get; init; } = 4;

    /// <summary>Gets the maximum number of nodes whose edges are read for one question, at least 1.</summary>
    /// <value>The default is 20,000.</value>
    public int MaxExpandedNodes { get; init; } = 20_000;

    /// <summary>Gets the maximum number of paths that an answer cites, at least 1.</summary>
    /// <value>The default is 3.</value>
    public int MaxPaths { get; init; } = 3;

    /// <summary>Gets the maximum number of edges of other drugs that an answer cites.</summary>
    /// <value>The default is 8.</value>
    public int MaxPrecedents { get; init; } = 8;
}
