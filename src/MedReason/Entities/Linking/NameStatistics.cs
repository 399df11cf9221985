using System.Runtime.InteropServices;
using MedReason.Graph;
using MedReason.Telemetry;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>What the names of a graph show of words and nodes: how rare a word is, which nodes are general, what a word is the head of. Immutable.</summary>
internal sealed class NameStatistics
{
    /// <summary>The minimum number of names that a word must be the head of before their types count against a node of another type.</summary>
    private const int HomographSupport = 20;

    /// <summary>The minimum number of names that nodes of two types share for the types to be kin, as disease and phenotype are.</summary>
    private const int KinSupport = 10;

    /// <summary>The share of those names that must be of types that are not kin to the node's.</summary>
    private const double HomographShare = 0.9;

    private readonly Dictionary<string, int> _nodesOfWord = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Word, NodeType Type), int> _heads = [];
    private readonly Dictionary<string, int> _headsOfWord = new(StringComparer.Ordinal);
    private readonly HashSet<NodeType> _types = [];
    private readonly HashSet<(NodeType, NodeType)> _kin = [];
    private readonly HashSet<NodeId> _general = [];
    private int _nodes;

    private NameStatistics(LinkWords words) => Words = words;

    /// <summary>Gets the words of the language of the names.</summary>
    public LinkWords Words { get; }

    /// <summary>Returns the statistics of a graph, read at the first call; of a graph without a catalogue of its nodes all words weigh alike.</summary>
    public static ValueTask<NameStatistics> ForAsync(IKnowledgeGraph graph, LinkWords words, CancellationToken cancellationToken)
    {
        IKnowledgeGraph unwrapped = ObservedKnowledgeGraph.Unwrap(graph);
        return words.Language.Table(static _ => new GraphCache<IKnowledgeGraph, NameStatistics>())
            .GetAsync(unwrapped, () => ReadAsync(unwrapped, words), cancellationToken);
    }

    /// <summary>Returns the information of a word in normal form: the logarithm of the number of nodes by that of those whose names have it.</summary>
    public double Weigh(string word) => Math.Log((_nodes + 2.0) / (_nodesOfWord.GetValueOrDefault(word) + 1.0));

    /// <summary>Whether a node is the root of an ontology or a child of it, so that it stands for nothing in particular.</summary>
    public bool IsGeneral(NodeId node) => _general.Contains(node);

    /// <summary>Whether a node of a one-word name is the homograph of a word that is the head of many names of other types: the pathway "Disease".</summary>
    public bool IsHomograph(KgNode node, string word)
    {
        int all = _headsOfWord.GetValueOrDefault(word);
        if (all < HomographSupport)
        {
            return false;
        }

        int kin = 0;
        foreach (NodeType type in _types)
        {
            kin += type == node.Type || _kin.Contains((type, node.Type)) ? _heads.GetValueOrDefault((word, type)) : 0;
        }

        return all - kin >= all * HomographShare;
    }

    private static async Task<NameStatistics> ReadAsync(IKnowledgeGraph graph, LinkWords language)
    {
        var statistics = new NameStatistics(language);
        if (graph.GetService<INodeCatalog>() is not { } catalog)
        {
            return statistics;
        }

        List<KgNode> nodes = [];
        var words = new HashSet<string>(StringComparer.Ordinal);
        await foreach (KgNode node in catalog.GetNodesAsync(CancellationToken.None).ConfigureAwait(false))
        {
            nodes.Add(node);
            statistics.Add(node, words);
        }

        statistics._nodes = nodes.Count;
        statistics.FindKin(nodes);
        NodeHierarchy hierarchy = await NodeHierarchy.ReadAsync(graph, nodes, null, CancellationToken.None).ConfigureAwait(false);
        for (int i = 0; i < nodes.Count; i++)
        {
            if (hierarchy.IsGeneral(i) || hierarchy.NamesNoFinding(i))
            {
                statistics._general.Add(nodes[i].Id);
            }
        }

        return statistics;
    }

    private void FindKin(List<KgNode> nodes)
    {
        var shared = new Dictionary<(NodeType, NodeType), int>();
        foreach (IGrouping<string, KgNode> alike in nodes.GroupBy(static node => node.Name, StringComparer.OrdinalIgnoreCase))
        {
            NodeType[] types = [.. alike.Select(static node => node.Type).Distinct()];
            foreach (NodeType left in types)
            {
                _types.Add(left);
                foreach (NodeType right in types)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(shared, (left, right), out _)++;
                }
            }
        }

        _kin.UnionWith(shared.Where(static pair => pair.Value >= KinSupport).Select(static pair => pair.Key));
    }

    private void Add(KgNode node, HashSet<string> words)
    {
        words.Clear();
        TextContent name = TextContent.Read(node.Name, Words, null);
        words.UnionWith(name.Words.Select(static word => word.Key));
        foreach (string synonym in node.Synonyms)
        {
            words.UnionWith(TextContent.Read(synonym, Words, null).Words.Select(static word => word.Key));
        }

        foreach (string word in words)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_nodesOfWord, word, out _)++;
        }

        if (name.Words.Count > 1 && name.Words.FirstOrDefault(static word => word.IsHead) is { Key: { } head })
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_headsOfWord, head, out _)++;
            CollectionsMarshal.GetValueRefOrAddDefault(_heads, (head, node.Type), out _)++;
        }
    }
}
