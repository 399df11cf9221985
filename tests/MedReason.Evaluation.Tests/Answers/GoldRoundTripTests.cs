using System.Globalization;
using System.Text;
using System.Text.Json;
using MedReason.Datasets;
using MedReason.Tests;

namespace MedReason.Evaluation.Tests;

/// <summary>
/// The gold answers of all banks with options, in every form that exports write: a model that was trained on an export and answers as it was trained has to be
/// read right. Six forms (two answers, three ways to set reasoning apart) of 8,073 questions: 48,438 responses. <c>MEDREASON_LONG_TESTS=1</c> reads all of
/// them, else every eighth question is read.
/// </summary>
public sealed class GoldRoundTripTests
{
    private const double LeastShare = 0.999;
    private static readonly int Every = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 1 : 8;

    private static readonly (string File, string Format, int Count)[] Banks =
    [
        ("hle_biomed_head20.jsonl", "hle", 20),
        ("medbullets_op4.jsonl", "medbullets", 308),
        ("medmcqa_dev.jsonl.gz", "medmcqa", 4183),
        ("medqa_test.jsonl", "medqa", 1273),
        ("medxpertqa_head200.jsonl", "medxpertqa", 200),
        ("mmlu_en_medical.jsonl", "mmlu", 1089),
        ("pubmedqa_ori_pqal.json.gz", "pubmedqa", 1000),
    ];

    public static TheoryData<AnswerForm, ReasoningForm> Forms => new(
        Enum.GetValues<AnswerForm>().SelectMany(_ => Enum.GetValues<ReasoningForm>(), (answer, reasoning) => (answer, reasoning)));

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Gold_answers_are_read_back_from_every_form_that_exports_write(AnswerForm answer, ReasoningForm reasoning)
    {
        using var folder = new TemporaryFolder();
        int count = 0;
        var report = new StringBuilder();
        var lost = new List<string>();
        foreach ((string file, string format, int expected) in Banks)
        {
            List<QuestionRow> rows = await ReadAsync(file, format);
            rows.Count.ShouldBe(expected);
            rows = [.. rows.Where((_, i) => i % Every == 0)];
            string[] responses = await ExportAsync(folder, rows, new ExportOptions { Format = ExportFormat.TrlMessages, Answer = answer, Reasoning = reasoning });
            responses.Length.ShouldBe(rows.Count);
            int before = lost.Count;
            foreach ((QuestionRow row, string response) in rows.Zip(responses))
            {
                ExtractedAnswer read = AnswerExtractor.Extract(response, row.Question.Options);
                if (read.Label != row.Question.AnswerLabel)
                {
                    lost.Add($"{format} {row.Id.Text}: expected {row.Question.AnswerLabel}, found {read.Label ?? read.Status.ToString()} ({read.Method})");
                }
            }

            count += rows.Count;
            report.Append(CultureInfo.InvariantCulture, $"{format} {rows.Count - (lost.Count - before)} of {rows.Count}; ");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{answer}, {reasoning}: {report}{string.Join('\n', lost)}");
        ((double)(count - lost.Count) / count).ShouldBeGreaterThanOrEqualTo(LeastShare, $"{report}\n{string.Join('\n', lost)}");
    }

    [Theory]
    [InlineData(ExportFormat.TrlPromptCompletion)]
    [InlineData(ExportFormat.ShareGpt)]
    [InlineData(ExportFormat.Alpaca)]
    [InlineData(ExportFormat.OpenAI)]
    public async Task Every_format_holds_the_same_response(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        List<QuestionRow> rows = [.. (await ReadAsync("medmcqa_dev.jsonl.gz", "medmcqa")).Take(20)];
        string[] expected = await ExportAsync(folder, rows, new ExportOptions { Format = ExportFormat.TrlMessages, Answer = AnswerForm.Published, Reasoning = ReasoningForm.Published });
        (await ExportAsync(folder, rows, new ExportOptions { Format = format, Answer = AnswerForm.Published, Reasoning = ReasoningForm.Published }))
            .ShouldBe(expected);
    }

    private static async Task<List<QuestionRow>> ReadAsync(string file, string format)
    {
        var options = new QuestionReaderOptions { RefusedFlags = new HashSet<string>(), Split = "train" };
        string path = TestData.Require($"questions/{file}");
        return await QuestionReader.ReadAsync(path, format, options, TestContext.Current.CancellationToken)
            .Where(static row => row.Question.AnswerLabel is not null)
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Exports chains that end with the gold answers, and returns the responses of the rows.</summary>
    private static async Task<string[]> ExportAsync(TemporaryFolder folder, List<QuestionRow> rows, ExportOptions options)
    {
        await using (FileStream results = File.Create(folder.File("results.jsonl")))
        {
            foreach (QuestionRow row in rows)
            {
                results.Write(ReasoningRow.ToUtf8(row, Accepted(row.Question)));
                results.WriteByte((byte)'\n');
            }
        }

        string output = folder.File("data.jsonl");
        await DatasetExporter.WriteAsync(Path.GetDirectoryName(output)!, output, options, TestContext.Current.CancellationToken);
        return [.. File.ReadLines(output).Select(Response)];
    }

    private static string Response(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        return (root.TryGetProperty("messages", out JsonElement messages) ? messages[1].GetProperty("content")
            : root.TryGetProperty("completion", out JsonElement completion) ? completion[0].GetProperty("content")
            : root.TryGetProperty("conversations", out JsonElement turns) ? turns[1].GetProperty("value")
            : root.GetProperty("output")).GetString()!;
    }

    // The rationale of a source is reasoning as hard to read around as any: it names options and letters of all kinds.
    private static ReasoningResult Accepted(MedicalQuestion question) => new()
    {
        Question = question,
        Chain = new ReasoningChain
        {
            Text = question.Rationale ?? $"The question asks which of {question.Options.Count} it is.",
            Steps = [new ChainStep { Text = "The question asks which it is.", IsBackground = true }],
            Evidence = new EvidenceSet { Paths = [] },
            Answer = question.Answer!,
            AnswerLabel = question.AnswerLabel,
            PromptVersion = "template-1",
        },
        Verdict = new ChainVerdict { Status = VerdictStatus.Accepted, Findings = [] },
        Outcome = ReasoningOutcome.Accepted,
    };
}
