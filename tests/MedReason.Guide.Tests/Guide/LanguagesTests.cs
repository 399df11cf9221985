using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Guide.Tests;

public sealed class LanguagesTests : GuideChapter
{
    private static IKnowledgeGraph Build(params (string Name, string Synonym)[] nodes)
    {
        var graph = new KnowledgeGraphBuilder { Name = "Klinik", Version = "1" };
        for (int i = 0; i < nodes.Length; i++)
        {
            graph.AddNode(new KgNode { Id = new NodeId($"K:{i + 1}"), Name = nodes[i].Name, Type = new NodeType("disease"), Synonyms = [nodes[i].Synonym] });
        }

        return graph.Build();
    }

    [Fact]
    public async Task A_text_is_read_in_its_language()
    {
        IKnowledgeGraph graph = Build(("Fieber", "Pyrexie"), ("Husten", "Tussis"), ("Pneumonie", "Lungenentzündung"), ("Herzinfarkt", "Myokardinfarkt"));

        #region languages-extract
        var options = new LexiconEntityExtractorOptions { Language = LanguageProfile.Find("de-AT") };
        var extractor = new LexiconEntityExtractor(options);
        IReadOnlyList<EntityMention> mentions = await extractor.ExtractTextAsync(
            graph, "Z. n. Myokardinfarkt. Fieber wird verneint, jedoch besteht Husten. V. a. Lungenentzuendung.");
        foreach (EntityMention mention in mentions)
        {
            Console.WriteLine($"{mention.Text}: {mention.Candidates[0].NodeId}, {mention.Assertion}");
        }
        #endregion

        ShouldPrint("languages-extract");
    }

    [Fact]
    public async Task A_pipeline_reasons_in_a_language()
    {
        IKnowledgeGraph graph = Build(("Fieber", "Pyrexie"));

        #region languages-pipeline
        LanguageProfile german = LanguageProfile.Find("de");
        var services = new ServiceCollection();
        services.AddKnowledgeGraph(graph).AddMedReason(options =>
        {
            options.Extractor = new LexiconEntityExtractorOptions { Language = german };
            options.Linker = new EntityLinkerOptions { Language = german };
            options.Run = new RunOptions { IntentReader = new RuleIntentReader(german) };
        });
        #endregion

        await using ServiceProvider provider = services.BuildServiceProvider();
        var question = new MedicalQuestion { Id = "1", Text = "Hat er Fieber? Welche Diagnose ist am wahrscheinlichsten?", Answer = "Fieber" };
        ReasoningResult result = await provider.GetRequiredService<ReasoningPipeline>().RunAsync(question);
        result.Links.ShouldAllBe(static link => link.Node != null);
    }

    [Fact]
    public void An_unknown_language_is_reported()
    {
        #region languages-unknown
        if (!LanguageProfile.TryFind("nl", out LanguageProfile? dutch))
        {
            Console.WriteLine($"known: {string.Join(", ", LanguageProfile.KnownNames)}");
        }
        #endregion

        dutch.ShouldBeNull();
        ShouldPrint("languages-unknown");
    }

    [Fact]
    public async Task A_profile_of_ones_own()
    {
        IKnowledgeGraph graph = Build(("fiebre", "pirexia"), ("tos", "tusígeno"), ("anemia crónica", "anemia de larga data"));

        #region languages-own
        LanguageProfile spanish = LanguageProfile.Read("es", new StringReader(
            """
            [stop]
            de la el
            [ending]
            as:a os:o es:
            [function]
            con y pero
            [AbsentForward 10]
            sin | niega | no presenta/refiere
            [HistoricalForward 10]
            antecedentes? de
            [Terminator 0]
            pero
            """));
        var extractor = new LexiconEntityExtractor(new LexiconEntityExtractorOptions { Language = spanish });
        foreach (EntityMention mention in await extractor.ExtractTextAsync(graph, "No refiere fiebre pero tos. Antecedentes de anemias crónicas."))
        {
            Console.WriteLine($"{mention.Text}: {mention.Candidates[0].NodeId}, {mention.Assertion}");
        }
        #endregion

        ShouldPrint("languages-own");
    }

    [Fact]
    public async Task English_of_ones_own()
    {
        IKnowledgeGraph graph = Build(("fever", "pyrexia"));

        #region languages-extend
        LanguageProfile house = LanguageProfile.Read("en-x-house", new StringReader("[AbsentForward 10]\nnil of"), LanguageProfile.English);
        var extractor = new LexiconEntityExtractor(new LexiconEntityExtractorOptions { Language = house });
        Console.WriteLine((await extractor.ExtractTextAsync(graph, "Nil of fever."))[0].Assertion);
        #endregion

        ShouldPrint("languages-extend");
    }

    [Fact]
    public async Task Values_are_read_into_findings()
    {
        IKnowledgeGraph graph = Build(("Fever", "Pyrexia"), ("Hypokalemia", "Low potassium"));

        #region languages-values
        var extractor = new LexiconEntityExtractor(new LexiconEntityExtractorOptions { DeriveFindings = true });
        IReadOnlyList<EntityMention> mentions = await extractor.ExtractTextAsync(
            graph, "A 54-year-old man has a temperature of 39.2°C. Serum studies show: Na+ 138 mEq/L, K+ 2.9 mEq/L. Urine K+ is 4 mEq/L.");
        foreach (EntityMention mention in mentions)
        {
            Console.WriteLine($"{mention.Text}: {mention.Derived}");
        }
        #endregion

        ShouldPrint("languages-values");
    }
}
