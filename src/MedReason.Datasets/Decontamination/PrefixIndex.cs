namespace MedReason.Datasets;

/// <summary>Finds the sets that may share enough keys with another one, without comparing all pairs.</summary>
/// <remarks>
/// Prefix filtering: put each set's keys in one order, the rarest first. Two sets that share at least t keys share one among the first n - t + 1 of each, n
/// being its own size. Postings are kept only for these. Nothing that shares enough is missed; the caller verifies what is found. Safe for concurrent use.
/// </remarks>
internal sealed class PrefixIndex
{
    private readonly Dictionary<ulong, int> _frequencies = [];
    private readonly Dictionary<ulong, List<int>> _postings = [];

    /// <summary>Indexes sets.</summary>
    /// <param name="sets">The keys of each set, each once.</param>
    /// <param name="shared">For each set, the minimum number of keys that it must share with a query to be found.</param>
    public PrefixIndex(IReadOnlyList<ulong[]> sets, IReadOnlyList<int> shared)
    {
        foreach (ulong[] set in sets)
        {
            foreach (ulong key in set)
            {
                _frequencies[key] = _frequencies.GetValueOrDefault(key) + 1;
            }
        }

        for (int index = 0; index < sets.Count; index++)
        {
            foreach (ulong key in Prefix(sets[index], shared[index]))
            {
                if (!_postings.TryGetValue(key, out List<int>? posting))
                {
                    _postings.Add(key, posting = []);
                }

                posting.Add(index);
            }
        }
    }

    /// <summary>Marks the sets that may share at least <paramref name="shared"/> keys with this one.</summary>
    public void MarkCandidates(ulong[] set, int shared, bool[] isCandidate)
    {
        foreach (ulong key in Prefix(set, shared))
        {
            if (_postings.TryGetValue(key, out List<int>? posting))
            {
                foreach (int index in posting)
                {
                    isCandidate[index] = true;
                }
            }
        }
    }

    private ReadOnlySpan<ulong> Prefix(ulong[] set, int shared)
    {
        if (set.Length == 0 || shared > set.Length)
        {
            return [];
        }

        ulong[] ordered = [.. set.OrderBy(key => _frequencies.GetValueOrDefault(key)).ThenBy(key => key)];
        return ordered.AsSpan(0, set.Length - Math.Max(1, shared) + 1);
    }
}
