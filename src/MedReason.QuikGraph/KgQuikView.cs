using System.Runtime.CompilerServices;
using QuikGraph;

namespace MedReason.QuikGraph;

/// <summary>The members that both QuikGraph views of a knowledge graph share. Vertices are node ordinals.</summary>
/// <remarks>
/// Nothing is copied: each call reads the graph's rows, and a sequence of edges is one object. Counting the outgoing or the incoming edges of a vertex takes
/// time proportional to its degree. Immutable and safe for concurrent use; once the graph is disposed, calls throw.
/// </remarks>
public abstract class KgQuikView : IEdgeListGraph<int, KgQuikEdge>
{
    private readonly bool[]? _relations;

    private protected KgQuikView(IAdjacencyView view, KgFilter? filter)
    {
        View = view;
        if (filter is null)
        {
            EdgeCount = view.EdgeCount;
            return;
        }

        if (filter.NodeTypes is not null || filter.ExcludedNodeTypes.Count > 0)
        {
            throw new ArgumentException(
                "A view filters by relation and polarity, and the filter restricts node types, which apply to inner nodes of a path only.", nameof(filter));
        }

        _relations = [.. view.Relations.Select(filter.Allows)];
        EdgeCount = Enumerable.Range(0, view.NodeCount).Sum(vertex => CountEdges(vertex, EdgeEnds.Source));
    }

    /// <summary>Gets the graph that the ordinals belong to.</summary>
    public IAdjacencyView View { get; }

    /// <inheritdoc />
    public abstract bool IsDirected { get; }

    /// <inheritdoc />
    public bool AllowParallelEdges => true;

    /// <inheritdoc />
    public bool IsVerticesEmpty => VertexCount == 0;

    /// <inheritdoc />
    public int VertexCount => View.NodeCount;

    /// <inheritdoc />
    public IEnumerable<int> Vertices => Enumerable.Range(0, VertexCount);

    /// <inheritdoc />
    public bool IsEdgesEmpty => EdgeCount == 0;

    /// <inheritdoc />
    public int EdgeCount { get; }

    /// <inheritdoc />
    public IEnumerable<KgQuikEdge> Edges => Vertices.SelectMany(vertex => EnumerateEdges(vertex, EdgeEnds.Source));

    /// <inheritdoc />
    public bool ContainsVertex(int vertex) => (uint)vertex < (uint)View.NodeCount;

    /// <inheritdoc />
    public bool ContainsEdge(KgQuikEdge edge) => EnumerateEdges(edge.Source, edge.Target, EdgeEnds.Source).Contains(edge);

    private protected int RequireVertex(int vertex) => ContainsVertex(vertex)
        ? vertex
        : throw new VertexNotFoundException($"expected a node ordinal below {View.NodeCount}, found {vertex}");

    private protected static bool TryGetFirst(IEnumerable<KgQuikEdge> edges, out KgQuikEdge edge)
    {
        foreach (KgQuikEdge first in edges)
        {
            edge = first;
            return true;
        }

        edge = default;
        return false;
    }

    private protected IEnumerable<KgQuikEdge> EnumerateEdges(int vertex, EdgeEnds ends) => EnumerateEdges(vertex, 0, View.GetNeighbors(vertex).Length, ends);

    /// <summary>Returns the edges between two vertices; none where one of them does not exist.</summary>
    private protected IEnumerable<KgQuikEdge> EnumerateEdges(int vertex, int neighbor, EdgeEnds ends)
    {
        if (!ContainsVertex(vertex) || !ContainsVertex(neighbor))
        {
            return [];
        }

        ReadOnlySpan<int> neighbors = View.GetNeighbors(vertex);
        int start = neighbors.BinarySearch(neighbor);
        if (start < 0)
        {
            return [];
        }

        int end = start + 1;
        while (start > 0 && neighbors[start - 1] == neighbor)
        {
            start--;
        }

        while (end < neighbors.Length && neighbors[end] == neighbor)
        {
            end++;
        }

        return EnumerateEdges(vertex, start, end, ends);
    }

    private protected int CountEdges(int vertex, EdgeEnds ends)
    {
        ReadOnlySpan<int> neighbors = View.GetNeighbors(vertex);
        ReadOnlySpan<ushort> codes = View.GetRelationCodes(vertex);
        int count = 0;
        for (int i = 0; i < neighbors.Length; i++)
        {
            count += Matches(codes[i], neighbors[i] == vertex, ends) ? 1 : 0;
        }

        return count;
    }

    private IEnumerable<KgQuikEdge> EnumerateEdges(int vertex, int start, int end, EdgeEnds ends)
    {
        EdgeBlock block = default;
        while (start < end)
        {
            int count = ReadBlock(vertex, ref start, end, ends, ref block);
            for (int i = 0; i < count; i++)
            {
                yield return block[i];
            }
        }
    }

    private int ReadBlock(int vertex, ref int start, int end, EdgeEnds ends, ref EdgeBlock block)
    {
        ReadOnlySpan<int> neighbors = View.GetNeighbors(vertex);
        ReadOnlySpan<ushort> codes = View.GetRelationCodes(vertex);
        ReadOnlySpan<int> ordinals = View.GetEdgeOrdinals(vertex);
        int count = 0;
        for (; start < end && count < EdgeBlock.Length; start++)
        {
            (int neighbor, int code) = (neighbors[start], codes[start]);
            if (Matches(code, neighbor == vertex, ends))
            {
                (int source, int target) = (code & 1) == 0 ? (vertex, neighbor) : (neighbor, vertex);
                block[count++] = new KgQuikEdge(source, target, code >> 1, ordinals[start]);
            }
        }

        return count;
    }

    // A row has a self loop once, as an edge that leaves the vertex; it enters it all the same.
    private bool Matches(int code, bool isLoop, EdgeEnds ends) =>
        (isLoop || (ends & ((code & 1) == 0 ? EdgeEnds.Source : EdgeEnds.Target)) != 0) && (_relations is null || _relations[code >> 1]);

    /// <summary>Specifies at which ends of its edges a vertex may stand.</summary>
    [Flags]
    private protected enum EdgeEnds
    {
        Source = 1,
        Target = 2,
        Both = Source | Target,
    }

    /// <summary>Edges read ahead, inside the enumerator itself: a call of the graph per edge would take longer than a breadth-first search.</summary>
    [InlineArray(Length)]
    private struct EdgeBlock
    {
        public const int Length = 8;
        private KgQuikEdge _first;
    }
}
