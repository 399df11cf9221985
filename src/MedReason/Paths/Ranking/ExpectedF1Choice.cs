namespace MedReason.Paths;

/// <summary>
/// Chooses the set of paths whose nodes have the maximum expected F1, given the probability that each node belongs to the mechanism. Fewer paths are chosen
/// when another one would add more doubtful nodes than likely ones.
/// </summary>
internal static class ExpectedF1Choice
{
    private const double Gain = 1e-12;

    /// <summary>Chooses paths.</summary>
    /// <param name="pool">The candidates.</param>
    /// <param name="nodeProbabilities">For each node of the pool the probability that it belongs.</param>
    /// <param name="missing">The expected number of nodes that belong and are not in the pool.</param>
    /// <param name="count">The maximum number of paths.</param>
    /// <returns>Indexes of paths: greedily, the one that gains most first, then improved by exchanges.</returns>
    public static List<int> Choose(PathPool pool, double[] nodeProbabilities, double missing, int count)
    {
        var sets = new SetValue(pool, nodeProbabilities, missing);
        var chosen = new List<int>();
        double best = 0;
        for (int next = 0; next >= 0 && chosen.Count < count;)
        {
            next = -1;
            int last = chosen.Count;
            chosen.Add(-1);
            for (int i = 0; i < pool.Paths.Count; i++)
            {
                if (chosen.Contains(i))
                {
                    continue;
                }

                chosen[last] = i;
                double value = sets.Of(chosen);
                if (value > best + Gain)
                {
                    best = value;
                    next = i;
                }
            }

            chosen.RemoveAt(last);
            if (next >= 0)
            {
                chosen.Add(next);
            }
        }

        while (Exchange(pool, sets, chosen, ref best))
        {
        }

        return chosen;
    }

    private static bool Exchange(PathPool pool, SetValue sets, List<int> chosen, ref double best)
    {
        bool improved = false;
        for (int position = 0; position < chosen.Count; position++)
        {
            for (int i = 0; i < pool.Paths.Count; i++)
            {
                if (chosen.Contains(i))
                {
                    continue;
                }

                int old = chosen[position];
                chosen[position] = i;
                double value = sets.Of(chosen);
                if (value > best + Gain)
                {
                    best = value;
                    improved = true;
                }
                else
                {
                    chosen[position] = old;
                }
            }
        }

        return improved;
    }

    private sealed class SetValue(PathPool pool, double[] nodeProbabilities, double missing)
    {
        private readonly double _total = missing + nodeProbabilities.Sum();
        private readonly int[] _stamps = new int[pool.Nodes.Count];
        private int _stamp;

        /// <summary>Returns twice the expected hits over the number of chosen nodes and the expected size of the mechanism.</summary>
        public double Of(List<int> chosen)
        {
            _stamp++;
            int count = 0;
            double hits = 0;
            foreach (int path in chosen)
            {
                foreach (int node in pool.Inner[path])
                {
                    if (_stamps[node] != _stamp)
                    {
                        _stamps[node] = _stamp;
                        count++;
                        hits += nodeProbabilities[node];
                    }
                }
            }

            return count == 0 ? 0 : 2 * hits / (count + _total);
        }
    }
}
