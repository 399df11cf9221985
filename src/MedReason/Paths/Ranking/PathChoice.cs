namespace MedReason.Paths;

/// <summary>Chooses few and different paths among scored candidates.</summary>
internal static class PathChoice
{
    /// <summary>
    /// Chooses: first the best path of each start, best start first, so that every entity of the question that has support gets some; then the best of
    /// the rest, with penalties for what each shares with the chosen ones.
    /// </summary>
    /// <param name="candidates">The candidates of one conclusion, in the order of <see cref="RankedCandidate.Compare"/>.</param>
    /// <param name="count">The maximum number of paths.</param>
    /// <param name="options">Penalties and gap.</param>
    /// <returns>The chosen candidates, best first.</returns>
    public static List<RankedCandidate> Choose(IReadOnlyList<RankedCandidate> candidates, int count, EvidencePathRankerOptions options)
    {
        var best = new Dictionary<(NodeId, NodeId, EvidenceStance), double>();
        foreach (RankedCandidate candidate in candidates)
        {
            best.TryAdd((candidate.From, candidate.To, candidate.Evidence.Stance), candidate.Evidence.Score);
        }

        var rest = new List<RankedCandidate>(candidates.Count);
        var chosen = new List<RankedCandidate>();
        var starts = new HashSet<NodeId>();
        foreach (RankedCandidate candidate in candidates)
        {
            if (candidate.Evidence.Score < best[(candidate.From, candidate.To, candidate.Evidence.Stance)] - options.MaxGap)
            {
                continue;
            }

            bool isBestOfStart = chosen.Count < count && starts.Add(candidate.From);
            (isBestOfStart ? chosen : rest).Add(candidate);
        }

        while (chosen.Count < count && rest.Count > 0)
        {
            int next = PickNext(rest, chosen, options);
            chosen.Add(rest[next]);
            rest.RemoveAt(next);
        }

        chosen.Sort(RankedCandidate.Compare);
        return chosen;
    }

    private static int PickNext(List<RankedCandidate> rest, List<RankedCandidate> chosen, EvidencePathRankerOptions options)
    {
        HashSet<NodeId> nodes = [];
        HashSet<string> sequences = [];
        bool hasFact = false;
        foreach (RankedCandidate candidate in chosen)
        {
            IReadOnlyList<KgNode> path = candidate.Evidence.Path.Nodes;
            for (int i = 1; i < path.Count - 1; i++)
            {
                nodes.Add(path[i].Id);
            }

            sequences.Add(candidate.Sequence);
            hasFact |= candidate.Evidence.IsStatedFact;
        }

        int next = -1;
        double nextScore = double.NegativeInfinity;
        for (int place = 0; place < rest.Count; place++)
        {
            RankedCandidate candidate = rest[place];
            double score = candidate.Evidence.Score - (options.SharedNodePenalty * SharedInner(candidate.Evidence.Path.Nodes, nodes))
                - (sequences.Contains(candidate.Sequence) ? options.SharedSequencePenalty : 0);

            // A stated fact repeats the conclusion; beside one, a mechanism explains more than a second fact.
            if (candidate.Evidence.IsStatedFact && hasFact && candidate.Evidence.Stance == EvidenceStance.Supports)
            {
                score -= options.SharedNodePenalty;
            }

            score = PathScoring.Round(score);
            if (score > nextScore)
            {
                next = place;
                nextScore = score;
            }
        }

        return next;
    }

    /// <summary>Returns the share of a path's inner nodes that are among others.</summary>
    private static double SharedInner(IReadOnlyList<KgNode> path, HashSet<NodeId> others)
    {
        int shared = 0;
        for (int i = 1; i < path.Count - 1; i++)
        {
            shared += others.Contains(path[i].Id) ? 1 : 0;
        }

        return path.Count == 2 ? 0 : (double)shared / (path.Count - 2);
    }
}
