using System.Runtime.CompilerServices;
using MedReason.Graph;

namespace MedReason.Verification;

/// <summary>Reads the relation that the words between two entities state, by the graph's own phrases first and else by general words. Immutable.</summary>
internal sealed class RelationReader
{
    private static readonly GraphCache<KnowledgeGraphMetadata, RelationReader> Readers = new();

    // The maximum distance of a passive's "by" from its verb: "is commonly and effectively treated by".
    private const int PassiveReach = 3;

    // The maximum distance of "has" from its noun: "has among its most common symptoms".
    private const int HadReach = 4;

    private readonly (string[] Keys, RelationType Relation, bool IsForward)[] _phrases;
    private readonly Dictionary<RelationType, RelationSense> _senses = [];
    private readonly Dictionary<RelationType, bool?> _isSourceActing = [];

    /// <summary>Creates a reader with the phrases of a graph.</summary>
    public RelationReader(KnowledgeGraphMetadata metadata)
    {
        var phrases = new List<(string[] Keys, RelationType Relation, bool IsForward)>();
        foreach (RelationInfo relation in metadata.Relations)
        {
            phrases.Add((Keys(relation.ForwardPhrase), relation.Relation, true));
            phrases.Add((Keys(relation.ReversePhrase), relation.Relation, false));
            _senses[relation.Relation] = ReadSenses(relation);
            var forward = ProseText.Read(relation.ForwardPhrase);
            _isSourceActing[relation.Relation] = relation.IsSymmetric ? null : ReadCues(forward, new ProseSpan(0, forward.Words.Count - 1)).IsLeftActing;
        }

        _phrases = [.. phrases.Where(phrase => phrase.Keys.Length > 0).OrderByDescending(phrase => phrase.Keys.Length)];
    }

    /// <summary>Returns the reader of a graph, created at the first call.</summary>
    public static RelationReader For(KnowledgeGraphMetadata metadata) => Readers.Get(metadata, static key => new RelationReader(key));

    /// <summary>Reads what a relation states in general terms from its phrases and names.</summary>
    public static RelationSense ReadSenses(RelationInfo relation)
    {
        string name = relation.Relation.Value.Replace('_', ' ').Replace('/', ' ');
        string words = $"{relation.ForwardPhrase} . {relation.ReversePhrase} . {relation.DisplayName} . {name}";
        return ReadCues(ProseText.Read(words), new ProseSpan(0, int.MaxValue)).Senses;
    }

    /// <summary>Returns what a relation of the graph states in general terms.</summary>
    public RelationSense SenseOf(RelationType relation) => _senses.GetValueOrDefault(relation);

    /// <summary>Returns whether a relation's source is the one that acts; null when its phrase does not state it, or the relation has no direction.</summary>
    public bool? IsSourceActing(RelationType relation) => _isSourceActing.GetValueOrDefault(relation);

    /// <summary>Returns whether some words contain a phrase of the graph.</summary>
    public bool HoldsPhrase(string words)
    {
        var text = ProseText.Read(words);
        return FindPhrases(text, new ProseSpan(0, text.Words.Count - 1), []).Count > 0;
    }

    /// <summary>Reads the words of a span.</summary>
    /// <param name="text">The text.</param>
    /// <param name="span">The words between the entities; may be empty.</param>
    public RelationReading Read(ProseText text, ProseSpan span)
    {
        if (span.Count <= 0)
        {
            return RelationReading.Empty;
        }

        var covered = new HashSet<int>();
        List<IReadOnlyList<(RelationType, bool)>> phrases = FindPhrases(text, span, covered);
        bool isDenied = Enumerable.Range(span.First, span.Count).Any(index => !covered.Contains(index) && NegationCues.IsAt(text, index));
        (RelationSense senses, bool? isLeftActing) = phrases.Count > 0 ? (RelationSense.None, null) : ReadCues(text, span);
        return new RelationReading { Phrases = phrases, Senses = senses, IsLeftActing = isLeftActing, IsDenied = isDenied };
    }

    private static string[] Keys(string phrase) => [.. ProseText.Read(phrase).Words.Select(word => word.Key)];

    private List<IReadOnlyList<(RelationType Relation, bool IsLeftSource)>> FindPhrases(ProseText text, ProseSpan span, HashSet<int> covered)
    {
        var found = new SortedDictionary<(int First, int Count), List<(RelationType, bool)>>();
        foreach ((string[] keys, RelationType relation, bool isForward) in _phrases)
        {
            for (int first = span.First; first + keys.Length - 1 <= span.Last; first++)
            {
                if (!text.HasKeys(first, keys))
                {
                    continue;
                }

                int[] places = [.. Enumerable.Range(first, keys.Length)];
                if (!places.Any(covered.Contains) || found.ContainsKey((first, keys.Length)))
                {
                    covered.UnionWith(places);
                    if (!found.TryGetValue((first, keys.Length), out List<(RelationType, bool)>? meanings))
                    {
                        found[(first, keys.Length)] = meanings = [];
                    }

                    meanings.Add((relation, isForward));
                }
            }
        }

        return [.. found.Values];
    }

    private static (RelationSense Senses, bool? IsLeftActing) ReadCues(ProseText text, ProseSpan span)
    {
        RelationSense senses = RelationSense.None;
        bool? isLeftActing = null;
        int last = Math.Min(span.Last, text.Words.Count - 1);
        for (int i = span.First; i <= last; i++)
        {
            if (RelationCues.Find(text.Words[i].Form) is not { } cue || IsAuxiliary(text, i, last))
            {
                continue;
            }

            senses |= cue.Sense;
            // "Is a hazard in", "makes a hazard of": such nouns are used in either direction.
            if (cue.Sense is not (RelationSense.Associated or RelationSense.Avoids))
            {
                isLeftActing ??= cue.IsReversed == (IsPassive(text, i, last) || IsHad(text, i, span.First));
            }
        }

        return (senses, isLeftActing);
    }

    /// <summary>Returns whether a verb only helps the one behind it, which states the relation: "helps to clear".</summary>
    private static bool IsAuxiliary(ProseText text, int verb, int last) => text.Words[verb].Form is "helps" && verb < last && text.Words[verb + 1].Form is "to";

    /// <summary>Returns whether the entity before a noun has it, and is not it: "has the symptom".</summary>
    private static bool IsHad(ProseText text, int noun, int first)
    {
        for (int i = noun - 1; i >= Math.Max(first, noun - HadReach); i--)
        {
            if (text.Words[i].Form is "has" or "have" or "had" or "having")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPassive(ProseText text, int verb, int last)
    {
        bool isParticiple = text.Words[verb].Form.EndsWith("ed", StringComparison.Ordinal);
        for (int i = verb + 1; i <= Math.Min(last, verb + PassiveReach); i++)
        {
            // "Is bound by" is recognized only by its "by".
            if (text.Words[i].Form is "by" || (isParticiple && text.Words[i].Form is "with" or "from" or "through"))
            {
                return isParticiple || text.Words[verb].Form is "bound";
            }
        }

        return false;
    }
}
