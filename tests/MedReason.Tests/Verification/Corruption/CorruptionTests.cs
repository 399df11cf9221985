using System.Globalization;
using MedReason.Kg.Primekg;
using MedReason.Shared;
using MedReason.Verification;

namespace MedReason.Tests;

/// <summary>Chains that are right and chains that were broken in ten ways, before the library's own checks. 200 chains; 1,000 with MEDREASON_LONG_TESTS=1.</summary>
public sealed class CorruptionTests(ITestOutputHelper output)
{
    /// <summary>The seed on whose chains the checks were mended, and one on whose they were not.</summary>
    private const long DevelopmentSeed = 20261122;
    private const long HeldOutSeed = 20280709;

    private static bool IsLong => Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";

    [Fact]
    public async Task The_wordings_hold_no_phrase_of_the_graphs_they_are_used_over()
    {
        (InMemoryKnowledgeGraph hetionet, InMemoryKnowledgeGraph starter) = await GetGraphsAsync();
        foreach (InMemoryKnowledgeGraph graph in new[] { hetionet, starter })
        {
            var reader = new RelationReader(await graph.GetMetadataAsync());
            Wordings.All.Where(reader.HoldsPhrase).ShouldBeEmpty();
        }

        int read = Wordings.All.Count(wording => ReadsCue(wording));
        output.WriteLine($"{Wordings.All.Count()} wordings, {read} with a word that the verifier knows, {Wordings.All.Count() - read} with none");
    }

    [Theory]
    [InlineData(DevelopmentSeed)]
    [InlineData(HeldOutSeed)]
    public async Task Correct_chains_pass_and_broken_ones_are_caught_with_the_right_code(long seed)
    {
        Assert.SkipWhen(seed == HeldOutSeed && !IsLong, "The held-out chains are for the long run.");
        IReadOnlyList<CorrectChain> chains = await MakeAsync(IsLong ? 1000 : 200, seed);
        chains.Count(chain => chain.IsReworded).ShouldBe(chains.Count / 2);
        var verifiers = CompositeChainVerifier.CreateDefault(lexicon: new LexiconEntityExtractor());
        var refused = new List<(CorrectChain Chain, ChainVerdict Verdict)>();
        foreach (CorrectChain chain in chains)
        {
            ChainVerdict verdict = await verifiers.VerifyAsync(chain.Graph, chain.Request);
            if (!verdict.IsAccepted)
            {
                refused.Add((chain, verdict));
            }
        }

        foreach ((CorrectChain chain, ChainVerdict verdict) in refused.Take(15))
        {
            output.WriteLine($"REFUSED {chain.Style} {chain.Source} {chain.Request.Question.Id}: {Describe(verdict)}\n{chain.Request.Question.Text}\n{chain.Request.Chain.Text}\n");
        }

        output.WriteLine(string.Join(", ", chains.GroupBy(chain => (chain.Source, chain.Style)).OrderBy(group => group.Key).Select(group => $"{group.Key.Source}/{group.Key.Style} {group.Count()}")));
        output.WriteLine($"correct: {chains.Count}, refused {refused.Count} ({Interval(refused.Count, chains.Count)}), of them re-worded {refused.Count(entry => entry.Chain.IsReworded)}");
        var corruptor = new Corruptor(seed, chains);
        var missed = new List<CorruptedChain>();
        var cells = new SortedDictionary<(CorruptionKind Kind, bool IsReworded, string Place), (int Caught, int All)>();
        foreach (CorruptionKind kind in Enum.GetValues<CorruptionKind>())
        {
            foreach (CorrectChain chain in chains.Where(chain => !refused.Exists(entry => entry.Chain == chain)))
            {
                if (corruptor.Break(chain, kind) is not { } broken)
                {
                    continue;
                }

                ChainVerdict verdict = await verifiers.VerifyAsync(chain.Graph, broken.Request);
                bool isCaught = verdict.Status == VerdictStatus.Rejected && verdict.Findings.Any(finding => finding.Severity == FindingSeverity.Error && broken.Codes.Contains(finding.Code));
                (int caught, int all) = cells.GetValueOrDefault((kind, chain.IsReworded, broken.Place));
                cells[(kind, chain.IsReworded, broken.Place)] = (caught + (isCaught ? 1 : 0), all + 1);
                if (!isCaught)
                {
                    missed.Add(broken);
                    if (missed.Count(other => other.Kind == kind) <= 6)
                    {
                        output.WriteLine($"MISSED {kind} {broken.Place} {chain.Style} {Describe(verdict)}\n{broken.Request.Question.Text}\n{broken.Request.Chain.Text[..Math.Min(3000, broken.Request.Chain.Text.Length)]}\n");
                    }
                }
            }
        }

        foreach (((CorruptionKind kind, bool isReworded, string place), (int caught, int all)) in cells)
        {
            output.WriteLine($"    {kind} {(isReworded ? "re-worded" : "in phrases")} {place}: {caught} of {all}");
        }

        output.WriteLine("| broken | chains | caught with the right code | 95 % interval |");
        foreach (CorruptionKind kind in Enum.GetValues<CorruptionKind>())
        {
            (int caught, int all) = Sum(kind);
            output.WriteLine($"| {kind} | {all} | {Share(caught, all)} | {Interval(caught, all)} |");
        }

        ((double)refused.Count / chains.Count).ShouldBeLessThanOrEqualTo(0.01);
        foreach (CorruptionKind kind in Enum.GetValues<CorruptionKind>())
        {
            (int caught, int all) = Sum(kind);
            all.ShouldBeGreaterThan(chains.Count / 4, kind.ToString());

            // Of 200 chains a handful more or less is chance: there the interval has to reach the mark, of 1,000 the share itself.
            (IsLong ? (double)caught / all : Wilson(caught, all).Upper).ShouldBeGreaterThanOrEqualTo(0.95, kind.ToString());
        }

        (int Caught, int All) Sum(CorruptionKind kind) => cells.Where(cell => cell.Key.Kind == kind).Aggregate((0, 0), (sum, cell) => (sum.Item1 + cell.Value.Caught, sum.Item2 + cell.Value.All));
    }

    private static bool ReadsCue(string wording) => ProseText.Read(wording).Words.Any(word => RelationCues.Find(word.Form) is not null);

    private static string Describe(ChainVerdict verdict) =>
        string.Join("; ", verdict.Findings.Where(finding => finding.Severity != FindingSeverity.Info).Select(finding => $"{finding.Code}@{finding.Step} {finding.Expected} | {finding.Actual}"));

    private static string Share(int part, int whole) => (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Interval(int part, int whole)
    {
        (double lower, double upper) = Wilson(part, whole);
        return string.Create(CultureInfo.InvariantCulture, $"{100 * lower:0.0} to {100 * upper:0.0} %");
    }

    /// <summary>Wilson's interval for a share.</summary>
    private static (double Lower, double Upper) Wilson(int part, int whole)
    {
        const double Z = 1.959964;
        double share = (double)part / whole;
        double centre = (share + (Z * Z / (2 * whole))) / (1 + (Z * Z / whole));
        double half = Z * Math.Sqrt((share * (1 - share) / whole) + (Z * Z / (4.0 * whole * whole))) / (1 + (Z * Z / whole));
        return (centre - half, centre + half);
    }

    private static async Task<(InMemoryKnowledgeGraph Hetionet, InMemoryKnowledgeGraph Starter)> GetGraphsAsync() =>
        (await RealGraphs.HetionetAsync(), (await PrimeKgReader.ReadAsync(Path.Combine(TestData.RepositoryRoot, "samples/Quickstart/Data/starter_kg.csv"))).Graph);

    private static async Task<IReadOnlyList<CorrectChain>> MakeAsync(int count, long seed)
    {
        (InMemoryKnowledgeGraph hetionet, InMemoryKnowledgeGraph starter) = await GetGraphsAsync();
        var lexicon = new LexiconEntityExtractor();
        RunOptions options = TestPipeline.EveryPath with { Visibility = AnswerVisibility.Shown };
        ReasoningPipeline overHetionet = TestPipeline.Create(hetionet, lexicon, verifier: new AnswerOptionVerifier(), options: options with { PathCost = await DegreePathCost.CreateAsync(hetionet, null, default) });
        ReasoningPipeline overStarter = TestPipeline.Create(starter, lexicon, verifier: new AnswerOptionVerifier(), options: options with { PathCost = await DegreePathCost.CreateAsync(starter, null, default) });

        // The shares of the three sources; what a source cannot give, the others do.
        List<MedicalQuestion> medqa = [.. (await MedQa.ReadAsync(count * 13 / 10)).Where(question => question is { Ask: QuestionAsk.Affirm, Seeks: Polarity.Affirmed })];
        IReadOnlyList<MedicalQuestion> fromHetionet = await GraphQuestions.MakeAsync(hetionet, "hetionet", "drug_treats_disease", "disease_presents_effect", "drug_causes_effect", "drug_binds_gene", null, count, seed);
        IReadOnlyList<MedicalQuestion> fromStarter = await GraphQuestions.MakeAsync(starter, "starter", "indication", "disease_phenotype_positive", "drug_effect", "drug_protein/target", "contraindication", count, seed);
        List<CorrectChain> chains = [];
        await AddAsync(medqa, overHetionet, hetionet, "MedQA", IsLong ? count * 3 / 10 : count / 10);
        await AddAsync(fromStarter, overStarter, starter, "starter", (chains.Count + count) / 2);
        await AddAsync(fromHetionet, overHetionet, hetionet, "Hetionet", count);
        return chains;

        async Task AddAsync(IReadOnlyList<MedicalQuestion> questions, ReasoningPipeline pipeline, InMemoryKnowledgeGraph graph, string source, int upTo)
        {
            foreach (MedicalQuestion question in questions.OrderBy(question => StableHash.Of(seed, question.Id)).ThenBy(question => question.Id, StringComparer.Ordinal))
            {
                if (chains.Count >= upTo)
                {
                    return;
                }

                // Every second chain is re-worded; of the others every second is the template's own.
                ChainStyle style = chains.Count % 2 == 0 ? ChainStyle.Reworded : chains.Count % 4 == 1 ? ChainStyle.Template : ChainStyle.Phrases;
                if (await CorrectChains.MakeAsync(pipeline, graph, question, style, source) is { } chain)
                {
                    chains.Add(chain);
                }
            }
        }
    }
}
