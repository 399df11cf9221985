namespace MedReason;

/// <summary>How much of a foreign chain could be read; what could not is counted and never guessed. Immutable.</summary>
public sealed record ForeignChainCounts
{
    /// <summary>Lines of the form <c>a -> b -> c</c>.</summary>
    public int ArrowPaths { get; init; }

    /// <summary>Names in those lines.</summary>
    public int Names { get; init; }

    /// <summary>Of those, how many name exactly one node.</summary>
    public int LinkedNames { get; init; }

    /// <summary>Arrows in those lines.</summary>
    public int Hops { get; init; }

    /// <summary>Of those, how many join two nodes that an edge of the graph joins.</summary>
    public int HopsInGraph { get; init; }

    /// <summary>Names that no node bears, or several.</summary>
    public IReadOnlyList<string> UnlinkedNames { get; init; } = [];

    /// <summary>Sentences outside those lines.</summary>
    public int Sentences { get; init; }

    /// <summary>Gets the number of places in them that name a node.</summary>
    public int Mentions { get; init; }

    /// <summary>Of those, how many name exactly one node.</summary>
    public int LinkedMentions { get; init; }

    /// <summary>Linked mentions that follow one another in a sentence.</summary>
    public int Pairs { get; init; }

    /// <summary>Of those, how many have words between them that say what joins them.</summary>
    public int ReadPairs { get; init; }

    /// <summary>Of those, how many say what an edge of the graph says: these are the claims.</summary>
    public int PairsInGraph { get; init; }
}
