using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MedReason.Graph;
using MedReason.Verification;

namespace MedReason;

/// <summary>Reads reasoning that others wrote: lines of the form <c>a -> b -> c</c>, and free text.</summary>
/// <remarks>
/// <para>A name is linked where exactly one node bears it. An arrow is a claim where an edge joins its two nodes. In free text two entities that follow one
/// another in a
/// sentence make a claim where the words between them say what an edge between them says; what else the text says is a step without a claim, marked as
/// background. Nothing
/// is guessed: <see cref="ForeignChainCounts"/> counts what was left.</para>
/// <para>The conclusion is the one option that the conclusion's section, or the last sentence that names one, states; else the chain concludes nothing.
/// Any text is read, and time is linear in it but for the graph's answers. Safe for concurrent use.</para>
/// </remarks>
public sealed partial class ForeignChainReader
{
    private const int LongestName = 200;
    private const int MaxCandidates = 10;

    private readonly LexiconEntityExtractor _lexicon;

    /// <summary>Makes a reader.</summary>
    /// <param name="lexicon">Finds entities in free text; null for one of its own.</param>
    public ForeignChainReader(LexiconEntityExtractor? lexicon = null) => _lexicon = lexicon ?? new LexiconEntityExtractor();

    /// <summary>Reads a text.</summary>
    /// <param name="graph">The graph; it must offer <see cref="INodeIndex"/> and <see cref="INodeCatalog"/>.</param>
    /// <param name="question">The question that the text is about; its options are what it may conclude.</param>
    /// <param name="text">The text; may be empty.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The chain and what could not be read.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or lacks a capability.</exception>
    public async Task<ForeignChain> ReadAsync(IKnowledgeGraph graph, MedicalQuestion question, string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(text);
        INodeIndex index = graph.GetService<INodeIndex>() ?? throw new KnowledgeGraphException("The graph has no index of names.");
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        var draft = new Draft(metadata);
        var free = new List<string>();
        foreach (string line in text.Split('\n'))
        {
            string[] names = [.. Arrow().Split(line).Select(Clean)];
            if (names.Length >= 2 && !names.Any(name => name.Length is 0 or > LongestName))
            {
                await ReadFreeAsync(graph, free, draft, cancellationToken).ConfigureAwait(false);
                await ReadArrowsAsync(graph, index, line.Trim(), names, draft, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                free.Add(line);
            }
        }

        await ReadFreeAsync(graph, free, draft, cancellationToken).ConfigureAwait(false);
        AnswerOption? concluded = FindConclusion(question, text);
        return new ForeignChain
        {
            Chain = new ReasoningChain
            {
                Text = text,
                Steps = draft.Steps,
                Evidence = new EvidenceSet { Paths = draft.Paths },
                Answer = concluded?.Text ?? (question.Options.Count == 0 ? question.Answer : null),
                AnswerLabel = concluded?.Label,
            },
            Counts = draft.Counts with { UnlinkedNames = [.. draft.Unlinked] },
        };
    }

    /// <summary>The one option that the text concludes, or null.</summary>
    private static AnswerOption? FindConclusion(MedicalQuestion question, string text)
    {
        if (question.Options.Count == 0)
        {
            return null;
        }

        var options = new OptionReader(question.Options);
        bool isException = question.Ask == QuestionAsk.Except;
        if (ChainSections.FindConclusion(text) is { } section)
        {
            return Single(ConclusionReader.FindLabels(section, options, isException));
        }

        var words = ProseText.Read(text);
        for (int sentence = words.SentenceCount - 1; sentence >= 0; sentence--)
        {
            IReadOnlyList<string> named = ConclusionReader.FindLabels(words.SentenceText(sentence), options, isException);
            if (named.Count > 0)
            {
                return Single(named);
            }
        }

        return null;

        AnswerOption? Single(IReadOnlyList<string> labels) => labels.Count == 1 ? question.FindOption(labels[0]) : null;
    }

    private static async Task ReadArrowsAsync(
        IKnowledgeGraph graph, INodeIndex index, string line, string[] names, Draft draft, CancellationToken cancellationToken)
    {
        var nodes = new KgNode?[names.Length];
        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await index.SearchAsync(
            names, new NodeSearchOptions { MaxResults = MaxCandidates }, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < names.Length; i++)
        {
            // A name that several nodes bear is not linked: choosing one would be a guess.
            KgNode? byId = NodeId.TryParse(names[i], null, out NodeId id) ? await graph.GetNodeAsync(id, cancellationToken).ConfigureAwait(false) : null;
            ScoredNode[] best = [.. found[i].Where(candidate => candidate.Score == found[i][0].Score)];
            nodes[i] = byId ?? (best.Length == 1 ? best[0].Node : null);
            if (nodes[i] is null)
            {
                draft.Unlinked.Add(names[i]);
            }
        }

        (NodeId, NodeId)[] pairs =
            [.. nodes.Zip(nodes.Skip(1)).Where(pair => pair is { First: not null, Second: not null }).Select(pair => (pair.First!.Id, pair.Second!.Id))];
        EdgeLookup edges = await EdgeLookup.LoadAsync(graph, nodes.OfType<KgNode>().Select(node => node.Id), pairs, cancellationToken).ConfigureAwait(false);
        var run = new List<KgNode>();
        var hops = new List<KgHop>();
        int standing = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            KgHop? hop = i > 0 && nodes[i - 1] is { } from && nodes[i] is { } to ? draft.MakeHop(edges, from.Id, to.Id, _ => true) : null;
            if (hop is null)
            {
                draft.AddPath(line, run, hops);
                (run, hops) = ([], []);
            }
            else
            {
                standing++;
                hops.Add(hop);
            }

            if (nodes[i] is { } node)
            {
                run.Add(node);
            }
        }

        draft.AddPath(line, run, hops);
        draft.Counts = draft.Counts with
        {
            ArrowPaths = draft.Counts.ArrowPaths + 1,
            Names = draft.Counts.Names + names.Length,
            LinkedNames = draft.Counts.LinkedNames + nodes.OfType<KgNode>().Count(),
            Hops = draft.Counts.Hops + names.Length - 1,
            HopsInGraph = draft.Counts.HopsInGraph + standing,
        };
    }

    private async Task ReadFreeAsync(IKnowledgeGraph graph, List<string> lines, Draft draft, CancellationToken cancellationToken)
    {
        var text = ProseText.Read(string.Join('\n', lines.Where(line => !IsHeading(line))));
        lines.Clear();
        for (int i = 0; i < text.SentenceCount; i++)
        {
            await ReadSentenceAsync(graph, text.SentenceText(i), draft, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadSentenceAsync(IKnowledgeGraph graph, string sentence, Draft draft, CancellationToken cancellationToken)
    {
        IReadOnlyList<EntityMention> mentions = await _lexicon.ExtractTextAsync(graph, sentence, cancellationToken: cancellationToken).ConfigureAwait(false);
        var text = ProseText.Read(sentence);
        List<(ProseSpan Span, NodeId Id)> linked =
        [
            .. mentions.Where(
                mention => mention.Candidates.Count > 0 && mention.Candidates.Count(candidate => candidate.Score == mention.Candidates[0].Score) == 1)
                .Select(mention => (Place(text, mention), mention.Candidates[0].NodeId)),
        ];
        (NodeId From, NodeId To)[] pairs = [.. linked.Zip(linked.Skip(1), (left, right) => (left.Id, right.Id))];
        EdgeLookup edges = await EdgeLookup.LoadAsync(graph, linked.Select(place => place.Id), pairs, cancellationToken).ConfigureAwait(false);
        int read = 0;
        var hops = new List<(KgNode From, KgNode To, KgHop Hop)>();
        for (int i = 0; i + 1 < linked.Count; i++)
        {
            RelationReading reading = draft.Reader.Read(text, new ProseSpan(linked[i].Span.Last + 1, linked[i + 1].Span.First - 1));
            read += reading.IsRead ? 1 : 0;
            if (reading.IsRead && edges.FindNode(linked[i].Id) is { } from && edges.FindNode(linked[i + 1].Id) is { } to
                && draft.MakeHop(edges, from.Id, to.Id, relation => draft.Says(reading, relation)) is { } hop)
            {
                hops.Add((from, to, hop));
            }
        }

        draft.AddSentence(sentence, hops);
        draft.Counts = draft.Counts with
        {
            Sentences = draft.Counts.Sentences + 1,
            Mentions = draft.Counts.Mentions + mentions.Count,
            LinkedMentions = draft.Counts.LinkedMentions + linked.Count,
            Pairs = draft.Counts.Pairs + pairs.Length,
            ReadPairs = draft.Counts.ReadPairs + read,
            PairsInGraph = draft.Counts.PairsInGraph + hops.Count,
        };
    }

    private static ProseSpan Place(ProseText text, EntityMention mention)
    {
        int[] words = [.. Enumerable.Range(0, text.Words.Count).Where(index => text.Words[index].Start < mention.End && text.Words[index].End > mention.Start)];
        return words.Length == 0 ? new ProseSpan(0, 0) : new ProseSpan(words[0], words[^1]);
    }

    private static bool IsHeading(string line) => line.TrimStart().StartsWith('#');

    // "1. **Metformin**" is the name Metformin.
    private static string Clean(string name) => ListMark().Replace(name.Trim(), string.Empty).Trim(' ', '\t', '*', '"', '\'', '`', '[', ']', '.', ';', ',');

    [GeneratedRegex(@"\s*(?:-{1,2}>|→|⟶|=>)\s*")]
    private static partial Regex Arrow();

    [GeneratedRegex(@"^(?:[-*•]\s+|\(?\d{1,3}[.)]\s+|[Pp]ath\s*\d*\s*:\s*)+")]
    private static partial Regex ListMark();

    /// <summary>The chain while it is read.</summary>
    private sealed class Draft(KnowledgeGraphMetadata metadata)
    {
        private readonly FrozenDictionary<RelationType, RelationInfo> _relations = RelationTable.For(metadata);

        public RelationReader Reader { get; } = RelationReader.For(metadata);

        public List<ChainStep> Steps { get; } = [];

        public List<EvidencePath> Paths { get; } = [];

        public SortedSet<string> Unlinked { get; } = new(StringComparer.Ordinal);

        public ForeignChainCounts Counts { get; set; } = new();

        /// <summary>Whether words say what a relation says; words that deny say it of none.</summary>
        public bool Says(RelationReading reading, RelationType relation) => !reading.IsDenied && (reading.Phrases.Count > 0
            ? reading.Phrases.Any(meanings => meanings.Any(meaning => meaning.Relation == relation))
            : (reading.Senses & ~RelationSense.Associated & Reader.SenseOf(relation)) != RelationSense.None);

        public KgHop? MakeHop(EdgeLookup edges, NodeId from, NodeId to, Func<RelationType, bool> isMeant)
        {
            KgHopRelation[] relations =
            [
                .. edges.GetRelations(from, to).Where(entry => isMeant(entry.Relation)).Select(entry => new KgHopRelation
                {
                    Relation = entry.Relation,
                    IsForward = entry.IsForward,
                    Polarity = _relations.GetValueOrDefault(entry.Relation)?.Polarity ?? Polarity.Affirmed,
                }).OrderBy(relation => relation.Relation).ThenByDescending(relation => relation.IsForward),
            ];
            return relations.Length == 0 ? null : new KgHop { Relations = relations };
        }

        public void AddPath(string line, List<KgNode> nodes, List<KgHop> hops)
        {
            if (hops.Count > 0)
            {
                Steps.Add(new ChainStep
                {
                    Text = line,
                    PathIndexes = [Paths.Count],
                    Claims = [.. hops.Select((hop, i) => Claim(nodes[i], nodes[i + 1], hop))]
                });
                Paths.Add(Evidence(nodes, hops));
            }
        }

        public void AddSentence(string sentence, List<(KgNode From, KgNode To, KgHop Hop)> hops)
        {
            Steps.Add(new ChainStep
            {
                Text = sentence,
                IsBackground = hops.Count == 0,
                PathIndexes = [.. Enumerable.Range(Paths.Count, hops.Count)],
                Claims = [.. hops.Select(hop => Claim(hop.From, hop.To, hop.Hop)).Distinct()],
            });
            Paths.AddRange(hops.Select(hop => Evidence([hop.From, hop.To], [hop.Hop])));
        }

        private static EvidencePath Evidence(IReadOnlyList<KgNode> nodes, IReadOnlyList<KgHop> hops) => new()
        {
            Path = new KgPath { Nodes = [.. nodes], Hops = [.. hops] },
            Score = 0,
            Stance = hops.Any(hop => !hop.Has(Polarity.Affirmed)) ? EvidenceStance.Opposes : EvidenceStance.Supports,
        };

        private static ChainClaim Claim(KgNode from, KgNode to, KgHop hop)
        {
            KgHopRelation relation = hop.Relations[0];
            return new ChainClaim
            {
                Subject = relation.IsForward ? from.Id : to.Id,
                Relation = relation.Relation,
                Object = relation.IsForward ? to.Id : from.Id,
                Polarity = relation.Polarity,
            };
        }
    }
}
