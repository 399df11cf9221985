using System.Globalization;
using MedReason.Benchmarks;
using MedReason.Entities;
using MedReason.Kg.Obo;

namespace MedReason.Quality.Tests;

/// <summary><c>lexicon-rules</c>: the figures on the annotated corpora with all rules, with none, and without each.</summary>
internal static class LexiconRuleYield
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        string data = options.Require("--data");
        using InMemoryKnowledgeGraph phenotypes = await ReadAsync(data, "hp.obo.gz").ConfigureAwait(false);
        using InMemoryKnowledgeGraph diseases = await ReadAsync(data, "doid.obo.gz").ConfigureAwait(false);
        List<AnnotatedText> gsc = AnnotatedText.ReadGsc(Path.Combine(data, "corpora", "gscplus_dev.tsv"));
        List<AnnotatedText> ncbi = AnnotatedText.ReadNcbi(Path.Combine(data, "corpora", "ncbi_disease_devel.txt"));
        using InMemoryKnowledgeGraph joined = await ClinicalCorpora.JoinAsync(
            Path.Combine(data, "ontologies", "doid.obo.gz"), Path.Combine(data, "ontologies", "hp.obo.gz")).ConfigureAwait(false);
        List<AnnotatedText> effects = AnnotatedText.ReadNcbi(Path.Combine(data, "corpora", "bc5cdr_development.txt"), "Disease");
        Dictionary<string, string> ids = await ClinicalCorpora.ReadCurrentIdsAsync(Path.Combine(data, "ontologies", "hp.obo.gz")).ConfigureAwait(false);
        List<AnnotatedText>[] notes = [.. ClinicalCorpora.Notes.Select(file => AnnotatedText.ReadNotes(Path.Combine(data, "corpora", file), ids))];
        Console.WriteLine(
            "| rules | GSC+ strict | GSC+ ids a document | notes strict, mean | NCBI strict spans | NCBI overlapping | BC5CDR strict | BC5CDR overlapping |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (LexiconRules rules in (LexiconRules[])[LexiconRules.All, LexiconRules.None, .. Single().Select(static r => LexiconRules.All & ~r)])
        {
            EntityScore nested = await ScoreAsync(phenotypes, gsc, rules, nested: true).ConfigureAwait(false);
            EntityScore longest = await ScoreAsync(diseases, ncbi, rules, nested: false).ConfigureAwait(false);
            EntityScore both = await ScoreAsync(joined, effects, rules, nested: false).ConfigureAwait(false);
            double mean = 0;
            foreach (List<AnnotatedText> texts in notes)
            {
                mean += (await ScoreAsync(phenotypes, texts, rules, nested: true).ConfigureAwait(false)).Strict / notes.Length;
            }

            string name = rules is LexiconRules.All ? "all" : rules is LexiconRules.None ? "none" : $"without {LexiconRules.All & ~rules}";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {name} | {nested.Strict:F3} | {nested.Ids:F3} | {mean:F3} | {longest.Strict:F3} | {longest.Overlapping:F3} "
                + $"| {both.Strict:F3} | {both.Overlapping:F3} |"));
        }

        return 0;
    }

    private static IEnumerable<LexiconRules> Single() =>
        Enum.GetValues<LexiconRules>().Where(static r => r is not (LexiconRules.None or LexiconRules.All));

    private static async Task<InMemoryKnowledgeGraph> ReadAsync(string data, string file)
    {
        OboOntology ontology = await OboReader.ReadAsync(Path.Combine(data, "ontologies", file)).ConfigureAwait(false);
        return ontology.ToKnowledgeGraph().Graph;
    }

    private static async Task<EntityScore> ScoreAsync(InMemoryKnowledgeGraph graph, List<AnnotatedText> texts, LexiconRules rules, bool nested)
    {
        LexiconEntityExtractor extractor = new(new LexiconEntityExtractorOptions { IncludeNested = nested, Rules = rules });
        EntityLinker linker = new();
        EntityScore score = new(withIds: nested);
        foreach (AnnotatedText text in texts)
        {
            MedicalQuestion question = new() { Id = text.Id, Text = text.Text };
            IReadOnlyList<EntityMention> mentions = await extractor.ExtractAsync(graph, question).ConfigureAwait(false);
            IReadOnlyList<EntityLink> links = await linker.LinkAsync(graph, question, mentions).ConfigureAwait(false);
            score.Add(text.Gold, [.. links.Where(static l => l.Node is not null).Select(static l => (l.Mention.Start, l.Mention.End, l.Node!.Id.Value))]);
        }

        return score;
    }
}
