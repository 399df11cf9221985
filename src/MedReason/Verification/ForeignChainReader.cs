using MedReason.Graph;
using MedReason.Text;
using MedReason.Verification;

namespace MedReason;

/// <summary>Reads reasoning that others wrote: lines of the form <c>a -> b -> c</c>, and free text.</summary>
/// <remarks>
/// <para>Every arrow, and every sentence that relates two entities that follow one another in it, is a claim, whether the graph has it or not. A name may mean
/// each of the nodes that bear it, and what the question's links mean by it; of the readings the one that the graph supports best counts. An arrow has no
/// direction. A sentence is read by the graph's own phrases and by general words such as "treats" or "leads to", and denied by the words of its clause.</para>
/// <para>The conclusion is the one option that the final answer, the conclusion's section or the last sentence that names one states; else the chain concludes
/// nothing. Any text is read, and time is linear in it but for the graph's answers. Safe for concurrent use.</para>
/// </remarks>
public sealed class ForeignChainReader
{
    private readonly LexiconEntityExtractor _lexicon;

    /// <summary>Initializes a new instance of the <see cref="ForeignChainReader"/> class.</summary>
    /// <param name="lexicon">Finds entities in free text; null for a lexicon that no other stage shares.</param>
    public ForeignChainReader(LexiconEntityExtractor? lexicon = null) => _lexicon = lexicon ?? new LexiconEntityExtractor();

    /// <summary>Reads a text.</summary>
    /// <param name="graph">The graph; it must offer <see cref="INodeIndex"/> and <see cref="INodeCatalog"/>.</param>
    /// <param name="question">The question that the text is about; its options are what it may conclude.</param>
    /// <param name="text">The text; may be empty.</param>
    /// <param name="links">What the question's mentions are linked to, so that the text's names are read as the question's; null when that is unknown.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The chain, its claims and what could not be read.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or lacks a capability.</exception>
    public async Task<ForeignChain> ReadAsync(
        IKnowledgeGraph graph,
        MedicalQuestion question,
        string text,
        IReadOnlyList<EntityLink>? links = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(text);
        INodeIndex index = graph.GetService<INodeIndex>() ?? throw new KnowledgeGraphException("The graph has no index of names.");
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        var foreign = ForeignText.Read(text);
        var names = new ForeignNames(links ?? []);
        IReadOnlyList<NodeId[][]> nodes = await names.ResolveAsync(graph, index, foreign.Paths, cancellationToken).ConfigureAwait(false);
        WordRarity vocabulary = await WordRarity.ForAsync(graph, cancellationToken).ConfigureAwait(false);
        var sentences = new ForeignSentences(metadata, vocabulary);
        await names.AddAsync(index, sentences.FindEnds(foreign.Prose), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<EntityMention> found = await _lexicon.ExtractTextAsync(
            graph, sentences.Mask(foreign.Prose), cancellationToken: cancellationToken).ConfigureAwait(false);
        var prose = ProseText.Read(foreign.Prose);
        IReadOnlyList<ForeignMention> mentions = names.Find(prose, found);
        ForeignStatement[] statements = [.. sentences.Read(prose, mentions)];
        EdgeLookup edges = await EdgeLookup.LoadAsync(
            graph,
            nodes.SelectMany(path => path).Concat(statements.Where(statement => statement.IsCheckable).SelectMany(
                statement => (IReadOnlyList<NodeId>[])[statement.Left!.Nodes, statement.Right!.Nodes])).SelectMany(ids => ids),
            [
                .. nodes.SelectMany(path => path.Zip(path.Skip(1))).SelectMany(hop => Pair(hop.First, hop.Second)),
                .. statements.Where(statement => statement.IsCheckable).SelectMany(statement => Pair(statement.Left!.Nodes, statement.Right!.Nodes)),
            ],
            cancellationToken).ConfigureAwait(false);
        TextClaim[] hops = [.. foreign.Paths.SelectMany((path, i) => ForeignPathReader.Judge(path, i, nodes[i], edges))];
        var judge = ClaimJudge.For(metadata);
        TextClaim[] stated = [.. statements.Select(statement => Judge(prose, statement, judge, edges))];
        AnswerOption? concluded = ForeignConclusion.Find(question, foreign);
        return new ForeignChain
        {
            Chain = new ForeignChainDraft(metadata, edges).Make(question, text, foreign, hops, statements, stated, concluded),
            Claims = [.. hops, .. stated],
            Steps = StepLabels.Label(foreign, prose, hops, statements, stated),
            ListedPaths = [.. Enumerable.Range(0, foreign.Paths.Count).Where(i => foreign.Paths[i].IsListed)],
            Counts = Count(foreign, nodes, hops, prose, mentions, statements, stated),
            Language = _lexicon.Language,
        };
    }

    /// <summary>Reads the known answer of a question as datasets write it: a label, an option's text, or a sentence that names one.</summary>
    /// <param name="question">The question.</param>
    /// <param name="concluded">The answer that a chain concludes, for a question without options; null when that is unknown.</param>
    /// <returns>
    /// The question with the text and label of the option that its answer names; without options, with the concluded answer where the known one names it; the
    /// same question where the answer is none of these.
    /// </returns>
    public static MedicalQuestion ResolveAnswer(MedicalQuestion question, string? concluded = null)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (question.Options.Count == 0)
        {
            bool isNamed = concluded is not null && question.Answer is not null && new TextMatch(question.Answer).Names(concluded);
            return isNamed ? question with { Answer = concluded } : question;
        }

        return question.FindOption(ForeignConclusion.FindKnownLabel(question)) is { } option
            ? question with { Answer = option.Text, AnswerLabel = option.Label }
            : question;
    }

    private static IEnumerable<(NodeId, NodeId)> Pair(IReadOnlyList<NodeId> left, IReadOnlyList<NodeId> right) =>
        left.SelectMany(from => right.Select(to => (from, to)));

    private static TextClaim Judge(ProseText text, ForeignStatement statement, ClaimJudge judge, EdgeLookup edges)
    {
        var claim = new TextClaim
        {
            Text = statement.Sentence,
            Subject = NameOf(text, statement.Left),
            Object = NameOf(text, statement.Right),
            IsDenied = statement.IsDenied,
            IsPlain = statement.IsPlain && statement.IsClear,
            Status = ClaimStatus.NotCheckable,
            Detail = statement.Left is not { IsLinked: true } || statement.Right is not { IsLinked: true }
                ? "An end of the statement names no node of the graph."
                : "The words do not say what joins the two names.",
        };
        if (!statement.IsCheckable)
        {
            return claim;
        }

        ClaimJudgement judgement = judge.Judge(statement.Reading, statement.IsDenied, statement.Left!.Nodes, statement.Right!.Nodes, edges);
        bool isOpen = !(statement.IsClear && statement.IsWhole) && judgement.Status is ClaimStatus.NotInGraph or ClaimStatus.Contradicted;
        return claim with
        {
            SubjectId = judgement.Left,
            ObjectId = judgement.Right,
            Status = isOpen ? ClaimStatus.NotCheckable : judgement.Status,
            Edge = isOpen ? null : judgement.Edge,
            Detail = isOpen ? "The words leave other readings." : judgement.Detail,
        };
    }

    private static string? NameOf(ProseText text, ForeignMention? mention) =>
        mention is null ? null : text.Text[text.Words[mention.Span.First].Start..text.Words[mention.Span.Last].End];

    private static ForeignChainCounts Count(
        ForeignText foreign,
        IReadOnlyList<NodeId[][]> nodes,
        TextClaim[] hops,
        ProseText prose,
        IReadOnlyList<ForeignMention> mentions,
        ForeignStatement[] statements,
        TextClaim[] stated) => new()
        {
            ArrowPaths = foreign.Paths.Count,
            Names = foreign.Paths.Sum(path => path.Names.Count),
            LinkedNames = nodes.Sum(path => path.Count(ids => ids.Length > 0)),
            Hops = hops.Length,
            HopsInGraph = hops.Count(claim => claim.Status == ClaimStatus.Supported),
            UnlinkedNames =
            [
                .. foreign.Paths.SelectMany((path, i) => path.Names.Where((_, at) => nodes[i][at].Length == 0))
                    .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ],
            Sentences = prose.SentenceCount,
            Mentions = mentions.Count,
            LinkedMentions = mentions.Count(mention => mention.IsLinked),
            Pairs = statements.Count(statement => statement is { Left.IsLinked: true, Right.IsLinked: true }),
            ReadPairs = statements.Count(statement => statement.IsCheckable),
            PairsInGraph = stated.Count(claim => claim.Status == ClaimStatus.Supported),
        };
}
