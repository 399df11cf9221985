namespace MedReason.Reports;

/// <summary>
/// Places the union of some paths in columns, from the question's side to the answer's, with the words of every link kept apart. Immutable once made.
/// </summary>
/// <remarks>
/// The layered method of Sugiyama, Tagawa and Toda (1981): what paths start from stands in the first column, what they end at in the last, the rest between
/// by its place on its paths; order within a column by barycentres, heights by least squares under the distances that nodes and words need. The words of a
/// link have a place of their own in the gap that they stand in, so that they never cover each other or a node. The same paths give the same drawing.
/// </remarks>
internal sealed class EvidenceLayout
{
    /// <summary>The width of a node.</summary>
    public const double NodeWidth = 188;

    /// <summary>The height of a line of a name.</summary>
    public const double LineHeight = 16;

    /// <summary>The height of a node above its name: the type and what the question says of it.</summary>
    public const double HeadHeight = 25;

    /// <summary>The height of a line of words on a link.</summary>
    public const double WordHeight = 13;

    /// <summary>The size that a name is written in.</summary>
    public const double NameSize = 13;

    /// <summary>The size that the words on a link are written in.</summary>
    public const double WordSize = 11;

    // Longer paths than any default search finds share columns.
    private const int MaxColumns = 8;
    private const int Rounds = 8;
    private const double Margin = 12;

    private readonly List<EvidenceNode> _nodes = [];
    private readonly List<EvidenceLink> _links = [];
    private readonly List<List<Slot>> _ranks = [];
    private readonly List<List<Slot>> _chains = [];
    private Slot[] _nodeSlots = [];

    private EvidenceLayout()
    {
    }

    /// <summary>The nodes, in the order in which paths name them.</summary>
    public IReadOnlyList<EvidenceNode> Nodes => _nodes;

    /// <summary>The links, in the order in which paths walk them.</summary>
    public IReadOnlyList<EvidenceLink> Links => _links;

    /// <summary>How many columns there are.</summary>
    public int Columns { get; private set; }

    public double Width { get; private set; }

    public double Height { get; private set; }

    /// <summary>Places paths.</summary>
    /// <param name="evidence">All paths that were offered.</param>
    /// <param name="drawn">Indexes of those to draw, ascending.</param>
    /// <param name="wording">The words of relations and nodes.</param>
    public static EvidenceLayout Create(IReadOnlyList<EvidencePath> evidence, IReadOnlyList<int> drawn, PathWording wording)
    {
        var layout = new EvidenceLayout();
        KgPath[] paths = [.. drawn.Select(index => evidence[index].Path)];
        layout.AddNodes(paths, drawn);
        layout.AssignLayers(paths);
        layout.AddLinks(paths, drawn, wording);
        layout.AddSlots();
        layout.OrderSlots();
        layout.PlaceSlots();
        layout.DrawLinks();
        return layout;
    }

    private void AddNodes(IReadOnlyList<KgPath> paths, IReadOnlyList<int> drawn)
    {
        var order = new List<KgNode>();
        var holders = new Dictionary<NodeId, List<int>>();
        for (int i = 0; i < paths.Count; i++)
        {
            foreach (KgNode node in paths[i].Nodes)
            {
                if (!holders.TryGetValue(node.Id, out List<int>? held))
                {
                    holders[node.Id] = held = [];
                    order.Add(node);
                }

                if (held.Count == 0 || held[^1] != drawn[i])
                {
                    held.Add(drawn[i]);
                }
            }
        }

        foreach (KgNode node in order)
        {
            List<string> lines = TextLines.Wrap(node.Name.Length == 0 ? node.Id.Value : node.Name, (NodeWidth - 20) / NameSize, 3);
            _nodes.Add(new EvidenceNode { Node = node, Lines = lines, Paths = holders[node.Id], Height = HeadHeight + (lines.Count * LineHeight) + 7 });
        }
    }

    private Dictionary<NodeId, int> IndexNodes() => _nodes.Select((node, index) => (node.Node.Id, index)).ToDictionary(entry => entry.Id, entry => entry.index);

    private void AssignLayers(IReadOnlyList<KgPath> paths)
    {
        Dictionary<NodeId, int> indexes = IndexNodes();
        Columns = Math.Min(MaxColumns, paths.Select(path => path.Nodes.Count).DefaultIfEmpty(1).Max());
        var places = new List<double>[_nodes.Count];
        foreach (KgPath path in paths)
        {
            for (int i = 0; i < path.Nodes.Count; i++)
            {
                (places[indexes[path.Nodes[i].Id]] ??= []).Add((double)i / Math.Max(1, path.Length));
            }
        }

        for (int i = 0; i < _nodes.Count; i++)
        {
            int last = Columns - 1;
            _nodes[i].Layer = places[i].Contains(0) ? 0
                : places[i].Contains(1) ? last
                : Math.Clamp((int)Math.Round(places[i].Average() * last, MidpointRounding.AwayFromZero), 1, Math.Max(1, last - 1));
        }
    }

    private void AddLinks(IReadOnlyList<KgPath> paths, IReadOnlyList<int> drawn, PathWording wording)
    {
        Dictionary<NodeId, int> indexes = IndexNodes();
        var order = new List<(int From, int To, Polarity Polarity)>();
        var drafts = new Dictionary<(int, int, Polarity), (List<KgHopRelation> Relations, List<int> Paths)>();
        for (int i = 0; i < paths.Count; i++)
        {
            KgPath path = paths[i];
            for (int j = 0; j < path.Hops.Count; j++)
            {
                (int from, int to) = (indexes[path.Nodes[j].Id], indexes[path.Nodes[j + 1].Id]);
                bool turns = _nodes[from].Layer > _nodes[to].Layer || (_nodes[from].Layer == _nodes[to].Layer && from > to);
                if (from == to)
                {
                    continue;
                }

                foreach (KgHopRelation relation in path.Hops[j].Relations)
                {
                    (int, int, Polarity) key = turns ? (to, from, relation.Polarity) : (from, to, relation.Polarity);
                    if (!drafts.TryGetValue(key, out (List<KgHopRelation> Relations, List<int> Paths) draft))
                    {
                        drafts[key] = draft = ([], []);
                        order.Add(key);
                    }

                    KgHopRelation read = turns ? relation with { IsForward = !relation.IsForward } : relation;
                    if (!draft.Relations.Contains(read))
                    {
                        draft.Relations.Add(read);
                    }

                    if (draft.Paths.Count == 0 || draft.Paths[^1] != drawn[i])
                    {
                        draft.Paths.Add(drawn[i]);
                    }
                }
            }
        }

        foreach ((int From, int To, Polarity Polarity) key in order)
        {
            (List<KgHopRelation> relations, List<int> held) = drafts[key];
            _links.Add(new EvidenceLink
            {
                From = key.From,
                To = key.To,
                Polarity = key.Polarity,
                Relations = relations,
                Paths = held,
                Words = TextLines.Wrap(wording.Phrase(new KgHop { Relations = Along(relations) }), 112 / WordSize, 3),
            });
        }
    }

    /// <summary>Relations as they are read along the arrow: one that runs to the left alone is read to the left.</summary>
    private static IReadOnlyList<KgHopRelation> Along(List<KgHopRelation> relations) => relations.Exists(static relation => relation.IsForward)
        ? relations
        : [.. relations.Select(static relation => relation with { IsForward = true })];

    /// <summary>Gives every node, every crossing of a column and every link's words a slot; even ranks are columns, odd ones the gaps between them.</summary>
    private void AddSlots()
    {
        for (int i = 0; i < Math.Max(1, (2 * Columns) - 1); i++)
        {
            _ranks.Add([]);
        }

        _nodeSlots = [.. _nodes.Select((node, index) => new Slot { Rank = 2 * node.Layer, Height = node.Height, Distance = 16, Start = index })];
        foreach (Slot slot in _nodeSlots)
        {
            _ranks[slot.Rank].Add(slot);
        }

        int[] words = new int[_ranks.Count];
        foreach (EvidenceLink link in _links)
        {
            (int from, int to) = (2 * _nodes[link.From].Layer, 2 * _nodes[link.To].Layer);
            double start = (link.From + link.To) / 2d;
            var chain = new List<Slot>();
            if (from == to)
            {
                // Both ends stand in one column: the link bows out into a gap beside it.
                int rank = from + 1 < _ranks.Count ? from + 1 : from - 1;
                Slot slot = WordSlot(link, rank, start);
                List<Slot> side = rank > from ? slot.Left : slot.Right;
                side.Add(_nodeSlots[link.From]);
                side.Add(_nodeSlots[link.To]);
                chain.Add(slot);
                words[rank]++;
            }
            else
            {
                int rank = Enumerable.Range(from, to - from).Where(gap => gap % 2 == 1).OrderBy(gap => words[gap]).ThenBy(gap => gap).First();
                words[rank]++;
                Slot last = _nodeSlots[link.From];
                for (int i = from + 1; i < to; i++)
                {
                    Slot slot = i == rank ? WordSlot(link, i, start) : new Slot { Rank = i, Height = 4, Distance = i % 2 == 0 ? 12 : 5, Start = start };
                    chain.Add(slot);
                    Join(last, slot);
                    last = slot;
                }

                Join(last, _nodeSlots[link.To]);
            }

            foreach (Slot slot in chain)
            {
                _ranks[slot.Rank].Add(slot);
            }

            _chains.Add(chain);
        }

        static void Join(Slot left, Slot right)
        {
            left.Right.Add(right);
            right.Left.Add(left);
        }
    }

    private static Slot WordSlot(EvidenceLink link, int rank, double start) => new()
    {
        Rank = rank,
        Height = (link.Words.Count * WordHeight) + 4,
        Width = (link.Words.Max(TextLines.Measure) * WordSize) + 10,
        Distance = 7,
        Start = start,
        HasWords = true,
    };

    private void OrderSlots()
    {
        foreach (List<Slot> rank in _ranks)
        {
            Sort(rank, slot => slot.Start);
        }

        long fewest = CountCrossings();
        List<Slot>[] best = [.. _ranks.Select(rank => rank.ToList())];
        for (int round = 0; round < Rounds && fewest > 0; round++)
        {
            foreach (List<Slot> rank in _ranks)
            {
                Sort(rank, slot => slot.Left.Count == 0 ? slot.Order : slot.Left.Average(neighbor => neighbor.Order));
            }

            foreach (List<Slot> rank in Enumerable.Reverse(_ranks))
            {
                Sort(rank, slot => slot.Right.Count == 0 ? slot.Order : slot.Right.Average(neighbor => neighbor.Order));
            }

            long crossings = CountCrossings();
            if (crossings < fewest)
            {
                fewest = crossings;
                best = [.. _ranks.Select(rank => rank.ToList())];
            }
        }

        for (int i = 0; i < _ranks.Count; i++)
        {
            _ranks[i].Clear();
            _ranks[i].AddRange(best[i]);
        }
    }

    /// <summary>Sorts a rank, equal places in the order they had, and numbers it on a scale that ranks of different sizes share.</summary>
    private static void Sort(List<Slot> rank, Func<Slot, double> place)
    {
        Slot[] sorted = [.. rank.OrderBy(slot => Math.Round(place(slot), 9))];
        for (int i = 0; i < sorted.Length; i++)
        {
            rank[i] = sorted[i];
            rank[i].Order = (i + 0.5) / sorted.Length;
        }
    }

    private long CountCrossings()
    {
        long crossings = 0;
        foreach (List<Slot> rank in _ranks)
        {
            List<(double Left, double Right)> lines = [.. rank.SelectMany(slot => slot.Right, (slot, right) => (slot.Order, right.Order))];
            for (int i = 0; i < lines.Count; i++)
            {
                for (int j = i + 1; j < lines.Count; j++)
                {
                    crossings += (lines[i].Left - lines[j].Left) * (lines[i].Right - lines[j].Right) < 0 ? 1 : 0;
                }
            }
        }

        return crossings;
    }

    private void PlaceSlots()
    {
        foreach (List<Slot> rank in _ranks)
        {
            Settle(rank, _ => 0);
        }

        for (int round = 0; round < Rounds; round++)
        {
            foreach (List<Slot> rank in _ranks)
            {
                Settle(rank, slot => Mean(slot.Left, slot));
            }

            foreach (List<Slot> rank in Enumerable.Reverse(_ranks))
            {
                Settle(rank, slot => Mean(slot.Right, slot));
            }
        }

        foreach (List<Slot> rank in _ranks.Concat(Enumerable.Reverse(_ranks)))
        {
            Settle(rank, slot => Mean([.. slot.Left, .. slot.Right], slot));
        }

        double top = _ranks.SelectMany(rank => rank).Select(slot => slot.Y - (slot.Height / 2)).DefaultIfEmpty(0).Min() - Margin;
        double bottom = _ranks.SelectMany(rank => rank).Select(slot => slot.Y + (slot.Height / 2)).DefaultIfEmpty(0).Max() + Margin;
        foreach (Slot slot in _ranks.SelectMany(rank => rank))
        {
            slot.Y -= top;
        }

        Height = Math.Ceiling(bottom - top);
        double x = Margin;
        for (int rank = 0; rank < _ranks.Count; rank++)
        {
            double width = rank % 2 == 0 ? NodeWidth : Math.Max(46, _ranks[rank].Select(slot => slot.Width).DefaultIfEmpty(0).Max() + 44);
            foreach (Slot slot in _ranks[rank])
            {
                slot.X = x + (width / 2);
            }

            x += width;
        }

        Width = Math.Ceiling(x + Margin);
        for (int i = 0; i < _nodes.Count; i++)
        {
            _nodes[i].X = _nodeSlots[i].X - (NodeWidth / 2);
            _nodes[i].Y = _nodeSlots[i].Y;
        }

        static double Mean(List<Slot> neighbors, Slot slot) => neighbors.Count == 0 ? slot.Y : neighbors.Average(neighbor => neighbor.Y);
    }

    /// <summary>
    /// The heights nearest to the wished ones, by least squares, that keep order and distances: isotonic regression by pooling adjacent violators.
    /// </summary>
    private static void Settle(List<Slot> rank, Func<Slot, double> wish)
    {
        double[] wished = [.. rank.Select(wish)];
        double[] offsets = new double[rank.Count];
        var pools = new List<(double Sum, int Count)>();
        for (int i = 0; i < rank.Count; i++)
        {
            offsets[i] = i == 0 ? 0 : offsets[i - 1] + ((rank[i - 1].Height + rank[i].Height) / 2) + Math.Max(rank[i - 1].Distance, rank[i].Distance);
            (double Sum, int Count) pool = (wished[i] - offsets[i], 1);
            while (pools.Count > 0 && pools[^1].Sum / pools[^1].Count >= pool.Sum / pool.Count)
            {
                pool = (pool.Sum + pools[^1].Sum, pool.Count + pools[^1].Count);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(pool);
        }

        int at = 0;
        foreach ((double sum, int count) in pools)
        {
            for (int i = 0; i < count; i++, at++)
            {
                rank[at].Y = (sum / count) + offsets[at];
            }
        }
    }

    private void DrawLinks()
    {
        double[] starts = new double[_links.Count];
        double[] ends = new double[_links.Count];
        for (int node = 0; node < _nodes.Count; node++)
        {
            // Links that leave a node on one side leave it apart, in the order in which they go on.
            List<(int Link, bool IsStart, double Y)>[] sides = [[], []];
            for (int i = 0; i < _links.Count; i++)
            {
                if (_links[i].From == node)
                {
                    sides[_chains[i][0].Rank > _nodeSlots[node].Rank ? 1 : 0].Add((i, true, _chains[i][0].Y));
                }
                else if (_links[i].To == node)
                {
                    sides[_chains[i][^1].Rank > _nodeSlots[node].Rank ? 1 : 0].Add((i, false, _chains[i][^1].Y));
                }
            }

            foreach (List<(int Link, bool IsStart, double Y)> side in sides)
            {
                double step = Math.Min(11, (_nodes[node].Height - 14) / Math.Max(1, side.Count));
                int place = 0;
                foreach ((int link, bool isStart, double _) in side.OrderBy(entry => entry.Y).ThenBy(entry => entry.Link))
                {
                    (isStart ? starts : ends)[link] = _nodes[node].Y + ((place++ - ((side.Count - 1) / 2d)) * step);
                }
            }
        }

        for (int i = 0; i < _links.Count; i++)
        {
            EvidenceLink link = _links[i];
            (EvidenceNode from, EvidenceNode to) = (_nodes[link.From], _nodes[link.To]);
            Slot words = _chains[i].Find(slot => slot.HasWords)!;
            link.WordsAt = new DrawingPoint(words.X, words.Y);
            bool bowsLeft = words.Rank < 2 * from.Layer;
            var points = new List<DrawingPoint> { new(from.X + (bowsLeft ? 0 : NodeWidth), starts[i]) };
            if (from.Layer == to.Layer)
            {
                points.Add(link.WordsAt);
            }
            else
            {
                foreach (Slot slot in _chains[i])
                {
                    double half = (slot.Rank % 2 == 0 ? NodeWidth : slot.Width) / 2;
                    points.Add(new DrawingPoint(slot.X - half, slot.Y));
                    points.Add(new DrawingPoint(slot.X + half, slot.Y));
                }
            }

            points.Add(new DrawingPoint(to.X + (from.Layer == to.Layer && !bowsLeft ? NodeWidth : 0), ends[i]));
            link.Points = points;
        }
    }

    private sealed class Slot
    {
        public required int Rank { get; init; }

        public required double Height { get; init; }

        public required double Distance { get; init; }

        public double Width { get; init; }

        public double Start { get; init; }

        public bool HasWords { get; init; }

        public List<Slot> Left { get; } = [];

        public List<Slot> Right { get; } = [];

        public double Order { get; set; }

        public double X { get; set; }

        public double Y { get; set; }
    }
}
