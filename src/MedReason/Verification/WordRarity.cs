using System.Runtime.CompilerServices;
using MedReason.Entities;
using MedReason.Graph;
using MedReason.Telemetry;
using MedReason.Text;

namespace MedReason.Verification;

/// <summary>The weights of words: the rarer a word is among the names of a graph, the greater. Counted once per graph. Safe for concurrent use.</summary>
/// <remarks>
/// The weight is the inverse document frequency over node names, ln((names + 1) / (names with the word + 1)); function words weigh nothing, other everyday
/// words a quarter. A graph without a catalog of its nodes gives every word the same weight.
/// </remarks>
internal sealed class WordRarity
{
    private const double EverydayShare = 0.25;

    private static readonly GraphCache<IKnowledgeGraph, WordRarity> Rarities = new();

    private readonly Dictionary<string, int> _counts;
    private readonly HashSet<string> _synonyms;
    private readonly int _names;

    private WordRarity(Dictionary<string, int> counts, HashSet<string> synonyms, int names)
    {
        _counts = counts;
        _synonyms = synonyms;
        _names = names;
    }

    /// <summary>Gets whether the names of the graph could be read.</summary>
    public bool HasNames => _names > 0;

    /// <summary>Returns the weights of a graph, counted at the first call.</summary>
    public static ValueTask<WordRarity> ForAsync(IKnowledgeGraph graph, CancellationToken cancellationToken) =>
        Rarities.GetAsync(ObservedKnowledgeGraph.Unwrap(graph), () => CountAsync(graph), cancellationToken);

    private static async Task<WordRarity> CountAsync(IKnowledgeGraph graph)
    {
        await graph.GetMetadataAsync(CancellationToken.None).ConfigureAwait(false);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var synonyms = new HashSet<string>(StringComparer.Ordinal);
        int names = 0;
        if (graph.GetService<INodeCatalog>() is { } catalog)
        {
            await foreach (KgNode node in catalog.GetNodesAsync(CancellationToken.None).ConfigureAwait(false))
            {
                names++;
                foreach (string key in ProseText.Keys(node.Name).Distinct(StringComparer.Ordinal))
                {
                    counts[key] = counts.GetValueOrDefault(key) + 1;
                }

                synonyms.UnionWith(node.Synonyms.SelectMany(ProseText.Keys));
            }
        }

        return new WordRarity(counts, synonyms, names);
    }

    /// <summary>Returns whether a name or synonym of the graph contains a word.</summary>
    public bool Knows(ProseWord word) => _counts.ContainsKey(word.Key) || _synonyms.Contains(word.Key);

    /// <summary>Returns the weight of a word; 0 for one that carries no meaning.</summary>
    public double Of(ProseWord word)
    {
        if (word.IsStop || CommonWords.IsFunctionWord(word.Form))
        {
            return 0;
        }

        double weight = _names == 0 ? 1 : Math.Log((_names + 1d) / (_counts.GetValueOrDefault(word.Key) + 1d));
        return CommonWords.IsCommon(word.Form) ? weight * EverydayShare : weight;
    }
}
