using System.Runtime.CompilerServices;
using MedReason.Entities;
using MedReason.Telemetry;

namespace MedReason.Verification;

/// <summary>How much a word tells: the rarer it is among the names of a graph, the more. Counted once for a graph. Safe for concurrent use.</summary>
/// <remarks>
/// The weight is the inverse document frequency over node names, ln((names + 1) / (names with the word + 1)); words that only join others weigh nothing, other
/// everyday words a quarter. A graph without a catalogue of its nodes gives every word the same weight.
/// </remarks>
internal sealed class WordRarity
{
    private const double EverydayShare = 0.25;

    private static readonly ConditionalWeakTable<IKnowledgeGraph, WordRarity> Known = [];

    private readonly Dictionary<string, int> _counts;
    private readonly HashSet<string> _synonyms;
    private readonly int _names;

    private WordRarity(Dictionary<string, int> counts, HashSet<string> synonyms, int names)
    {
        _counts = counts;
        _synonyms = synonyms;
        _names = names;
    }

    /// <summary>Whether the graph let its names be read.</summary>
    public bool HasNames => _names > 0;

    /// <summary>The weights of a graph, counted at the first call.</summary>
    public static async ValueTask<WordRarity> ForAsync(IKnowledgeGraph graph, CancellationToken cancellationToken)
    {
        IKnowledgeGraph unwrapped = ObservedKnowledgeGraph.Unwrap(graph);
        if (Known.TryGetValue(unwrapped, out WordRarity? known))
        {
            return known;
        }

        await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var synonyms = new HashSet<string>(StringComparer.Ordinal);
        int names = 0;
        if (graph.GetService<INodeCatalog>() is { } catalog)
        {
            await foreach (KgNode node in catalog.GetNodesAsync(cancellationToken).ConfigureAwait(false))
            {
                names++;
                foreach (string key in ProseText.Keys(node.Name).Distinct(StringComparer.Ordinal))
                {
                    counts[key] = counts.GetValueOrDefault(key) + 1;
                }

                synonyms.UnionWith(node.Synonyms.SelectMany(ProseText.Keys));
            }
        }

        var rarity = new WordRarity(counts, synonyms, names);
        Known.AddOrUpdate(unwrapped, rarity);
        return rarity;
    }

    /// <summary>Whether a name or synonym of the graph holds a word.</summary>
    public bool Knows(ProseWord word) => _counts.ContainsKey(word.Key) || _synonyms.Contains(word.Key);

    /// <summary>The weight of a word; 0 for one that carries no meaning.</summary>
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
