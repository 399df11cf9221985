using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MedReason.Tests;

/// <summary>1,300 free-text chains that five real models wrote, through parser and verifiers.</summary>
public sealed partial class GeneratedChainsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Real_chains_pass_without_an_exception_and_are_hardly_ever_taken_for_leaks()
    {
        InMemoryKnowledgeGraph graph = await RealGraphs.HetionetAsync();
        var lexicon = new LexiconEntityExtractor();
        var reader = new ForeignChainReader(lexicon);
        var linker = new EntityLinker();
        IChainVerifier[] verifiers = [new GroundingVerifier(lexicon), new AnswerLeakVerifier(), new AnswerOptionVerifier(), new SafetyVerifier()];
        int rows = 0;
        int judged = 0;
        int concluded = 0;
        int named = 0;
        int several = 0;
        int unsafeChains = 0;
        int answerFirst = 0;
        var leaks = new List<string>();
        var sum = new ForeignChainCounts();
        foreach ((MedicalQuestion question, string text) in await ReadAsync())
        {
            ForeignChain chain = await reader.ReadAsync(graph, question, text);
            IReadOnlyList<EntityLink> links = await linker.LinkAsync(graph, question, await lexicon.ExtractAsync(graph, question));
            var request = new VerificationRequest { Question = question, Links = links, Chain = chain.Chain, Mode = ReasoningMode.Explain, IsEvidenceOffered = false };
            List<ChainVerdict> verdicts = [];
            foreach (IChainVerifier verifier in verifiers)
            {
                verdicts.Add(await verifier.VerifyAsync(graph, request));
            }

            rows++;
            concluded += chain.Chain.AnswerLabel is null ? 0 : 1;
            named += verdicts[2].Findings.Any(finding => finding.Code == ReasonCodes.ConclusionWithoutOption) ? 0 : 1;
            several += verdicts[2].Findings.Any(finding => finding.Code == ReasonCodes.ConclusionSeveralOptions) ? 1 : 0;
            unsafeChains += verdicts[3].Status == VerdictStatus.Rejected ? 1 : 0;
            sum = new ForeignChainCounts
            {
                Sentences = sum.Sentences + chain.Counts.Sentences,
                Mentions = sum.Mentions + chain.Counts.Mentions,
                LinkedMentions = sum.LinkedMentions + chain.Counts.LinkedMentions,
                Pairs = sum.Pairs + chain.Counts.Pairs,
                ReadPairs = sum.ReadPairs + chain.Counts.ReadPairs,
                PairsInGraph = sum.PairsInGraph + chain.Counts.PairsInGraph,
                ArrowPaths = sum.ArrowPaths + chain.Counts.ArrowPaths,
            };
            if (text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length >= 20 && !SpeaksOfAnswer().IsMatch(text))
            {
                judged++;
                answerFirst += verdicts[1].Findings.Any(finding => finding.Code == ReasonCodes.AnswerBeforeEvidence) ? 1 : 0;
                if (verdicts[1].Status != VerdictStatus.Accepted)
                {
                    leaks.Add($"{string.Join(", ", verdicts[1].Findings.Select(finding => $"{finding.Code} {finding.Actual}"))}: {text[..Math.Min(160, text.Length)].ReplaceLineEndings(" ")}");
                }
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} chains; {concluded} conclude one option, {named} name one or more in their conclusion, {several} name several; {unsafeChains} unsafe by the graph"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"of {judged} with 20 words or more that do not speak of a given answer, {leaks.Count} flagged as leaks ({100.0 * leaks.Count / judged:0.0} %), {answerFirst} warned of for stating their answer first"));
        output.WriteLine(sum.ToString());
        leaks.ForEach(output.WriteLine);
        rows.ShouldBe(1300);
        judged.ShouldBeGreaterThan(500);
        ((double)leaks.Count / judged).ShouldBeLessThanOrEqualTo(0.02);
    }

    private static async Task<List<(MedicalQuestion Question, string Text)>> ReadAsync()
    {
        var rows = new List<(MedicalQuestion, string)>();
        using var reader = new StreamReader(new GZipStream(File.OpenRead(TestData.Require("model_outputs/generated_chains.jsonl.gz")), CompressionMode.Decompress));
        while (await reader.ReadLineAsync() is { } line)
        {
            using JsonDocument row = JsonDocument.Parse(line);
            string text = row.RootElement.GetProperty("question").GetString()!;
            string answer = row.RootElement.GetProperty("gold")[0].GetString()!;
            IReadOnlyList<AnswerOption> options = ClinicQuestions.Options([.. row.RootElement.GetProperty("choices").EnumerateArray().Select(choice => choice.GetString()!)]);
            var question = new MedicalQuestion
            {
                Id = $"generated-{rows.Count}",
                Text = text,
                Ask = QuestionWording.DetectAsk(text),
                Seeks = QuestionWording.DetectSeeks(text),
                Options = options,
                Answer = answer,
                AnswerLabel = options.FirstOrDefault(option => option.Text == answer)?.Label,
            };
            rows.Add((question, row.RootElement.GetProperty("cot").GetString()!));
        }

        return rows;
    }

    // As the data's own description counts them: 262 of 1,300.
    [GeneratedRegex("correct answer|given answer", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SpeaksOfAnswer();
}
