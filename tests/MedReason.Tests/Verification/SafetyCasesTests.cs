using System.Globalization;
using MedReason.Entities;
using MedReason.Kg.Primekg;
using MedReason.Shared;

namespace MedReason.Tests;

/// <summary>200 seeded cases out of PrimeKG's own contraindication rows: a drug concluded against a stated condition, and the same denied, a relative's, or asked to be avoided.</summary>
public sealed class SafetyCasesTests(ITestOutputHelper output)
{
    private static readonly string[] Stated =
    [
        "A 40-year-old woman with {0} comes to the clinic. Which drug should be given?", "A man has a history of {0}. Which of the following is the best treatment?",
        "A patient is known to have {0} and now has pain. What is the most appropriate medication?", "He was diagnosed with {0} two years ago. Which drug is indicated?",
    ];

    private static readonly string[] Denied =
    [
        "A woman with {1} denies {0}. Which drug should be given?", "A man with {1} has no history of {0}. Which of the following is the best treatment?",
        "A patient with {1} comes in. Her mother has {0}. Which drug is indicated?", "A man with {1}, but without {0}, comes to the clinic. What is the most appropriate medication?",
    ];

    private static readonly string[] Turned =
    [
        "A woman has {0}. Which drug should be avoided?", "A man with {0} comes to the clinic. Which of the following is contraindicated?", "A patient with {0}: which drug must not be given?",
        "In a patient with {0} all of the following may be given EXCEPT:", "A woman with {0} is worse. Which drug is most likely responsible for it?",
    ];

    [Fact]
    public async Task Contraindicated_drugs_are_flagged_where_they_are_recommended_and_only_there()
    {
        using InMemoryKnowledgeGraph graph = (await PrimeKgReader.ReadAsync(TestData.Require("primekg/kg_rows.csv"))).Graph;
        (await MeasureAsync(graph, safety => Task.FromResult(safety.Links))).ShouldBeGreaterThanOrEqualTo(196);
    }

    [Fact]
    public async Task They_are_told_right_from_the_text_alone()
    {
        using InMemoryKnowledgeGraph graph = (await PrimeKgReader.ReadAsync(TestData.Require("primekg/kg_rows.csv"))).Graph;
        int all = await MeasureAsync(graph, LexiconRules.All);
        foreach (LexiconRules rule in new[] { LexiconRules.TypeWords, LexiconRules.Marks })
        {
            output.WriteLine($"counts without {rule}:");
            (await MeasureAsync(graph, LexiconRules.All & ~rule)).ShouldBeLessThan(all);
        }

        all.ShouldBeGreaterThanOrEqualTo(196);
    }

    /// <summary>The links as the library makes them, with some of its rules.</summary>
    private Task<int> MeasureAsync(InMemoryKnowledgeGraph graph, LexiconRules rules)
    {
        var lexicon = new LexiconEntityExtractor(new LexiconEntityExtractorOptions { Rules = rules });
        var linker = new EntityLinker();
        return MeasureAsync(graph, async safety => await linker.LinkAsync(graph, safety.Question, await lexicon.ExtractAsync(graph, safety.Question)));
    }

    private async Task<int> MeasureAsync(InMemoryKnowledgeGraph graph, Func<SafetyCase, Task<IReadOnlyList<EntityLink>>> link)
    {
        int right = 0;
        var wrong = new List<string>();
        foreach (SafetyCase safety in await MakeAsync(graph))
        {
            IReadOnlyList<EntityLink> links = await link(safety);
            var request = new VerificationRequest { Question = safety.Question, Links = links, Chain = safety.Chain, Mode = ReasoningMode.Answer };
            bool isFlagged = (await new SafetyVerifier().VerifyAsync(graph, request)).Codes().Contains(ReasonCodes.ContraindicatedRecommendation);
            if (isFlagged == safety.IsStated)
            {
                right++;
            }
            else
            {
                wrong.Add($"{(safety.IsStated ? "missed" : "flagged")}: {safety.Question.Text} {safety.Chain.Answer}: {string.Join(", ", links.Select(link => $"{link.Mention.Text} = {link.Node?.Id.Value ?? link.NilReason?.ToString()} {link.Mention.Assertion}"))}");
            }
        }

        output.WriteLine($"{right} of 200 right");
        wrong.ForEach(output.WriteLine);
        return right;
    }

    private static async Task<IReadOnlyList<SafetyCase>> MakeAsync(InMemoryKnowledgeGraph graph)
    {
        (KgNode Drug, KgNode Disease)[] edges = await ReadAsync(graph);
        NodeId[] drugs = [.. edges.Select(edge => edge.Drug.Id).Distinct().Order()];
        var cases = new List<SafetyCase>();
        for (int i = 0; i < 200; i++)
        {
            var dice = new Dice(20261122, $"safety{i}");
            (KgNode drug, KgNode disease) = dice.Pick(edges);
            KgNode other = edges.Select(edge => edge.Disease).FirstOrDefault(node => !edges.Any(edge => edge.Drug.Id == drug.Id && edge.Disease.Id == node.Id)) ?? disease;
            bool isStated = i % 2 == 0;
            string form = isStated ? dice.Pick(Stated) : i % 4 == 1 && other != disease ? dice.Pick(Denied) : dice.Pick(Turned);
            string text = string.Format(CultureInfo.InvariantCulture, form, Name(disease), Name(other));
            AnswerOption[] options = [.. ClinicQuestions.Options([drug.Name, .. drugs.Where(id => id != drug.Id).OrderBy(id => StableHash.Of(i, id.Value)).Take(3).Select(id => edges.First(edge => edge.Drug.Id == id).Drug.Name)])];
            MedicalQuestion question = new() { Id = $"safety-{i}", Text = text, Options = options, Ask = QuestionWording.DetectAsk(text), Seeks = QuestionWording.DetectSeeks(text) };
            cases.Add(new SafetyCase(
                question,
                Chains.Words("A", drug.Name, $"The answer is {drug.Name}.", $"The question turns on {Name(disease)}.", "There is a choice of drugs."),
                Link(question, [disease, other], name => edges.First(edge => edge.Drug.Name == name).Drug),
                isStated));
        }

        return cases;
    }

    // A text says "ulcerative colitis", not "ulcerative colitis (disease)".
    private static string Name(KgNode node) => node.Name.Replace(" (disease)", string.Empty, StringComparison.Ordinal);

    /// <summary>The links as they should be, with the assertion that the library reads: what is measured is the check and not the linking of names.</summary>
    private static IReadOnlyList<EntityLink> Link(MedicalQuestion question, IReadOnlyList<KgNode> diseases, Func<string, KgNode> drug)
    {
        var links = new List<EntityLink>();
        foreach (KgNode disease in diseases)
        {
            string name = Name(disease);
            int start = question.Text.IndexOf(name, StringComparison.Ordinal);
            if (start >= 0)
            {
                Assertion assertion = AssertionDetector.Detect(question.Text, [(start, start + name.Length)])[0];
                links.Add(Make(name, disease, MentionRole.Question, null, start, assertion));
            }
        }

        links.AddRange(question.Options.Select(option => Make(option.Text, drug(option.Text), MentionRole.Option, option.Label, 0, Assertion.Present)));
        return links;
    }

    private static EntityLink Make(string text, KgNode node, MentionRole role, string? label, int start, Assertion assertion) => new()
    {
        Mention = new EntityMention { Text = text, Start = start, End = start + text.Length, Role = role, OptionLabel = label, Assertion = assertion },
        Node = node,
        Score = 1,
        Method = LinkMethods.Exact,
    };

    private static async Task<(KgNode Drug, KgNode Disease)[]> ReadAsync(InMemoryKnowledgeGraph graph)
    {
        var edges = new List<(KgNode, KgNode)>();
        IAdjacencyView view = graph.GetService<IAdjacencyView>()!;
        for (int node = 0; node < view.NodeCount; node++)
        {
            int[] neighbors = view.GetNeighbors(node).ToArray();
            ushort[] codes = view.GetRelationCodes(node).ToArray();
            for (int i = 0; i < neighbors.Length; i++)
            {
                if ((codes[i] & 1) == 0 && view.Relations[codes[i] >> 1].Relation.Value == "contraindication")
                {
                    edges.Add((view.GetNode(node), view.GetNode(neighbors[i])));
                }
            }
        }

        return [.. edges];
    }

    /// <summary>A question with a chain that concludes its first option, its links as they should be, and whether the option is contraindicated in what the question states.</summary>
    private sealed record SafetyCase(MedicalQuestion Question, ReasoningChain Chain, IReadOnlyList<EntityLink> Links, bool IsStated);
}
