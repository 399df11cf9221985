namespace MedReason.Paths;

/// <summary>Finds the paths between what a question states and what may be concluded that are arguments, line by line of the table.</summary>
/// <param name="graph">The graph.</param>
/// <param name="finder">Finds the paths of each line.</param>
/// <param name="table">The table of arguments.</param>
internal sealed class ArgumentSearch(IKnowledgeGraph graph, IPathFinder finder, ArgumentTable table)
{
    /// <summary>The maximum number of paths of one line between two nodes: the argument is worth its starts, not its number of paths.</summary>
    private const int MaxPathsPerLine = 20;

    /// <summary>Finds the arguments.</summary>
    /// <param name="intent">What the question asks for.</param>
    /// <param name="pairs">What the question states, and what may be concluded.</param>
    /// <param name="metadata">The metadata of the graph.</param>
    /// <param name="filter">The host's filter of relations and node types; null for none.</param>
    /// <param name="maxExpandedEdges">The maximum number of edges looked at per pair and line.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The arguments, in the order of the table, then of the pairs.</returns>
    public async Task<IReadOnlyList<FoundArgument>> RunAsync(
        QuestionIntent intent,
        IReadOnlyList<PathPair> pairs,
        KnowledgeGraphMetadata metadata,
        KgFilter? filter,
        long maxExpandedEdges,
        CancellationToken cancellationToken)
    {
        // Polarities are the table's business: a host's filter of them is about ordinary paths.
        var allowed = new KgFilter { Relations = filter?.Relations, ExcludedRelations = filter?.ExcludedRelations ?? [] };
        var relations = metadata.Relations.Where(allowed.Allows).ToDictionary(static relation => relation.Relation);
        var found = new List<FoundArgument>();
        var seen = new HashSet<KgPath>();
        PathPair[] distinct = [.. pairs.Where(static pair => pair.From != pair.To).Distinct()];
        foreach (ArgumentLine line in table.For(intent))
        {
            RelationInfo[] walked = [.. relations.Values.Where(relation => line.Steps.Any(step => IsWalked(step, relation)))];
            if (distinct.Length == 0 || line.Steps.Any(step => !Array.Exists(walked, relation => IsWalked(step, relation))))
            {
                continue;
            }

            PathSearchResult result = await finder.FindPathsAsync(
                graph,
                new PathQuery
                {
                    Pairs = distinct,
                    MaxLength = line.Steps.Count,
                    Slack = line.Steps.Count - 1,
                    MaxPathsPerPair = MaxPathsPerLine,
                    MaxExpandedEdges = maxExpandedEdges,
                    Filter = new KgFilter
                    {
                        Relations = [.. walked.Select(static relation => relation.Relation)],
                        NodeTypes = filter?.NodeTypes,
                        ExcludedNodeTypes = filter?.ExcludedNodeTypes ?? [],
                        Polarities = [Polarity.Affirmed, Polarity.Contraindicated],
                    },
                },
                cancellationToken).ConfigureAwait(false);
            foreach (KgPath path in result.Pairs.SelectMany(static pair => pair.Paths))
            {
                if (Trim(path, line, relations) is { } trimmed && seen.Add(trimmed))
                {
                    found.Add(new FoundArgument(line, trimmed));
                }
            }
        }

        return found;
    }

    private static bool IsWalked(ArgumentStep step, RelationInfo relation) =>
        MeaningCounts.Fits(step, relation, isForward: true) || MeaningCounts.Fits(step, relation, isForward: false);

    /// <summary>Returns the path with the relations that make it an argument; null when it does not fit the line.</summary>
    private static KgPath? Trim(KgPath path, ArgumentLine line, Dictionary<RelationType, RelationInfo> relations)
    {
        if (path.Length != line.Steps.Count)
        {
            return null;
        }

        var hops = new KgHop[path.Length];
        for (int i = 0; i < hops.Length; i++)
        {
            ArgumentStep step = line.Steps[i];
            KgHopRelation[] fitting =
            [
                .. path.Hops[i].Relations.Where(relation =>
                    relations.TryGetValue(relation.Relation, out RelationInfo? info) && MeaningCounts.Fits(step, info, relation.IsForward)),
            ];
            if (fitting.Length == 0)
            {
                return null;
            }

            hops[i] = new KgHop { Relations = fitting };
        }

        return new KgPath { Nodes = path.Nodes, Hops = hops };
    }
}
