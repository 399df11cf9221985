using System.Runtime.CompilerServices;
using QuikGraph;

namespace MedReason.QuikGraph;

/// <summary>Converts between knowledge graphs, evidence and the graphs of QuikGraph.</summary>
public static class QuikGraphExtensions
{
    /// <summary>Returns a directed QuikGraph view of a graph in memory, without a copy.</summary>
    /// <param name="view">The graph.</param>
    /// <param name="filter">The relations and polarities whose edges are seen; null for all. It must not restrict node types.</param>
    /// <returns>The view; its vertices are node ordinals.</returns>
    /// <exception cref="ArgumentException">The filter restricts node types.</exception>
    [OverloadResolutionPriority(1)]
    public static KgQuikGraph AsQuikGraph(this IAdjacencyView view, KgFilter? filter = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new KgQuikGraph(view, filter);
    }

    /// <summary>Returns a directed QuikGraph view of a graph that offers <see cref="IAdjacencyView"/>, without a copy.</summary>
    /// <param name="graph">The graph. A graph that loads lazily must be loaded: await <see cref="IKnowledgeGraph.GetMetadataAsync"/> first.</param>
    /// <param name="filter">The relations and polarities whose edges are seen; null for all. It must not restrict node types.</param>
    /// <returns>The view; its vertices are node ordinals.</returns>
    /// <exception cref="ArgumentException">The filter restricts node types.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not offer <see cref="IAdjacencyView"/>.</exception>
    public static KgQuikGraph AsQuikGraph(this IKnowledgeGraph graph, KgFilter? filter = null) => GetView(graph).AsQuikGraph(filter);

    /// <summary>Returns an undirected QuikGraph view of a graph in memory, without a copy.</summary>
    /// <param name="view">The graph.</param>
    /// <param name="filter">The relations and polarities whose edges are seen; null for all. It must not restrict node types.</param>
    /// <returns>The view; its vertices are node ordinals.</returns>
    /// <exception cref="ArgumentException">The filter restricts node types.</exception>
    [OverloadResolutionPriority(1)]
    public static KgUndirectedQuikGraph AsUndirectedQuikGraph(this IAdjacencyView view, KgFilter? filter = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new KgUndirectedQuikGraph(view, filter);
    }

    /// <summary>Returns an undirected QuikGraph view of a graph that offers <see cref="IAdjacencyView"/>, without a copy.</summary>
    /// <param name="graph">The graph. A graph that loads lazily must be loaded: await <see cref="IKnowledgeGraph.GetMetadataAsync"/> first.</param>
    /// <param name="filter">The relations and polarities whose edges are seen; null for all. It must not restrict node types.</param>
    /// <returns>The view; its vertices are node ordinals.</returns>
    /// <exception cref="ArgumentException">The filter restricts node types.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not offer <see cref="IAdjacencyView"/>.</exception>
    public static KgUndirectedQuikGraph AsUndirectedQuikGraph(this IKnowledgeGraph graph, KgFilter? filter = null) =>
        GetView(graph).AsUndirectedQuikGraph(filter);

    /// <summary>Builds a knowledge graph from a graph of QuikGraph.</summary>
    /// <typeparam name="TVertex">The type of the vertices.</typeparam>
    /// <typeparam name="TEdge">The type of the edges.</typeparam>
    /// <param name="graph">The graph; an edge of an undirected graph runs from its source to its target.</param>
    /// <param name="node">Returns the node of a vertex: id, name, type, and source and synonyms where it has them. Called once per vertex.</param>
    /// <param name="relation">Returns the relation of an edge.</param>
    /// <param name="relations">The wording and polarity of relations; a relation that is not in it reads by its name and is affirmed.</param>
    /// <param name="name">The name of the new graph.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The graph, which the caller disposes.</returns>
    /// <exception cref="KnowledgeGraphException">Two vertices have nodes of one id.</exception>
    public static InMemoryKnowledgeGraph ToKnowledgeGraph<TVertex, TEdge>(
        this IEdgeListGraph<TVertex, TEdge> graph,
        Func<TVertex, KgNode> node,
        Func<TEdge, RelationType> relation,
        IEnumerable<RelationInfo>? relations = null,
        string name = "",
        CancellationToken cancellationToken = default)
        where TVertex : notnull
        where TEdge : IEdge<TVertex>
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(relation);
        ArgumentNullException.ThrowIfNull(name);
        var builder = new KnowledgeGraphBuilder { Name = name };
        foreach (RelationInfo info in relations ?? [])
        {
            builder.AddRelation(info);
        }

        var ids = new Dictionary<TVertex, NodeId>();
        foreach (TVertex vertex in graph.Vertices)
        {
            cancellationToken.ThrowIfCancellationRequested();
            KgNode added = node(vertex);
            builder.AddNode(added);
            ids.Add(vertex, added.Id);
        }

        foreach (TEdge edge in graph.Edges)
        {
            cancellationToken.ThrowIfCancellationRequested();
            builder.AddEdge(new KgEdge { Source = ids[edge.Source], Target = ids[edge.Target], Relation = relation(edge) });
        }

        return builder.Build(cancellationToken);
    }

    /// <summary>Returns the union of the paths of some evidence as a graph of QuikGraph.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <returns>A new graph. Its vertices are compared by reference: one node for each id.</returns>
    public static BidirectionalGraph<KgNode, TaggedEdge<KgNode, EvidenceGraphEdge>> ToQuikGraph(this EvidenceSet evidence)
    {
        var union = EvidenceGraph.Create(evidence);
        var nodes = union.Nodes.ToDictionary(static node => node.Id);
        var graph = new BidirectionalGraph<KgNode, TaggedEdge<KgNode, EvidenceGraphEdge>>();
        graph.AddVertexRange(union.Nodes);
        graph.AddEdgeRange(union.Edges.Select(edge => new TaggedEdge<KgNode, EvidenceGraphEdge>(nodes[edge.Source], nodes[edge.Target], edge)));
        return graph;
    }

    private static IAdjacencyView GetView(IKnowledgeGraph graph) => graph.GetService<IAdjacencyView>() ?? throw new KnowledgeGraphException(
        $"The graph offers no {nameof(IAdjacencyView)}, which QuikGraph needs: use a graph in memory, and await GetMetadataAsync where it loads lazily.");
}
