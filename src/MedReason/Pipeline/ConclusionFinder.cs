using MedReason.Questions;

namespace MedReason.Pipeline;

/// <summary>Finds what may be concluded from a question: its options, its answer, and decoys for a hidden answer without options.</summary>
/// <param name="graph">The graph.</param>
/// <param name="options">The mode, the seed and the number of decoys.</param>
/// <param name="view">What ranker and writer may see.</param>
/// <param name="entities">The entities of the question.</param>
internal sealed class ConclusionFinder(IKnowledgeGraph graph, RunOptions options, QuestionView view, QuestionEntities entities)
{
    /// <summary>Finds the conclusions.</summary>
    /// <param name="answer">The entities of the known answer.</param>
    /// <param name="links">The links of the question.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The conclusions; <see cref="Conclusions.None"/> when the graph has no entity of them.</returns>
    public async Task<Conclusions> FindAsync(IReadOnlyList<NodeId> answer, IReadOnlyList<EntityLink> links, CancellationToken cancellationToken)
    {
        MedicalQuestion seen = view.ForArguing;
        IReadOnlyList<EntityLink> seenLinks = view.LinksForArguing(links);
        if (options.Mode == ReasoningMode.Answer)
        {
            return view.Known.Options.Count > 0 && entities.Options.Count == 0
                ? Conclusions.None
                : Conclusions.Plain(entities.Options, entities.Options.SelectMany(group => group.Nodes), seen, seenLinks);
        }

        if (answer.Count == 0)
        {
            return Conclusions.None;
        }

        if (answer.All(node => entities.Options.Any(group => group.Nodes.Contains(node))))
        {
            return Conclusions.Plain(entities.Options, answer, seen, seenLinks);
        }

        if (!view.IsAnswerHidden)
        {
            return Conclusions.Plain([.. entities.Options, new ConclusionGroup(view.Known.AnswerLabel, answer)], answer, seen, seenLinks);
        }

        IReadOnlyList<ConclusionGroup> decoys = await DrawDecoysAsync(answer, cancellationToken).ConfigureAwait(false);
        NodeId[] ids = [.. answer.Concat(decoys.SelectMany(group => group.Nodes))];
        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync(ids, cancellationToken).ConfigureAwait(false);
        return Conclusions.AmongDecoys(
            new ConclusionGroup(null, answer), decoys, nodes.OfType<KgNode>().ToDictionary(node => node.Id), seen, seenLinks, options.Seed);
    }

    private async Task<IReadOnlyList<ConclusionGroup>> DrawDecoysAsync(IReadOnlyList<NodeId> answer, CancellationToken cancellationToken)
    {
        if (options.DecoyCount == 0 || await DecoyIndex.ForAsync(graph, cancellationToken).ConfigureAwait(false) is not { } index)
        {
            return [];
        }

        HashSet<NodeId> excluded = [.. entities.Present, .. entities.Denied, .. entities.Answer, .. entities.Rationale, .. answer];
        List<NodeId>[] groups = [.. Enumerable.Range(0, options.DecoyCount).Select(_ => new List<NodeId>())];
        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync(answer, cancellationToken).ConfigureAwait(false);
        foreach (KgNode node in nodes.OfType<KgNode>())
        {
            IReadOnlyList<NodeId> drawn = index.Draw(node, groups.Length, excluded, options.Seed, view.Known.Id);
            for (int i = 0; i < drawn.Count; i++)
            {
                groups[i].Add(drawn[i]);
            }
        }

        return [.. groups.Where(group => group.Count == answer.Count).Select(group => new ConclusionGroup(null, group))];
    }
}
