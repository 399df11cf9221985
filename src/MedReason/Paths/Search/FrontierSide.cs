namespace MedReason.Paths;

/// <summary>One side of a pair while a graph is searched by calls: what was reached, and the nodes to ask about next.</summary>
internal sealed class FrontierSide
{
    private readonly Dictionary<int, int> _levels = [];

    /// <summary>Starts at a node.</summary>
    /// <param name="node">The end of the pair.</param>
    public FrontierSide(int node)
    {
        _levels.Add(node, 0);
        Frontier = [node];
    }

    /// <summary>The nodes of the furthest level.</summary>
    public List<int> Frontier { get; private set; }

    /// <summary>How far the furthest level is.</summary>
    public int Radius { get; private set; }

    /// <summary>Goes one level on.</summary>
    /// <param name="rows">What was told of each node; all nodes of the frontier were.</param>
    /// <param name="barred">The nodes that may only be ends.</param>
    /// <returns>How many edges were looked at.</returns>
    public long Expand(IReadOnlyList<FrontierRow?> rows, IReadOnlySet<int> barred)
    {
        Radius++;
        long edges = 0;
        var next = new List<int>();
        foreach (int node in Frontier)
        {
            FrontierRow row = rows[node]!;
            edges += row.Told;
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

    /// <summary>Whether the furthest levels of two sides share a node.</summary>
    public bool Meets(FrontierSide other)
    {
        (FrontierSide small, FrontierSide great) = Frontier.Count <= other.Frontier.Count ? (this, other) : (other, this);
        return small.Frontier.Exists(node => great._levels.TryGetValue(node, out int level) && level == great.Radius);
    }
}
