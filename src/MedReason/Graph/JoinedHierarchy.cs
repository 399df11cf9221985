namespace MedReason.Graph;

/// <summary>The steps from narrower to broader nodes of a graph that is being built, by number.</summary>
internal sealed class JoinedHierarchy
{
    private readonly Dictionary<int, List<int>> _broader = [];

    /// <summary>Adds a step.</summary>
    public void Add(int node, int broader)
    {
        if (!_broader.TryGetValue(node, out List<int>? nodes))
        {
            _broader.Add(node, nodes = []);
        }

        nodes.Add(broader);
    }

    /// <summary>Whether steps lead from a node to another.</summary>
    public bool Leads(int node, int broader)
    {
        var seen = new HashSet<int> { node };
        var open = new Stack<int>(seen);
        while (open.TryPop(out int next) && next != broader)
        {
            foreach (int one in _broader.GetValueOrDefault(next) ?? [])
            {
                if (seen.Add(one))
                {
                    open.Push(one);
                }
            }
        }

        return seen.Contains(broader);
    }
}
