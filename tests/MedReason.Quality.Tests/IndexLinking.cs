using System.Diagnostics;
using System.Globalization;
using MedReason.Benchmarks;
using MedReason.Embeddings.Onnx;
using MedReason.Kg.Obo;
using Microsoft.Extensions.AI;

namespace MedReason.Quality.Tests;

/// <summary>
/// <c>index-linking</c>: what an index of names by vectors adds to the lexicon on corpora annotated with HPO ids: how often it has the annotated node first and
/// among ten for the annotated spans that the lexicon misses, and F1 of lexicon, marked spans and index together at two thresholds.
/// </summary>
internal static class IndexLinking
{
    private const int MaxWordsOfRun = 5;
    private static readonly double[] Thresholds = [0.7, 0.85];

    public static async Task<int> RunAsync(VerbOptions options)
    {
        string data = options.Require("--data");
        string ontology = Path.Combine(data, "ontologies", "hp.obo.gz");
        using InMemoryKnowledgeGraph graph = (await OboReader.ReadAsync(ontology).ConfigureAwait(false)).ToKnowledgeGraph().Graph;
        Dictionary<string, string> ids = await ClinicalCorpora.ReadCurrentIdsAsync(ontology).ConfigureAwait(false);
        var corpora = new List<(string Name, List<AnnotatedText> Texts)>
        {
            ("GSC+ development", AnnotatedText.ReadGsc(Path.Combine(data, "corpora", "gscplus_dev.tsv"))),
        };
        corpora.AddRange(ClinicalCorpora.Notes.Select(file => (file, AnnotatedText.ReadNotes(Path.Combine(data, "corpora", file), ids))));

        var indexes = new List<(string Name, INodeIndex? Index)>
        {
            ("none", null),
            ("n-grams", await BuildAsync(graph, await HashedNgramEmbeddingGenerator.CreateAsync(graph).ConfigureAwait(false)).ConfigureAwait(false)),
        };
        foreach (string folder in options.Require("--model-folders").Split(','))
        {
            OnnxEmbeddingGenerator encoder = await OnnxEmbeddingGenerator.OpenAsync(folder).ConfigureAwait(false);
            indexes.Add((Path.GetFileName(folder.TrimEnd('/')), await BuildAsync(graph, encoder).ConfigureAwait(false)));
        }

        List<Read> read = [];
        foreach ((string name, List<AnnotatedText> texts) in corpora)
        {
            read.Add(new Read(name, await ReadAsync(graph, texts).ConfigureAwait(false)));
        }

        await WriteRecallAsync(graph, read, indexes).ConfigureAwait(false);
        await WriteScoresAsync(graph, read, indexes, MarkAnnotated, "annotated spans marked").ConfigureAwait(false);
        if (options.Has("--runs"))
        {
            await WriteScoresAsync(graph, read.Take(1).ToList(), indexes, MarkRuns, "every run of up to five words marked").ConfigureAwait(false);
        }

        return 0;
    }

    private static async Task<EmbeddingNodeIndex> BuildAsync(IKnowledgeGraph graph, IEmbeddingGenerator<string, Embedding<float>> generator)
    {
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        EmbeddingNodeIndex index = await EmbeddingNodeIndex.BuildAsync(graph, generator).ConfigureAwait(false);
        TimeSpan taken = Process.GetCurrentProcess().TotalProcessorTime - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{index.NameCount} names, {index.Dimensions} dimensions, {taken.TotalSeconds:F1} s of processor time"));
        return index;
    }

    /// <summary>What the lexicon finds in each text.</summary>
    private static async Task<List<(AnnotatedText Text, EntityLink[] Links)>> ReadAsync(IKnowledgeGraph graph, List<AnnotatedText> texts)
    {
        var extractor = new LexiconEntityExtractor(new LexiconEntityExtractorOptions { IncludeNested = true });
        var linker = new EntityLinker();
        var read = new List<(AnnotatedText, EntityLink[])>();
        foreach (AnnotatedText text in texts)
        {
            var question = new MedicalQuestion { Id = text.Id, Text = text.Text };
            IReadOnlyList<EntityMention> mentions = await extractor.ExtractAsync(graph, question).ConfigureAwait(false);
            read.Add((text, [.. (await linker.LinkAsync(graph, question, mentions).ConfigureAwait(false)).Where(static link => link.Node is not null)]));
        }

        return read;
    }

    private static async Task WriteRecallAsync(InMemoryKnowledgeGraph graph, List<Read> corpora, List<(string Name, INodeIndex? Index)> indexes)
    {
        Console.WriteLine("| corpus | annotated | missed by the lexicon | index | first | among ten |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (Read corpus in corpora)
        {
            int annotated = 0;
            var missed = new List<(string Text, string Id)>();
            foreach ((AnnotatedText text, EntityLink[] links) in corpus.Texts)
            {
                HashSet<(int, int, string)> found = [.. links.Select(static link => (link.Mention.Start, link.Mention.End, link.Node!.Id.Value))];
                foreach ((int start, int end, string id) in text.Gold.Where(gold => graph.TryGetOrdinal(new NodeId(gold.NodeId), out _)))
                {
                    annotated++;
                    if (!found.Contains((start, end, id)))
                    {
                        missed.Add((text.Text[start..end], id));
                    }
                }
            }

            foreach ((string name, INodeIndex? index) in indexes)
            {
                IReadOnlyList<IReadOnlyList<ScoredNode>> found = await (index ?? graph).SearchAsync(
                    [.. missed.Select(static one => one.Text)], new NodeSearchOptions { MaxResults = 10, MinScore = 0 }).ConfigureAwait(false);
                double first = missed.Where((one, i) => found[i].Count > 0 && found[i][0].Node.Id.Value == one.Id).Count();
                double ten = missed.Where((one, i) => found[i].Any(node => node.Node.Id.Value == one.Id)).Count();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {corpus.Name} | {annotated} | {missed.Count} | {(index is null ? "names alone" : name)} | {first / missed.Count:F3} | {ten / missed.Count:F3} |"));
            }
        }
    }

    private static async Task WriteScoresAsync(
        InMemoryKnowledgeGraph graph,
        List<Read> corpora,
        List<(string Name, INodeIndex? Index)> indexes,
        Func<AnnotatedText, EntityLink[], IEnumerable<(int Start, int End)>> mark,
        string title)
    {
        Console.WriteLine($"{title}: F1 of spans and ids, and of the ids of a document");
        Console.WriteLine("| corpus | index | lexicon alone | at 0.7 | at 0.85 | ids, lexicon alone | ids at 0.7 | ids at 0.85 |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (Read corpus in corpora)
        {
            EntityScore alone = new(withIds: true);
            corpus.Texts.ForEach(one => alone.Add(one.Text.Gold, Spans(one.Links)));
            foreach ((string name, INodeIndex? index) in indexes)
            {
                var scores = new List<EntityScore>();
                foreach (double threshold in Thresholds)
                {
                    EntityScore score = new(withIds: true);
                    var linker = new EntityLinker(new EntityLinkerOptions { AcceptScore = threshold });
                    IKnowledgeGraph with = index is EmbeddingNodeIndex embedding ? graph.WithEmbeddings(embedding) : graph;
                    foreach ((AnnotatedText text, EntityLink[] links) in corpus.Texts)
                    {
                        EntityMention[] marked =
                        [
                            .. mark(text, links).Select(span => new EntityMention
                            {
                                Text = text.Text[span.Start..span.End], Start = span.Start, End = span.End, Role = MentionRole.Question,
                            }),
                        ];
                        IReadOnlyList<EntityLink> more = await linker.LinkAsync(
                            with, new MedicalQuestion { Id = text.Id, Text = text.Text }, marked).ConfigureAwait(false);
                        score.Add(text.Gold, [.. Spans(links), .. Spans(Longest(more))]);
                    }

                    scores.Add(score);
                }

                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {corpus.Name} | {name} | {alone.Strict:F3} | {scores[0].Strict:F3} | {scores[1].Strict:F3} | {alone.Ids:F3} | {scores[0].Ids:F3} | {scores[1].Ids:F3} |"));
            }
        }
    }

    /// <summary>What a model without a fault would mark: each annotated span that no find of the lexicon touches.</summary>
    private static IEnumerable<(int Start, int End)> MarkAnnotated(AnnotatedText text, EntityLink[] links) =>
        text.Gold.Select(static gold => (gold.Start, gold.End)).Distinct().Where(span => IsFree(span, links));

    /// <summary>What may be a name at all: each run of words without a mark between them that neither begins nor ends with a word of three letters or fewer.</summary>
    private static IEnumerable<(int Start, int End)> MarkRuns(AnnotatedText text, EntityLink[] links)
    {
        var words = new List<(int Start, int End)>();
        for (int i = 0; i < text.Text.Length;)
        {
            int start = i;
            while (i < text.Text.Length && (char.IsLetterOrDigit(text.Text[i]) || (i > start && text.Text[i] is '-' or '\'')))
            {
                i++;
            }

            if (i > start)
            {
                words.Add((start, i));
            }
            else
            {
                i++;
            }
        }

        for (int first = 0; first < words.Count; first++)
        {
            for (int last = first; last < Math.Min(words.Count, first + MaxWordsOfRun); last++)
            {
                if (last > first && text.Text.AsSpan(words[last - 1].End, words[last].Start - words[last - 1].End) is not " ")
                {
                    break;
                }

                (int Start, int End) run = (words[first].Start, words[last].End);
                if (words[first].End - words[first].Start > 3 && words[last].End - words[last].Start > 3 && IsFree(run, links))
                {
                    yield return run;
                }
            }
        }
    }

    /// <summary>Of finds that overlap the one with the best score, then the longest.</summary>
    private static List<EntityLink> Longest(IReadOnlyList<EntityLink> links)
    {
        var kept = new List<EntityLink>();
        foreach (EntityLink link in links.Where(static link => link.Node is not null)
            .OrderByDescending(static link => link.Score).ThenByDescending(static link => link.Mention.End - link.Mention.Start).ThenBy(static link => link.Mention.Start))
        {
            if (IsFree((link.Mention.Start, link.Mention.End), [.. kept]))
            {
                kept.Add(link);
            }
        }

        return kept;
    }

    private static bool IsFree((int Start, int End) span, EntityLink[] links) =>
        Array.TrueForAll(links, link => span.End <= link.Mention.Start || link.Mention.End <= span.Start);

    private static IEnumerable<(int Start, int End, string NodeId)> Spans(IEnumerable<EntityLink> links) =>
        links.Where(static link => link.Node is not null).Select(static link => (link.Mention.Start, link.Mention.End, link.Node!.Id.Value));

    private sealed record Read(string Name, List<(AnnotatedText Text, EntityLink[] Links)> Texts);
}
