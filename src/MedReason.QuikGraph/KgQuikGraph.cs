using System.Diagnostics.CodeAnalysis;
using QuikGraph;

namespace MedReason.QuikGraph;

/// <summary>A knowledge graph as a directed graph of QuikGraph: edges run as they are stored.</summary>
/// <remarks><inheritdoc cref="KgQuikView" path="/remarks" /></remarks>
public sealed class KgQuikGraph : KgQuikView, IBidirectionalGraph<int, KgQuikEdge>
{
    internal KgQuikGraph(IAdjacencyView view, KgFilter? filter)
        : base(view, filter)
    {
    }

    /// <inheritdoc />
    public override bool IsDirected => true;

    /// <inheritdoc />
    public bool IsOutEdgesEmpty(int vertex) => !OutEdges(vertex).Any();

    /// <inheritdoc />
    public int OutDegree(int vertex) => CountEdges(RequireVertex(vertex), EdgeEnds.Source);

    /// <inheritdoc />
    public IEnumerable<KgQuikEdge> OutEdges(int vertex) => EnumerateEdges(RequireVertex(vertex), EdgeEnds.Source);

    /// <inheritdoc />
    public bool TryGetOutEdges(int vertex, [NotNullWhen(true)] out IEnumerable<KgQuikEdge>? edges) => TryGetEdges(vertex, EdgeEnds.Source, out edges);

    /// <inheritdoc />
    public KgQuikEdge OutEdge(int vertex, int index) => OutEdges(vertex).ElementAt(index);

    /// <inheritdoc />
    public bool IsInEdgesEmpty(int vertex) => !InEdges(vertex).Any();

    /// <inheritdoc />
    public int InDegree(int vertex) => CountEdges(RequireVertex(vertex), EdgeEnds.Target);

    /// <inheritdoc />
    public IEnumerable<KgQuikEdge> InEdges(int vertex) => EnumerateEdges(RequireVertex(vertex), EdgeEnds.Target);

    /// <inheritdoc />
    public bool TryGetInEdges(int vertex, [NotNullWhen(true)] out IEnumerable<KgQuikEdge>? edges) => TryGetEdges(vertex, EdgeEnds.Target, out edges);

    /// <inheritdoc />
    public KgQuikEdge InEdge(int vertex, int index) => InEdges(vertex).ElementAt(index);

    /// <summary>Returns the number of edges that leave a vertex plus the number of those that enter it; a self loop counts twice.</summary>
    /// <param name="vertex">The vertex.</param>
    /// <returns>The degree.</returns>
    public int Degree(int vertex) => OutDegree(vertex) + InDegree(vertex);

    /// <inheritdoc />
    public bool ContainsEdge(int source, int target) => EnumerateEdges(source, target, EdgeEnds.Source).Any();

    /// <inheritdoc />
    public bool TryGetEdge(int source, int target, out KgQuikEdge edge) => TryGetFirst(EnumerateEdges(source, target, EdgeEnds.Source), out edge);

    /// <inheritdoc />
    public bool TryGetEdges(int source, int target, [NotNullWhen(true)] out IEnumerable<KgQuikEdge>? edges)
    {
        edges = ContainsVertex(source) ? EnumerateEdges(source, target, EdgeEnds.Source) : null;
        return edges is not null;
    }

    private bool TryGetEdges(int vertex, EdgeEnds ends, [NotNullWhen(true)] out IEnumerable<KgQuikEdge>? edges)
    {
        edges = ContainsVertex(vertex) ? EnumerateEdges(vertex, ends) : null;
        return edges is not null;
    }
}
