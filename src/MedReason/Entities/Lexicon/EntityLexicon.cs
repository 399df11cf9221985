namespace MedReason;

/// <summary>All names of a graph, compiled for one pass over a text. Immutable, safe for concurrent use.</summary>
internal sealed class EntityLexicon
{
    public required TokenTable Tokens { get; init; }

    public required TokenTrie Trie { get; init; }

    public required LexiconEntry[] Entries { get; init; }

    public required NodeId[] NodeIds { get; init; }

    public required NodeType[] NodeTypes { get; init; }

    /// <summary>The more general nodes of each node, as indexes; null where it has none.</summary>
    public required int[]?[] Parents { get; init; }
}
