using QuikGraph;

namespace MedReason.QuikGraph;

/// <summary>A knowledge graph as an undirected graph of QuikGraph: an edge is adjacent to both of its ends and keeps its stored source and target.</summary>
/// <remarks><inheritdoc cref="KgQuikView" path="/remarks" /></remarks>
public sealed class KgUndirectedQuikGraph : KgQuikView, IUndirectedGraph<int, KgQuikEdge>
{
    internal KgUndirectedQuikGraph(IAdjacencyView view, KgFilter? filter)
        : base(view, filter)
    {
    }

    /// <inheritdoc />
    public override bool IsDirected => false;

    /// <inheritdoc />
    public EdgeEqualityComparer<int> EdgeEqualityComparer { get; } = EdgeExtensions.UndirectedVertexEquality;

    /// <inheritdoc />
    public IEnumerable<KgQuikEdge> AdjacentEdges(int vertex) => EnumerateEdges(RequireVertex(vertex), EdgeEnds.Both);

    /// <summary>Returns the number of edges at a vertex; a self loop counts twice, as in QuikGraph's own graphs.</summary>
    /// <param name="vertex">The vertex.</param>
    /// <returns>The degree.</returns>
    public int AdjacentDegree(int vertex) => CountEdges(RequireVertex(vertex), EdgeEnds.Source) + CountEdges(vertex, EdgeEnds.Target);

    /// <inheritdoc />
    public bool IsAdjacentEdgesEmpty(int vertex) => !AdjacentEdges(vertex).Any();

    /// <inheritdoc />
    public KgQuikEdge AdjacentEdge(int vertex, int index) => AdjacentEdges(vertex).ElementAt(index);

    /// <inheritdoc />
    public bool ContainsEdge(int source, int target) => EnumerateEdges(source, target, EdgeEnds.Both).Any();

    /// <inheritdoc />
    public bool TryGetEdge(int source, int target, out KgQuikEdge edge) => TryGetFirst(EnumerateEdges(source, target, EdgeEnds.Both), out edge);
}
