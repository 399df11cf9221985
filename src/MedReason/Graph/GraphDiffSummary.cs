using System.Runtime.InteropServices;

namespace MedReason;

/// <summary>Counts the differences between two graphs as <see cref="GraphDiff.CompareAsync"/> returns them.</summary>
/// <remarks>Holds counts only, so that its size does not grow with the number of differences. Not safe for concurrent use.</remarks>
public sealed class GraphDiffSummary
{
    private readonly Dictionary<RelationType, GraphChangeCounts> _edgesByRelation = [];
    private readonly Dictionary<string, GraphChangeCounts> _edgesBySource = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphChangeCounts> _nodesBySource = new(StringComparer.Ordinal);

    /// <summary>Gets the numbers of relations.</summary>
    public GraphChangeCounts Relations { get; private set; }

    /// <summary>Gets the numbers of nodes.</summary>
    public GraphChangeCounts Nodes { get; private set; }

    /// <summary>Gets the numbers of edges.</summary>
    public GraphChangeCounts Edges { get; private set; }

    /// <summary>Gets a value indicating whether no difference was added.</summary>
    public bool IsEmpty => Relations.Total + Nodes.Total + Edges.Total == 0;

    /// <summary>Gets the numbers of edges by relation; relations without a difference are left out.</summary>
    public IReadOnlyDictionary<RelationType, GraphChangeCounts> EdgesByRelation => _edgesByRelation;

    /// <summary>Gets the numbers of edges by <see cref="EdgeChange.KnowledgeSource"/>; the empty string where none is stated.</summary>
    public IReadOnlyDictionary<string, GraphChangeCounts> EdgesBySource => _edgesBySource;

    /// <summary>Gets the numbers of nodes by <see cref="NodeChange.KnowledgeSource"/>; the empty string where none is stated.</summary>
    public IReadOnlyDictionary<string, GraphChangeCounts> NodesBySource => _nodesBySource;

    /// <summary>Counts a difference.</summary>
    /// <param name="change">The difference.</param>
    public void Add(GraphChange change)
    {
        switch (change)
        {
            case EdgeChange edge:
                Edges = Edges.Add(edge.Kind);
                Count(_edgesByRelation, (edge.After ?? edge.Before)!.Relation, edge.Kind);
                Count(_edgesBySource, edge.KnowledgeSource ?? string.Empty, edge.Kind);
                break;
            case NodeChange node:
                Nodes = Nodes.Add(node.Kind);
                Count(_nodesBySource, node.KnowledgeSource ?? string.Empty, node.Kind);
                break;
            default:
                ArgumentNullException.ThrowIfNull(change);
                Relations = Relations.Add(change.Kind);
                break;
        }
    }

    private static void Count<TKey>(Dictionary<TKey, GraphChangeCounts> counts, TKey key, GraphChangeKind kind)
        where TKey : notnull
    {
        ref GraphChangeCounts count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _);
        count = count.Add(kind);
    }
}
