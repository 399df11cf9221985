using MedReason.Graph;
using MedReason.Text;

namespace MedReason.Paths;

/// <summary>
/// The words of a graph's nodes, and how well a text fits those around a node and those of its definition. Read once per graph. Immutable.
/// </summary>
/// <remarks>
/// What the graph joins to a disease or a drug is a description of it in words, and so is its definition. A text that shares rare words of a description
/// fits it, also where its own wording names no node. The measure is that of retrieval: words weigh by their rarity, over the nodes or over the definitions,
/// a word that many neighbors share counts more, with diminishing returns, and long descriptions are not preferred.
/// </remarks>
internal sealed class NodeWords
{
    // The constants with the best separation on the questions that they were tuned on; the measure changes little around them.
    private const double RepeatConstant = 3;
    private const double LengthConstant = 5;
    private const double DefinitionLengthConstant = 20;

    private static readonly GraphCache<IAdjacencyView, NodeWords> Cache = new();

    // What is true of molecules is worded in symbols, which lengthen a description and are in no question.
    private static readonly HashSet<RelationMeaning> Molecular =
    [
        RelationMeaning.Associated, RelationMeaning.Targets, RelationMeaning.Regulates, RelationMeaning.Interacts, RelationMeaning.ExpressedIn,
        RelationMeaning.ParticipatesIn,
    ];

    private readonly IAdjacencyView _view;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<int> _nodeCounts = [];
    private readonly List<int> _definitionCounts = [];
    private readonly int[][] _words;
    private readonly Dictionary<int, int[]> _definitions = [];
    private readonly bool[] _isDescriptive;

    private NodeWords(IAdjacencyView view)
    {
        _view = view;
        _isDescriptive = [.. view.Relations.Select(static relation => relation.Polarity == Polarity.Affirmed && !Molecular.Contains(relation.Meaning))];
        _words = new int[view.NodeCount][];
        var own = new HashSet<int>();
        for (int ordinal = 0; ordinal < _words.Length; ordinal++)
        {
            KgNode node = view.GetNode(ordinal);
            own.Clear();
            AddWords(node.Name, own);
            foreach (string synonym in node.Synonyms)
            {
                AddWords(synonym, own);
            }

            _words[ordinal] = [.. own];
            foreach (int word in own)
            {
                _nodeCounts[word]++;
            }

            if (node.Definition is { } definition)
            {
                var defining = new HashSet<int>();
                AddWords(definition, defining);
                foreach (int word in defining)
                {
                    _definitionCounts[word]++;
                }

                defining.ExceptWith(own);
                _definitions.Add(ordinal, [.. defining]);
            }
        }
    }

    /// <summary>Returns the words of a graph; null when its adjacency cannot be seen.</summary>
    public static NodeWords? For(IKnowledgeGraph graph) =>
        graph.GetService<IAdjacencyView>() is { } view ? Cache.Get(view, static view => new NodeWords(view)) : null;

    /// <summary>Returns the words of a text that names and definitions of the graph hold.</summary>
    public HashSet<int> Read(string text)
    {
        var words = new HashSet<int>();
        foreach (string key in ReadKeys(text))
        {
            if (_ids.TryGetValue(key, out int word))
            {
                words.Add(word);
            }
        }

        return words;
    }

    /// <summary>Measures how well a text fits what the graph joins to a node.</summary>
    /// <param name="text">The words of the text.</param>
    /// <param name="id">The node.</param>
    /// <returns>0 without a common word; typically up to 3.</returns>
    public double Measure(HashSet<int> text, NodeId id)
    {
        if (!_view.TryGetOrdinal(id, out int ordinal))
        {
            return 0;
        }

        Dictionary<int, int> counts = Describe(ordinal);
        double length = 0;
        double common = 0;
        foreach ((int word, int count) in counts.OrderBy(static pair => pair.Key))
        {
            double rarity = Math.Log((_view.NodeCount + 1d) / (_nodeCounts[word] + 1d));
            length += rarity;
            common += text.Contains(word) ? rarity * count / (count + RepeatConstant) : 0;
        }

        return common / Math.Sqrt(LengthConstant + length);
    }

    /// <summary>Measures how well a text fits the definition of a node, without the words of its own names.</summary>
    /// <param name="text">The words of the text.</param>
    /// <param name="id">The node.</param>
    /// <returns>0 without a common word; typically up to 3; null when the node has no definition.</returns>
    public double? MeasureDefinition(HashSet<int> text, NodeId id)
    {
        if (!_view.TryGetOrdinal(id, out int ordinal) || !_definitions.TryGetValue(ordinal, out int[]? words))
        {
            return null;
        }

        double length = 0;
        double common = 0;
        foreach (int word in words)
        {
            double rarity = Math.Log((_definitions.Count + 1d) / _definitionCounts[word]);
            length += rarity;
            common += text.Contains(word) ? rarity : 0;
        }

        return common / Math.Sqrt(DefinitionLengthConstant + length);
    }

    /// <summary>Counts the words of the neighbors of a node that are not its own.</summary>
    private Dictionary<int, int> Describe(int ordinal)
    {
        var counts = new Dictionary<int, int>();
        ReadOnlySpan<int> neighbors = _view.GetNeighbors(ordinal);
        ReadOnlySpan<ushort> codes = _view.GetRelationCodes(ordinal);
        int last = -1;
        for (int i = 0; i < codes.Length; i++)
        {
            if (neighbors[i] != last && _isDescriptive[codes[i] >> 1])
            {
                last = neighbors[i];
                foreach (int word in _words[last])
                {
                    counts[word] = counts.GetValueOrDefault(word) + 1;
                }
            }
        }

        foreach (int word in _words[ordinal])
        {
            counts.Remove(word);
        }

        return counts;
    }

    private void AddWords(string name, HashSet<int> words)
    {
        foreach (string key in ReadKeys(name))
        {
            if (!_ids.TryGetValue(key, out int word))
            {
                _ids.Add(key, word = _ids.Count);
                _nodeCounts.Add(0);
                _definitionCounts.Add(0);
            }

            words.Add(word);
        }
    }

    private static List<string> ReadKeys(string text)
    {
        var keys = new List<string>();
        Span<char> buffer = stackalloc char[TermNormalizer.BufferLength];
        var tokenizer = new TextTokenizer(text);
        while (tokenizer.TryRead(out TextToken token))
        {
            ReadOnlySpan<char> word = text.AsSpan(token.Start, token.Length);
            int length = token.Has(TextTokenTraits.Stop) || CommonWords.IsCommon(word) ? 0 : TermNormalizer.NormalizeToken(word, buffer);
            if (length > 0)
            {
                keys.Add(buffer[..length].ToString());
            }
        }

        return keys;
    }
}
