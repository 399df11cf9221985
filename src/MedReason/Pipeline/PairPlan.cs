using MedReason.Questions;

namespace MedReason.Pipeline;

/// <summary>The pairs to search for a question. Immutable.</summary>
internal sealed class PairPlan
{
    private PairPlan(IReadOnlyList<PathPair> pairs, IReadOnlyList<PathPair> deniedPairs, int omitted)
    {
        Pairs = pairs;
        DeniedPairs = deniedPairs;
        OmittedPairs = omitted;
    }

    /// <summary>Gets the pairs from what the question states to what may be concluded, conclusion by conclusion.</summary>
    public IReadOnlyList<PathPair> Pairs { get; }

    /// <summary>Gets the pairs from what the question denies to what may be concluded; only their direct edges are evidence.</summary>
    public IReadOnlyList<PathPair> DeniedPairs { get; }

    /// <summary>Gets the number of pairs omitted because of the limit.</summary>
    public int OmittedPairs { get; }

    /// <summary>Pairs every entity of the question with every conclusion, under one limit for all conclusions.</summary>
    /// <param name="entities">The entities of the question.</param>
    /// <param name="conclusions">The conclusions.</param>
    /// <param name="maxPairs">The maximum number of pairs.</param>
    /// <returns>The plan.</returns>
    public static PairPlan ToConclusions(QuestionEntities entities, IReadOnlyList<ConclusionGroup> conclusions, int maxPairs)
    {
        NodeId[] all = [.. conclusions.SelectMany(group => group.Nodes).Distinct()];
        NodeId[] targets = all.Length <= maxPairs
            ? all
            : [.. conclusions.SelectMany(group => group.Nodes.Take(Math.Max(1, maxPairs / conclusions.Count))).Distinct()];
        int sources = Math.Max(1, maxPairs / Math.Max(1, targets.Length));
        PathPair[] pairs = Cross(entities.Present.Take(sources), targets);
        PathPair[] denied = Cross(entities.Denied.Take(sources), targets);
        return new PairPlan(pairs, denied, ((entities.Present.Count + entities.Denied.Count) * all.Length) - pairs.Length - denied.Length);
    }

    /// <summary>Pairs the two ends of a statement.</summary>
    /// <param name="from">The nodes of the first end.</param>
    /// <param name="to">The nodes of the second end.</param>
    /// <param name="maxPairs">The maximum number of pairs.</param>
    /// <returns>The plan.</returns>
    public static PairPlan Between(IReadOnlyList<NodeId> from, IReadOnlyList<NodeId> to, int maxPairs)
    {
        PathPair[] pairs = Cross(from, [.. to]);
        return new PairPlan([.. pairs.Take(maxPairs)], [], Math.Max(0, pairs.Length - maxPairs));
    }

    /// <summary>Pairs the question's own entities with one another.</summary>
    /// <param name="entities">The entities of the question.</param>
    /// <param name="maxPairs">The maximum number of pairs.</param>
    /// <returns>The plan.</returns>
    public static PairPlan AmongQuestion(QuestionEntities entities, int maxPairs)
    {
        int count = entities.Present.Count;
        var pairs = new List<PathPair>();
        for (int distance = 1; distance < count; distance++)
        {
            for (int i = 0; i + distance < count && pairs.Count < maxPairs; i++)
            {
                pairs.Add(new PathPair { From = entities.Present[i], To = entities.Present[i + distance] });
            }
        }

        return new PairPlan(pairs, [], (int)Math.Min(int.MaxValue, ((long)count * (count - 1) / 2) - pairs.Count));
    }

    private static PathPair[] Cross(IEnumerable<NodeId> sources, NodeId[] targets)
    {
        NodeId[] from = [.. sources];
        return [.. targets.SelectMany(target => from.Select(source => new PathPair { From = source, To = target }))];
    }
}
