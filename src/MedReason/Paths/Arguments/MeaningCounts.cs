using System.Collections.Concurrent;
using MedReason.Graph;

namespace MedReason.Paths;

/// <summary>Determines how much a step of an argument narrows down what could be at its other end.</summary>
/// <remarks>Of a graph whose adjacency cannot be seen every start has the same information.</remarks>
internal sealed class MeaningCounts
{
    private static readonly StepInformation Unknown = new(4, 10);
    private static readonly GraphCache<IAdjacencyView, MeaningCounts> Cache = new();
    private readonly IAdjacencyView? _view;
    private static readonly ArgumentStep ToKinds = new(RelationMeaning.IsA, false);
    private static readonly ArgumentStep ToClass = new(RelationMeaning.IsA, true);
    private static readonly ArgumentStep ToFeature = new(RelationMeaning.Presents, true);

    private readonly Dictionary<int, long> _ends = [];
    private readonly ConcurrentDictionary<(int Start, ArgumentStep Step), StepInformation> _information = new();
    private readonly ConcurrentDictionary<int, HashSet<int>> _classes = new();
    private readonly ConcurrentDictionary<(int General, int Feature), double> _shares = new();
    private readonly Lock _gate = new();

    private MeaningCounts(IAdjacencyView? view) => _view = view;

    public static MeaningCounts For(IKnowledgeGraph graph) =>
        graph.GetService<IAdjacencyView>() is { } view ? Cache.Get(view, static view => new MeaningCounts(view)) : new MeaningCounts(null);

    /// <summary>Returns the information of a step from a node: how much it narrows down what could be at the other end.</summary>
    /// <remarks>
    /// What presents or causes a kind of a finding presents or causes the finding, whether or not the graph states it: sources annotate with the most
    /// specific term, so that a general one that few diseases state says no more for it.
    /// </remarks>
    public StepInformation Get(NodeId start, ArgumentStep step) => _view is null || !_view.TryGetOrdinal(start, out int ordinal)
        ? Unknown
        : _information.GetOrAdd((ordinal, step), static (key, counts) => counts.Measure(key.Start, key.Step), this);

    private StepInformation Measure(int ordinal, ArgumentStep step)
    {
        // Only what the relations of this node could have led to counts: a vocabulary of a hundred diseases says little of a finding, whatever a larger
        // one beside it in the same graph holds.
        var relations = new SortedSet<int>();
        int ends = HoldsOfKinds(step) ? CountEndsOfKinds(ordinal, step, relations) : CountEnds(ordinal, step, relations);
        double all = relations.Count == 0 ? 0 : relations.Max(CountAllEnds) + 1d;
        return all <= 1 ? default : new StepInformation(Math.Max(0, Math.Log2(all / (ends + 1d))), Math.Log2(all));
    }

    /// <summary>Whether what a step states of a kind of a finding it states of the finding.</summary>
    private static bool HoldsOfKinds(ArgumentStep step) =>
        step.IsForward == false && (step.Meaning == RelationMeaning.Presents || step.Meaning == RelationMeaning.Causes);

    /// <summary>Whether a node is a kind of another, by any number of steps; false in a graph whose adjacency cannot be seen.</summary>
    public bool IsKindOf(NodeId node, NodeId general) =>
        _view is not null && _view.TryGetOrdinal(node, out int start) && _view.TryGetOrdinal(general, out int end) && start != end
        && _classes.GetOrAdd(start, static (ordinal, counts) => counts.Walk(ordinal, ToClass), this).Contains(end);

    /// <summary>Returns the share of a class's described kinds, itself included, that present a feature or a kind of it.</summary>
    /// <returns>More than 0; 1 where none presents it, and in a graph whose adjacency cannot be seen.</returns>
    public double GetShareOfKinds(NodeId general, NodeId feature) =>
        _view is null || !_view.TryGetOrdinal(general, out int end) || !_view.TryGetOrdinal(feature, out int start)
            ? 1
            : _shares.GetOrAdd((end, start), static (key, counts) => counts.MeasureShareOfKinds(key.General, key.Feature), this);

    private double MeasureShareOfKinds(int general, int feature)
    {
        HashSet<int> features = Walk(feature, ToKinds);
        int described = 0;
        int presenting = 0;
        foreach (int kind in Walk(general, ToKinds))
        {
            ReadOnlySpan<int> neighbors = _view!.GetNeighbors(kind);
            ReadOnlySpan<ushort> codes = _view.GetRelationCodes(kind);
            bool isDescribed = false;
            bool isPresenting = false;
            for (int i = 0; i < codes.Length && !isPresenting; i++)
            {
                if (Fits(ToFeature, codes[i]))
                {
                    isDescribed = true;
                    isPresenting = features.Contains(neighbors[i]);
                }
            }

            described += isDescribed ? 1 : 0;
            presenting += isPresenting ? 1 : 0;
        }

        return presenting == 0 ? 1 : (double)presenting / described;
    }

    /// <summary>Returns a node and all that a step leads to from it, by any number of such steps.</summary>
    private HashSet<int> Walk(int start, ArgumentStep step)
    {
        var reached = new HashSet<int> { start };
        var open = new Stack<int>(reached);
        while (open.TryPop(out int node))
        {
            ReadOnlySpan<int> neighbors = _view!.GetNeighbors(node);
            ReadOnlySpan<ushort> codes = _view.GetRelationCodes(node);
            for (int i = 0; i < codes.Length; i++)
            {
                if (Fits(step, codes[i]) && reached.Add(neighbors[i]))
                {
                    open.Push(neighbors[i]);
                }
            }
        }

        return reached;
    }

    /// <summary>Counts the nodes that a step leads to from a node; 0 in a graph whose adjacency cannot be seen.</summary>
    public int CountEnds(NodeId start, ArgumentStep step) =>
        _view is not null && _view.TryGetOrdinal(start, out int ordinal) ? CountEnds(ordinal, step, null) : 0;

    /// <summary>Determines whether any path of a kind ends at a node, so that the graph could have argued for it.</summary>
    /// <returns>True also when the adjacency cannot be seen.</returns>
    public bool CanEnd(NodeId end, IReadOnlyList<ArgumentStep> steps) =>
        _view is null || (_view.TryGetOrdinal(end, out int ordinal) && CanEnd(ordinal, steps, steps.Count));

    /// <summary>Determines whether a relation that is walked one way is a step.</summary>
    public static bool Fits(ArgumentStep step, RelationInfo relation, bool isForward) =>
        relation.Meaning == step.Meaning
        && (step.IsForward is null || relation.IsSymmetric || (isForward != relation.IsMeaningReversed) == step.IsForward)
        && (relation.Polarity == Polarity.Affirmed
            || (relation.Polarity == Polarity.Contraindicated && step.Meaning == RelationMeaning.Contraindicated));

    private int CountEnds(int ordinal, ArgumentStep step, SortedSet<int>? relations)
    {
        int ends = 0;
        int last = -1;
        ReadOnlySpan<int> neighbors = _view!.GetNeighbors(ordinal);
        ReadOnlySpan<ushort> codes = _view.GetRelationCodes(ordinal);
        for (int i = 0; i < codes.Length; i++)
        {
            if (Fits(step, codes[i]))
            {
                relations?.Add(codes[i]);
                ends += neighbors[i] == last ? 0 : 1;
                last = neighbors[i];
            }
        }

        return ends;
    }

    private int CountEndsOfKinds(int ordinal, ArgumentStep step, SortedSet<int> relations)
    {
        var ends = new HashSet<int>();
        foreach (int kind in Walk(ordinal, ToKinds))
        {
            ReadOnlySpan<int> neighbors = _view!.GetNeighbors(kind);
            ReadOnlySpan<ushort> codes = _view.GetRelationCodes(kind);
            for (int i = 0; i < codes.Length; i++)
            {
                if (Fits(step, codes[i]))
                {
                    relations.Add(codes[i]);
                    ends.Add(neighbors[i]);
                }
            }
        }

        return ends.Count;
    }

    private bool CanEnd(int ordinal, IReadOnlyList<ArgumentStep> steps, int count)
    {
        if (count == 0)
        {
            return true;
        }

        // The relations of a node are codes of what leaves it: the step is walked against its direction.
        ReadOnlySpan<int> neighbors = _view!.GetNeighbors(ordinal);
        ReadOnlySpan<ushort> codes = _view.GetRelationCodes(ordinal);
        for (int i = 0; i < codes.Length; i++)
        {
            if (Fits(steps[count - 1], (ushort)(codes[i] ^ 1)) && CanEnd(neighbors[i], steps, count - 1))
            {
                return true;
            }
        }

        return false;
    }

    private bool Fits(ArgumentStep step, ushort code) => Fits(step, _view!.Relations[code >> 1], isForward: (code & 1) == 0);

    /// <summary>Counts the nodes that a relation, walked one way, can lead to in the whole graph.</summary>
    private long CountAllEnds(int code)
    {
        lock (_gate)
        {
            if (_ends.TryGetValue(code, out long known))
            {
                return known;
            }
        }

        long count = 0;
        for (int ordinal = 0; ordinal < _view!.NodeCount; ordinal++)
        {
            ReadOnlySpan<ushort> codes = _view.GetRelationCodes(ordinal);
            count += codes.Contains((ushort)(code ^ 1)) ? 1 : 0;
        }

        lock (_gate)
        {
            return _ends[code] = count;
        }
    }
}
