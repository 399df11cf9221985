namespace MedReason;

/// <summary>Chooses few and different paths among scored candidates.</summary>
internal static class PathChoice
{
    /// <summary>
    /// Chooses: first the best path of each start, best start first, so that every entity of the question that has support gets some; then the best of
    /// the rest, each losing what it shares with those chosen.
    /// </summary>
    /// <param name="candidates">The candidates of one conclusion.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="options">Penalties and gap.</param>
    /// <returns>The chosen, best first.</returns>
    public static List<RankedCandidate> Choose(IEnumerable<RankedCandidate> candidates, int count, EvidencePathRankerOptions options)
    {
        List<RankedCandidate> rest = [.. candidates];
        rest.Sort(RankedCandidate.Compare);
        var best = new Dictionary<(NodeId, NodeId, EvidenceStance), double>();
        foreach (RankedCandidate candidate in rest)
        {
            best.TryAdd((candidate.From, candidate.To, candidate.Evidence.Stance), candidate.Evidence.Score);
        }

        rest.RemoveAll(candidate => candidate.Evidence.Score < best[(candidate.From, candidate.To, candidate.Evidence.Stance)] - options.MaxGap);
        var chosen = new List<RankedCandidate>(count);
        var starts = new HashSet<NodeId>();
        foreach (RankedCandidate candidate in rest)
        {
            if (chosen.Count < count && starts.Add(candidate.From))
            {
                chosen.Add(candidate);
            }
        }

        rest.RemoveAll(chosen.Contains);
        while (chosen.Count < count && rest.Count > 0)
        {
            RankedCandidate next = PickNext(rest, chosen, options);
            rest.Remove(next);
            chosen.Add(next);
        }

        chosen.Sort(RankedCandidate.Compare);
        return chosen;
    }

    private static RankedCandidate PickNext(List<RankedCandidate> rest, List<RankedCandidate> chosen, EvidencePathRankerOptions options)
    {
        HashSet<NodeId> nodes = [.. chosen.SelectMany(candidate => Inner(candidate.Evidence.Path))];
        HashSet<string> sequences = [.. chosen.Select(candidate => candidate.Sequence)];
        bool hasFact = chosen.Any(candidate => candidate.Evidence.IsStatedFact);
        RankedCandidate? next = null;
        double nextScore = double.NegativeInfinity;
        foreach (RankedCandidate candidate in rest)
        {
            int inner = candidate.Evidence.Path.Nodes.Count - 2;
            double shared = inner == 0 ? 0 : (double)Inner(candidate.Evidence.Path).Count(nodes.Contains) / inner;
            double score = candidate.Evidence.Score - (options.SharedNodePenalty * shared)
                - (sequences.Contains(candidate.Sequence) ? options.SharedSequencePenalty : 0);

            // A stated fact repeats the conclusion; once there is one, mechanisms say more than a second one.
            if (candidate.Evidence.IsStatedFact && hasFact && candidate.Evidence.Stance == EvidenceStance.Supports)
            {
                score -= options.SharedNodePenalty;
            }

            score = PathScoring.Round(score);
            if (score > nextScore)
            {
                next = candidate;
                nextScore = score;
            }
        }

        return next!;
    }

    private static IEnumerable<NodeId> Inner(KgPath path)
    {
        for (int i = 1; i < path.Nodes.Count - 1; i++)
        {
            yield return path.Nodes[i].Id;
        }
    }
}
