namespace MedReason.Mechanisms;

/// <summary>The directed walks from one node to another, up to a number of hops more than the shortest.</summary>
internal sealed class MechanismCorridor
{
    // Of a node with very many ways onward at most this many are tried for paths to cite.
    private const int MaxTried = 20_000;

    private readonly MechanismSpace _space;
    private readonly Func<MechanismStep, bool> _isWalked;
    private readonly int _from;
    private readonly int _to;
    private readonly Dictionary<int, int> _left = [];
    private readonly Dictionary<int, IReadOnlyList<(int Target, double Raised, bool IsSigned)>> _hops = [];

    private MechanismCorridor(MechanismSpace space, int from, int to, Func<MechanismStep, bool> isWalked) =>
        (_space, _from, _to, _isWalked) = (space, from, to, isWalked);

    /// <summary>Gets the number of hops of the shortest walk; null where none was found.</summary>
    public int? Hops { get; private set; }

    /// <summary>Reads what lies between two nodes, from both ends, always on the side with fewer nodes to read.</summary>
    /// <param name="space">Where the edges are kept.</param>
    /// <param name="from">The first node.</param>
    /// <param name="to">The last node, another one.</param>
    /// <param name="maxHops">The maximum length of the shortest walk.</param>
    /// <param name="slack">How many hops longer the other walks may be.</param>
    /// <param name="isWalked">Whether a step may be walked; null for any.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<MechanismCorridor> OpenAsync(
        MechanismSpace space, int from, int to, int maxHops, int slack, Func<MechanismStep, bool>? isWalked, CancellationToken cancellationToken)
    {
        var corridor = new MechanismCorridor(space, from, to, isWalked ?? (static _ => true));
        var (ahead, back) = (new HashSet<int> { from }, new HashSet<int> { to });
        (List<int> front, List<int> rear) = ([from], [to]);
        int limit = maxHops;
        for (int radius = 0; radius < limit && front.Count > 0 && rear.Count > 0; radius++)
        {
            bool isAhead = front.Count <= rear.Count;
            if (!await space.ExpandAsync(isAhead ? front : rear, cancellationToken).ConfigureAwait(false))
            {
                break;
            }

            if (isAhead)
            {
                front = corridor.Grow(front, ahead, isAhead: true);
            }
            else
            {
                rear = corridor.Grow(rear, back, isAhead: false);
            }

            if (corridor.Hops is null && (isAhead ? front.Exists(back.Contains) : rear.Exists(ahead.Contains)))
            {
                corridor.Hops = radius + 1;
                limit = radius + 1 + slack;
            }
        }

        corridor.MeasureLeft(corridor.Hops is null ? 0 : limit);
        return corridor;
    }

    /// <summary>Counts, by sign, the walks that exceed the shortest by at most a given number of hops. Parallel edges of unlike sign count in parts.</summary>
    public MechanismBalance Weigh(int slack) => Hops is { } hops ? Weigh(_from, hops + slack, []) : default;

    /// <summary>Finds paths, the shortest first and of equal length by ids.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="slack">How many hops longer than the shortest one they may be.</param>
    /// <param name="sign">The sign that their effect must have; null for any.</param>
    /// <param name="avoided">Nodes that they must not visit.</param>
    /// <returns>The nodes of each path.</returns>
    public List<int[]> FindPaths(int count, int slack, int? sign = null, IReadOnlySet<int>? avoided = null)
    {
        var found = new List<int[]>();
        int tried = 0;
        for (int length = Hops ?? int.MaxValue; found.Count < count && length <= Hops + slack; length++)
        {
            Follow([_from], length);
        }

        return found;

        void Follow(List<int> path, int left)
        {
            if (path[^1] == _to)
            {
                if (left == 0 && (sign is null || Math.Sign(SignOf(path)) == sign))
                {
                    found.Add([.. path]);
                }

                return;
            }

            foreach ((int target, _, _) in HopsOf(path[^1]))
            {
                if (found.Count < count && tried < MaxTried && _left.TryGetValue(target, out int rest) && rest < left
                    && !path.Contains(target) && avoided?.Contains(target) != true)
                {
                    tried++;
                    path.Add(target);
                    Follow(path, left - 1);
                    path.RemoveAt(path.Count - 1);
                }
            }
        }
    }

    private double SignOf(List<int> path)
    {
        double sign = 1;
        for (int i = 1; i < path.Count; i++)
        {
            sign *= (2 * HopsOf(path[i - 1]).First(hop => hop.Target == path[i]).Raised) - 1;
        }

        return sign;
    }

    private MechanismBalance Weigh(int node, int left, Dictionary<(int Node, int Left), MechanismBalance> known)
    {
        if (node == _to)
        {
            return new MechanismBalance(0, 0, 1);
        }

        if (known.TryGetValue((node, left), out MechanismBalance balance))
        {
            return balance;
        }

        (double raising, double lowering, double unsigned) = (0, 0, 0);
        foreach ((int target, double raised, bool isSigned) in HopsOf(node))
        {
            if (!_left.TryGetValue(target, out int rest) || rest >= left)
            {
                continue;
            }

            MechanismBalance onward = Weigh(target, left - 1, known);
            double kept = onward.Raising + (isSigned ? onward.Unsigned : 0);
            raising += (raised * kept) + ((1 - raised) * onward.Lowering);
            lowering += (raised * onward.Lowering) + ((1 - raised) * kept);
            unsigned += isSigned ? 0 : onward.Unsigned;
        }

        return known[(node, left)] = new MechanismBalance(raising, lowering, unsigned);
    }

    /// <summary>Returns where a node leads in one hop, by id, with the share of its parallel edges that do not lower.</summary>
    private IReadOnlyList<(int Target, double Raised, bool IsSigned)> HopsOf(int node)
    {
        if (!_hops.TryGetValue(node, out IReadOnlyList<(int, double, bool)>? hops))
        {
            var targets = new SortedDictionary<int, (int Raising, int All, bool IsSigned)>(Comparer<int>.Create(_space.Compare));
            foreach (MechanismStep step in _space.From(node).Where(_isWalked))
            {
                (int raising, int all, bool isSigned) = targets.GetValueOrDefault(step.Target);
                targets[step.Target] = (raising + (step.Sign > 0 ? 1 : 0), all + 1, isSigned || step.Effect != MechanismEffect.Keeps);
            }

            _hops[node] = hops = [.. targets.Select(static pair => (pair.Key, (double)pair.Value.Raising / pair.Value.All, pair.Value.IsSigned))];
        }

        return hops;
    }

    private List<int> Grow(List<int> level, HashSet<int> seen, bool isAhead)
    {
        var next = new List<int>();
        foreach (int node in level)
        {
            foreach (MechanismStep step in isAhead ? _space.From(node) : _space.To(node))
            {
                int other = isAhead ? step.Target : step.Source;
                if (_isWalked(step) && seen.Add(other))
                {
                    next.Add(other);
                }
            }
        }

        return next;
    }

    /// <summary>Measures how many hops are left to the last node, over what was read.</summary>
    private void MeasureLeft(int maxHops)
    {
        _left[_to] = 0;
        List<int> level = [_to];
        for (int hops = 1; hops <= maxHops && level.Count > 0; hops++)
        {
            var next = new List<int>();
            foreach (MechanismStep step in level.SelectMany(_space.To).Where(_isWalked))
            {
                if (_left.TryAdd(step.Source, hops))
                {
                    next.Add(step.Source);
                }
            }

            level = next;
        }
    }
}
