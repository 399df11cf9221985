namespace MedReason.Mechanisms;

/// <summary>Collects the paths and edges that decide an answer, with the nodes that they need. Not safe for concurrent use.</summary>
internal sealed class MechanismEvidence(IKnowledgeGraph graph, MechanismSpace space)
{
    private readonly Dictionary<NodeId, KgNode> _nodes = [];
    private readonly List<MechanismEdge> _edges = [];
    private readonly HashSet<KgEdge> _cited = [];
    private readonly List<KgPath> _paths = [];

    /// <summary>Gets the edges, in the order in which they were added, each once.</summary>
    public IReadOnlyList<MechanismEdge> Edges => _edges;

    /// <summary>Gets the paths.</summary>
    public IReadOnlyList<KgPath> Paths => _paths;

    /// <summary>Returns a node that was loaded; null for any other.</summary>
    public KgNode? FindNode(int key) => _nodes.GetValueOrDefault(space.IdOf(key));

    /// <summary>Reads nodes that were not read before.</summary>
    public async Task LoadAsync(IEnumerable<NodeId> ids, CancellationToken cancellationToken)
    {
        NodeId[] missing = [.. ids.Where(id => !_nodes.ContainsKey(id)).Distinct()];
        if (missing.Length > 0)
        {
            foreach (KgNode node in (await graph.GetNodesAsync(missing, cancellationToken).ConfigureAwait(false)).OfType<KgNode>())
            {
                _nodes[node.Id] = node;
            }
        }
    }

    /// <summary>Adds the link that was asked about.</summary>
    public void AddLink(KgEdge link, MechanismEffect effect) =>
        Add(new KgEdge { Source = link.Source, Relation = link.Relation, Target = link.Target }, effect, MechanismEdgeRole.Link);

    /// <summary>Adds what other drugs do to the target of an added link.</summary>
    public void AddPrecedents(IEnumerable<MechanismStep> steps)
    {
        foreach (MechanismStep step in steps)
        {
            Add(ToEdge(step), step.Effect, MechanismEdgeRole.Precedent);
        }
    }

    /// <summary>Adds paths with their edges.</summary>
    /// <param name="paths">The nodes of each path.</param>
    /// <param name="added">A step that the graph need not have.</param>
    /// <param name="cancellationToken">Cancels the reading of nodes.</param>
    public async Task AddAsync(IReadOnlyList<int[]> paths, MechanismStep? added, CancellationToken cancellationToken)
    {
        foreach (int[] path in paths)
        {
            _paths.Add(await ToPathAsync(path, added, null, cancellationToken).ConfigureAwait(false));
            foreach (MechanismStep step in path.Zip(path.Skip(1)).SelectMany(hop => StepsOf(hop.First, hop.Second, added)))
            {
                Add(ToEdge(step), step.Effect, MechanismEdgeRole.Path);
            }
        }
    }

    /// <summary>Makes a path of nodes, each hop with all its relations.</summary>
    /// <param name="path">The nodes.</param>
    /// <param name="added">A step that the graph need not have; null for none.</param>
    /// <param name="removed">A step that is left out; null for none.</param>
    /// <param name="cancellationToken">Cancels the reading of nodes.</param>
    public async Task<KgPath> ToPathAsync(int[] path, MechanismStep? added, MechanismStep? removed, CancellationToken cancellationToken)
    {
        await LoadAsync(path.Select(space.IdOf), cancellationToken).ConfigureAwait(false);
        return new KgPath
        {
            Nodes = [.. path.Select(NodeOf)],
            Hops = [.. path.Zip(path.Skip(1)).Select(hop => HopOf(StepsOf(hop.First, hop.Second, added).Where(step => step != removed)))],
        };
    }

    private static KgHop HopOf(IEnumerable<MechanismStep> steps) =>
        new() { Relations = [.. steps.Select(static step => new KgHopRelation { Relation = step.Relation, IsForward = true })] };

    private KgNode NodeOf(int key) => FindNode(key) ?? throw new KnowledgeGraphException($"The graph lacks the node '{space.IdOf(key)}' that an edge names.");

    private IEnumerable<MechanismStep> StepsOf(int source, int target, MechanismStep? added)
    {
        IEnumerable<MechanismStep> steps = space.From(source).Where(step => step.Target == target);
        if (added is { } link && link.Source == source && link.Target == target)
        {
            steps = steps.Append(link);
        }

        return steps.Distinct().OrderBy(static step => step.Relation);
    }

    private KgEdge ToEdge(MechanismStep step) => new() { Source = space.IdOf(step.Source), Relation = step.Relation, Target = space.IdOf(step.Target) };

    private void Add(KgEdge edge, MechanismEffect effect, MechanismEdgeRole role)
    {
        if (_cited.Add(edge))
        {
            _edges.Add(new MechanismEdge { Edge = edge, Effect = effect, Role = role });
        }
    }
}
