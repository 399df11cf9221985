namespace MedReason.Paths;

/// <summary>One side of a pair while a graph is searched by calls: the nodes reached, and those whose edges are needed next.</summary>
internal sealed class FrontierSide
{
    private readonly Dictionary<int, int> _levels = [];

    /// <summary>Creates a side that starts at a node.</summary>
    /// <param name="node">The end of the pair.</param>
    public FrontierSide(int node)
    {
        _levels.Add(node, 0);
        Frontier = [node];
    }

    /// <summary>Gets the nodes of the furthest level.</summary>
    public List<int> Frontier { get; private set; }

    /// <summary>Gets the distance of the furthest level.</summary>
    public int Radius { get; private set; }

    /// <summary>Grows the side by one level.</summary>
    /// <param name="rows">The edges of each node; those of the whole frontier are present.</param>
    /// <param name="barred">The nodes that may only be ends.</param>
    /// <returns>The number of edges looked at.</returns>
    public long Expand(IReadOnlyList<FrontierRow?> rows, IReadOnlySet<int> barred)
    {
        Radius++;
        long edges = 0;
        var next = new List<int>();
        foreach (int node in Frontier)
        {
            FrontierRow row = rows[node]!;
            edges += row.EdgeCount;
            foreach ((int to, _) in row.Edges)
            {
                if (!barred.Contains(to) && _levels.TryAdd(to, Radius))
                {
                    next.Add(to);
                }
            }
        }

        Frontier = next;
        return edges;
    }

    /// <summary>Returns whether the furthest levels of two sides share a node.</summary>
    public bool Meets(FrontierSide other)
    {
        (FrontierSide small, FrontierSide large) = Frontier.Count <= other.Frontier.Count ? (this, other) : (other, this);
        return small.Frontier.Exists(node => large._levels.TryGetValue(node, out int level) && level == large.Radius);
    }
}
