using MedReason.Paths;

namespace MedReason.Pipeline;

/// <summary>Chooses, among the nodes of one name that a mention may mean, those from which or to which an argument can lead.</summary>
/// <remarks>
/// A joined graph holds a condition once as a disease with its findings, once as a finding of other diseases and once as an effect of drugs. Which of them
/// a question means shows in what it asks: the arguments of its intent begin and end with relations that only some of them have.
/// </remarks>
internal static class TwinLinks
{
    /// <summary>Replaces nodes by the twins that the question needs, and adds a link for each further one.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="links">The links.</param>
    /// <param name="lines">The kinds of arguments of what the question asks for.</param>
    /// <param name="cancellationToken">Cancels the lookup.</param>
    /// <returns>The links, those of one mention beside each other; as they are for a graph whose adjacency cannot be seen.</returns>
    public static async Task<IReadOnlyList<EntityLink>> ChooseAsync(
        IKnowledgeGraph graph, IReadOnlyList<EntityLink> links, IReadOnlyList<ArgumentLine> lines, CancellationToken cancellationToken)
    {
        NodeId[] ids = [.. links.Where(static link => link.Node is not null).SelectMany(static link => link.Twins).Distinct()];
        if (ids.Length == 0 || graph.GetService<IAdjacencyView>() is null)
        {
            return links;
        }

        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync(ids, cancellationToken).ConfigureAwait(false);
        var byId = nodes.OfType<KgNode>().ToDictionary(static node => node.Id);
        var counts = MeaningCounts.For(graph);
        ArgumentStep[] starting = [.. lines.Select(static line => line.Steps.FirstOrDefault(IsOutsideHierarchy)).Distinct()];
        ArgumentStep[] ending = [.. lines.Select(static line => Reverse(line.Steps.LastOrDefault(IsOutsideHierarchy))).Distinct()];
        return
        [
            .. links.SelectMany(link => link is { Node: { } node, Twins.Count: > 0 }
                ? Choose(link, [node, .. link.Twins.Where(byId.ContainsKey).Select(id => byId[id])], IsConclusion(link) ? ending : starting, counts)
                : [link]),
        ];
    }

    /// <summary>Returns for each node of a question the one that stands for it, so that the nodes of one mention are counted once.</summary>
    public static Dictionary<NodeId, NodeId> GetRepresentatives(IReadOnlyList<EntityLink> links)
    {
        var representatives = new Dictionary<NodeId, NodeId>();
        foreach (EntityLink link in links)
        {
            if (link.Node is { } node && !IsConclusion(link))
            {
                NodeId first = representatives.GetValueOrDefault(node.Id, node.Id);
                representatives.TryAdd(node.Id, first);
                foreach (NodeId twin in link.Twins)
                {
                    representatives.TryAdd(twin, first);
                }
            }
        }

        return representatives;
    }

    /// <summary>For each step the node that has most of it, in the order of the candidates.</summary>
    private static IEnumerable<EntityLink> Choose(EntityLink link, KgNode[] candidates, ArgumentStep[] steps, MeaningCounts counts)
    {
        var chosen = new SortedSet<int>();
        foreach (ArgumentStep step in steps)
        {
            int[] ends = [.. candidates.Select(node => counts.CountEnds(node.Id, step))];
            int most = ends.Max();
            if (most > 0)
            {
                chosen.Add(Array.IndexOf(ends, most));
            }
        }

        return chosen.Count == 0
            ? [link]
            : chosen.Select(index => link with
            {
                Node = candidates[index],
                Twins = [.. candidates.Where((_, other) => other != index).Select(static node => node.Id)],
            });
    }

    private static bool IsConclusion(EntityLink link) => link.Mention.Role is MentionRole.Option or MentionRole.Answer or MentionRole.Rationale;

    private static bool IsOutsideHierarchy(ArgumentStep step) => step.Meaning != RelationMeaning.IsA;

    private static ArgumentStep Reverse(ArgumentStep step) => step with { IsForward = !step.IsForward };
}
