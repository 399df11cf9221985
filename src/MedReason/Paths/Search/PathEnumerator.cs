using System.Runtime.CompilerServices;

namespace MedReason.Paths;

/// <summary>
/// Enumerates the paths of one pair best first: by cost, then hops, then node ids. Lazy: the first few of 10^12 paths cost what few paths cost.
/// </summary>
/// <remarks>
/// <para>
/// Prefixes of paths are kept in a heap by the least cost and hops that any completion can have; the least prefix, and among equals the first by its nodes,
/// is extended by one hop at a time. The bounds come from the corridor (hops) or the cost table (cost). With at most one spare hop no walk can return to a
/// node, and with two only by stepping back at once, which is detected one hop ahead: in these cases no prefix is a dead end. A node's continuations are
/// sorted only as far as they are read, and each prefix is in the heap with its best unread continuation only.
/// </para>
/// <para>Reusable; not safe for concurrent use.</para>
/// </remarks>
internal sealed class PathEnumerator
{
    private const int PooledItems = 1 << 18;
    private readonly IAdjacencyView _view;
    // A pair and not one number of both: the sum of node and hops left is the same all along a long chain, and so would be its hash.
    private readonly Dictionary<(int Node, int Left), int> _listOfState = [];
    private readonly List<int> _found = [];
    private Prefix[] _prefixes = new Prefix[64];
    private int[] _heap = new int[64];
    private Continuation[] _continuations = new Continuation[256];
    private ContinuationList[] _lists = new ContinuationList[64];
    private int _prefixCount;
    private int _heapCount;
    private int _continuationCount;
    private int _listCount;

    private PairSearch _search = null!;
    private PathCorridor _corridor = null!;
    private PathCostTable? _costs;
    private WalkFilter _filter;
    private int _slack;

    /// <summary>Creates an enumerator.</summary>
    /// <param name="view">The graph.</param>
    public PathEnumerator(IAdjacencyView view) => _view = view;

    /// <summary>Gets the limit that ended the enumeration early; null when none did.</summary>
    public PathCut? Cut { get; private set; }

    /// <summary>Gets whether there are more paths than the query asks for.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Gets the number of paths found.</summary>
    public int Count => _found.Count;

    /// <summary>Finds the best paths.</summary>
    /// <param name="search">The search, with its corridor built, and its cost table where the query has a cost; spends the edges.</param>
    public void Run(PairSearch search)
    {
        SearchContext context = search.Context;
        _search = search;
        _corridor = context.Scratch.Corridor;
        _costs = context.Query.Cost is null ? null : context.Scratch.Costs;
        _filter = context.Filter;
        _slack = search.Length - search.Distance;
        Cut = null;
        HasMore = false;
        _found.Clear();
        _listOfState.Clear();
        _prefixCount = _heapCount = _continuationCount = _listCount = 0;

        int target = search.Target.Source;
        int maxPaths = context.Query.MaxPathsPerPair;
        if (!TryAddPrefix(new Prefix { Node = search.Source.Source, Parent = -1, Jump = 0, List = -1 }) || !TryContinue(0))
        {
            return;
        }

        // When the number of paths is known to be greater, nothing need be searched to find that out.
        long wanted = _slack == 0 ? Math.Min(maxPaths, search.Count) : maxPaths;
        HasMore = search.Count > maxPaths;
        bool isNumberKnown = HasMore || _slack == 0;
        for (int step = 0; _heapCount > 0 && !(isNumberKnown && _found.Count >= wanted); step++)
        {
            if ((step & 1023) == 0)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
            }

            int current = Pop();
            if (_prefixes[current].Node == target)
            {
                if (_found.Count >= wanted)
                {
                    HasMore = true;
                    return;
                }

                _found.Add(current);
            }
            else if (!TryContinue(current))
            {
                return;
            }

            if (!_prefixes[current].HasSiblingInHeap && !TryOffer(_prefixes[current].Parent, _prefixes[current].List, _prefixes[current].Rank + 1))
            {
                return;
            }
        }
    }

    /// <summary>Returns the number of hops of a found path.</summary>
    public int LengthOf(int path) => _prefixes[_found[path]].Depth;

    /// <summary>Copies the nodes of a found path.</summary>
    /// <param name="path">Its position, best first.</param>
    /// <param name="nodes">Receives the nodes, one more than the path has hops.</param>
    public void CopyNodes(int path, Span<int> nodes)
    {
        int prefix = _found[path];
        for (int i = nodes.Length - 1; i >= 0; i--)
        {
            nodes[i] = _prefixes[prefix].Node;
            prefix = _prefixes[prefix].Parent;
        }
    }

    /// <summary>Releases the memory that a large search took.</summary>
    public void Trim()
    {
        if (_prefixes.Length > PooledItems || _continuations.Length > PooledItems || _lists.Length > PooledItems || _found.Capacity > PooledItems)
        {
            _prefixes = new Prefix[64];
            _heap = new int[64];
            _continuations = new Continuation[256];
            _lists = new ContinuationList[64];
            _listOfState.Clear();
            _listOfState.TrimExcess();
            _found.Clear();
            _found.TrimExcess();
        }
    }

    private bool TryContinue(int prefix)
    {
        int list = ListOf(_prefixes[prefix].Node, HopsLeft(prefix));
        return list >= 0 && TryOffer(prefix, list, 0);
    }

    private int HopsLeft(int prefix) => _search.Length - _prefixes[prefix].Depth;

    /// <summary>Puts the best unread continuation of a prefix into the heap; nothing when all are read. False when a limit was reached.</summary>
    private bool TryOffer(int parent, int list, int rank)
    {
        if (list < 0)
        {
            return true;
        }

        int left = HopsLeft(parent);
        for (; rank < _lists[list].Count; rank++)
        {
            Continuation continuation = Read(list, rank);
            if (_slack >= 2 && Returns(parent, continuation.Node))
            {
                continue;
            }

            int hops = continuation.Hops;
            bool isLater = false;
            if (_slack >= 2 && LeadsAway(_prefixes[parent].Node, continuation.Node))
            {
                int onward = HopsOnward(_prefixes[parent].Node, continuation.Node);
                if (onward < 0)
                {
                    return false;
                }

                if (2L + onward > left)
                {
                    continue;
                }

                // A cost table's bound on hops goes with its least cost, so hops alone must not raise it.
                isLater = _costs is null && 2 + onward > hops;
                hops = isLater ? 2 + onward : hops;
            }

            long pathCost = 0;
            long cost = 0;
            if (_costs is not null)
            {
                long onwardCost = _costs.CostWithin(_costs.IndexOf(continuation.Node), left - 1);
                pathCost = PathCostTable.Add(_prefixes[parent].PathCost, continuation.Cost - onwardCost);
                cost = PathCostTable.Add(pathCost, onwardCost);
            }

            bool isAdded = TryAddPrefix(new Prefix
            {
                Cost = cost,
                PathCost = pathCost,
                Hops = _prefixes[parent].Depth + hops,
                Node = continuation.Node,
                Parent = parent,
                Jump = JumpOf(parent),
                Depth = _prefixes[parent].Depth + 1,
                List = list,
                Rank = rank,
                HasSiblingInHeap = isLater,
            });
            if (!isAdded)
            {
                return false;
            }

            Push(_prefixCount - 1);
            if (!isLater)
            {
                return true;
            }
        }

        return true;
    }

    /// <summary>Returns whether a node is on the prefix. Only the last few can be: a walk that is not too long cannot return to earlier ones.</summary>
    private bool Returns(int prefix, int node)
    {
        for (int back = 1; back <= _slack && prefix >= 0; back++)
        {
            if (_prefixes[prefix].Node == node)
            {
                return true;
            }

            prefix = _prefixes[prefix].Parent;
        }

        return false;
    }

    private bool LeadsAway(int from, int to) => _corridor.ToTarget(to) > _corridor.ToTarget(from);

    /// <summary>
    /// Returns the fewest hops to the end after one more from a node, not straight back; the maximum integer if there are none, -1 when a limit was reached.
    /// </summary>
    private int HopsOnward(int from, int node)
    {
        ReadOnlySpan<int> neighbors = _view.GetNeighbors(node);
        ReadOnlySpan<ushort> codes = _view.GetRelationCodes(node);
        int best = int.MaxValue;
        int least = _corridor.ToTarget(node) - 1;
        int i = 0;
        for (; i < neighbors.Length && best > least; i++)
        {
            int neighbor = neighbors[i];
            if (neighbor != from && neighbor != node && _filter.IsAllowed(codes[i]) && neighbor != _search.Source.Source)
            {
                int hops = _corridor.ToTarget(neighbor);
                best = hops >= 0 && hops < best ? hops : best;
            }
        }

        if (!_search.TrySpend(i))
        {
            Cut = PathCut.ExpandedEdges;
            return -1;
        }

        return best;
    }

    /// <summary>Returns the list of continuations of a node with a number of hops left, made at the first call; -1 when a limit was reached.</summary>
    private int ListOf(int node, int left)
    {
        if (_listOfState.TryGetValue((node, left), out int list))
        {
            return list;
        }

        int start = _continuationCount;
        if (!(_costs is null ? TryListByHops(node, left) : TryListByCost(node, left)))
        {
            return -1;
        }

        if (_listCount == _lists.Length && !TryGrow(ref _lists, _listCount + 1))
        {
            return -1;
        }

        int count = _continuationCount - start;
        _lists[_listCount] = new ContinuationList { Start = start, Count = count };
        for (int i = (count / 2) - 1; i >= 0; i--)
        {
            SiftDown(start, i, count);
        }

        _listOfState.Add((node, left), _listCount);
        return _listCount++;
    }

    private bool TryListByHops(int node, int left)
    {
        ReadOnlySpan<int> neighbors = _view.GetNeighbors(node);
        ReadOnlySpan<ushort> codes = _filter.AllowedCodes is null ? default : _view.GetRelationCodes(node);
        if (!_search.TrySpend(neighbors.Length))
        {
            Cut = PathCut.ExpandedEdges;
            return false;
        }

        int previous = -1;
        for (int i = 0; i < neighbors.Length; i++)
        {
            int neighbor = neighbors[i];
            if (neighbor == previous || neighbor == node)
            {
                continue;
            }

            int hops = _corridor.ToTarget(neighbor);
            if (hops < 0 || hops >= left || (!codes.IsEmpty && !_filter.IsAllowed(codes[i])))
            {
                continue;
            }

            previous = neighbor;
            if (neighbor != _search.Source.Source && !(_slack >= 2 && PathCorridor.IsDeadEnd(_view, neighbor, hops))
                && !TryAddContinuation(new Continuation { Hops = hops + 1, Node = neighbor }))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryListByCost(int node, int left)
    {
        PathCostTable table = _costs!;
        int index = table.IndexOf(node);
        ReadOnlySpan<int> targets = table.ArcTargets(index);
        ReadOnlySpan<long> costs = table.ArcCosts(index);
        for (int arc = 0; arc < targets.Length; arc++)
        {
            long onward = table.CostWithin(targets[arc], left - 1);
            if (onward != PathCostTable.Unreachable && !TryAddContinuation(new Continuation
            {
                Cost = PathCostTable.Add(costs[arc], onward),
                Hops = 1 + table.HopsWithin(targets[arc], left - 1),
                Node = table.NodeAt(targets[arc]),
            }))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryAddContinuation(Continuation continuation)
    {
        if (_continuationCount == _continuations.Length && !TryGrow(ref _continuations, _continuationCount + 1))
        {
            return false;
        }

        _continuations[_continuationCount++] = continuation;
        return true;
    }

    private bool TryAddPrefix(Prefix prefix)
    {
        if (_prefixCount == _prefixes.Length && !TryGrow(ref _prefixes, _prefixCount + 1))
        {
            return false;
        }

        _prefixes[_prefixCount++] = prefix;
        return true;
    }

    private bool TryGrow<T>(ref T[] items, int needed)
    {
        long held = ((long)_prefixes.Length * Unsafe.SizeOf<Prefix>()) + ((long)_continuations.Length * Unsafe.SizeOf<Continuation>())
            + ((long)_lists.Length * Unsafe.SizeOf<ContinuationList>()) + ((long)_heap.Length * sizeof(int));
        long size = Math.Max(needed, items.Length + (items.Length / 2L));
        if (held + ((size - items.Length) * Unsafe.SizeOf<T>()) > _search.Context.MaxPrefixBytes || size > Array.MaxLength)
        {
            Cut = PathCut.Memory;
            return false;
        }

        Array.Resize(ref items, (int)size);
        return true;
    }

    /// <summary>
    /// Returns the continuation at a rank. A list is a heap whose least items are moved behind it one by one, so a rank is read at its position from the end.
    /// Ranks are read in order.
    /// </summary>
    private Continuation Read(int list, int rank)
    {
        ref ContinuationList header = ref _lists[list];
        while (header.Read <= rank)
        {
            int last = header.Count - 1 - header.Read++;
            (_continuations[header.Start], _continuations[header.Start + last]) = (_continuations[header.Start + last], _continuations[header.Start]);
            SiftDown(header.Start, 0, last);
        }

        return _continuations[header.Start + header.Count - 1 - rank];
    }

    private void SiftDown(int start, int at, int count)
    {
        Span<Continuation> heap = _continuations.AsSpan(start, count);
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= count)
            {
                return;
            }

            if (child + 1 < count && heap[child + 1].IsBefore(heap[child]))
            {
                child++;
            }

            if (!heap[child].IsBefore(heap[at]))
            {
                return;
            }

            (heap[at], heap[child]) = (heap[child], heap[at]);
            at = child;
        }
    }

    private void Push(int prefix)
    {
        if (_heapCount == _heap.Length)
        {
            Array.Resize(ref _heap, _heapCount * 2);
        }

        int at = _heapCount++;
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!IsBefore(prefix, _heap[parent]))
            {
                break;
            }

            _heap[at] = _heap[parent];
            at = parent;
        }

        _heap[at] = prefix;
    }

    private int Pop()
    {
        int top = _heap[0];
        int moved = _heap[--_heapCount];
        int at = 0;
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= _heapCount)
            {
                break;
            }

            if (child + 1 < _heapCount && IsBefore(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!IsBefore(_heap[child], moved))
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = moved;
        return top;
    }

    private bool IsBefore(int left, int right)
    {
        ref Prefix one = ref _prefixes[left];
        ref Prefix other = ref _prefixes[right];
        if (one.Cost != other.Cost)
        {
            return one.Cost < other.Cost;
        }

        return one.Hops != other.Hops ? one.Hops < other.Hops : IsBeforeByNodes(left, right);
    }

    /// <summary>Compares the nodes where two prefixes diverge; jumps make that logarithmic in their length.</summary>
    private bool IsBeforeByNodes(int left, int right)
    {
        int depth = Math.Min(_prefixes[left].Depth, _prefixes[right].Depth);
        left = AncestorAt(left, depth);
        right = AncestorAt(right, depth);
        while (_prefixes[left].Parent != _prefixes[right].Parent)
        {
            bool canJump = _prefixes[left].Jump != _prefixes[right].Jump;
            left = canJump ? _prefixes[left].Jump : _prefixes[left].Parent;
            right = canJump ? _prefixes[right].Jump : _prefixes[right].Parent;
        }

        return _prefixes[left].Node < _prefixes[right].Node;
    }

    private int AncestorAt(int prefix, int depth)
    {
        while (_prefixes[prefix].Depth > depth)
        {
            int jump = _prefixes[prefix].Jump;
            prefix = _prefixes[jump].Depth >= depth ? jump : _prefixes[prefix].Parent;
        }

        return prefix;
    }

    /// <summary>Returns where a child of a prefix jumps to: the skew-binary scheme of Myers, "An applicative random-access stack" (1983).</summary>
    private int JumpOf(int parent)
    {
        int jump = _prefixes[parent].Jump;
        int beyond = _prefixes[jump].Jump;
        return _prefixes[parent].Depth - _prefixes[jump].Depth == _prefixes[jump].Depth - _prefixes[beyond].Depth ? beyond : parent;
    }

    private struct Prefix
    {
        /// <summary>The least cost of a completion.</summary>
        public long Cost;

        /// <summary>The cost so far.</summary>
        public long PathCost;

        /// <summary>The fewest hops of a completion of that cost.</summary>
        public int Hops;

        public int Node;
        public int Parent;
        public int Jump;
        public int Depth;
        public int List;
        public int Rank;

        /// <summary>Whether the next continuation of the same parent is in the heap already.</summary>
        public bool HasSiblingInHeap;
    }

    private struct Continuation
    {
        public long Cost;
        public int Hops;
        public int Node;

        public readonly bool IsBefore(in Continuation other)
        {
            if (Cost != other.Cost)
            {
                return Cost < other.Cost;
            }

            return Hops != other.Hops ? Hops < other.Hops : Node < other.Node;
        }
    }

    private struct ContinuationList
    {
        public int Start;
        public int Count;
        public int Read;
    }
}
