using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace MedReason.Tests;

/// <summary>A question of a public bank with the intent that a reader of its text gave it; the list holds no text of the banks.</summary>
/// <param name="Bank">The bank.</param>
/// <param name="Part">How the question was used: <c>tuned</c>, <c>held-out</c> or <c>fresh</c>.</param>
/// <param name="Expected">The intent.</param>
/// <param name="Question">The question.</param>
internal sealed record LabelledIntent(string Bank, string Part, QuestionIntent Expected, MedicalQuestion Question)
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["medqa"] = "questions/medqa_test.jsonl",
        ["medbullets"] = "questions/medbullets_op4.jsonl",
        ["medxpertqa"] = "questions/medxpertqa_head200.jsonl",
        ["mmlu"] = "questions/mmlu_en_medical.jsonl",
        ["medmcqa"] = "questions/medmcqa_dev.jsonl.gz",
    };

    /// <summary>Reads the labelled questions. Skips the test where a bank is absent.</summary>
    public static async Task<List<LabelledIntent>> ReadAsync()
    {
        Dictionary<string, string[]> banks = [];
        foreach ((string bank, string file) in Files)
        {
            banks[bank] = await ReadLinesAsync(TestData.Require(file));
        }

        using StreamReader labels = new(typeof(LabelledIntent).Assembly.GetManifestResourceStream("intent-labels.csv")!);
        await labels.ReadLineAsync();
        List<LabelledIntent> all = [];
        while (await labels.ReadLineAsync() is { } line)
        {
            string[] cells = line.Split(',');
            QuestionIntent expected = JsonSerializer.Deserialize<QuestionIntent>($"\"{cells[2]}\"");
            using JsonDocument row = JsonDocument.Parse(banks[cells[0]][int.Parse(cells[1], CultureInfo.InvariantCulture)]);
            all.Add(new LabelledIntent(cells[0], cells[3], expected, ToQuestion($"{cells[0]} {cells[1]}", row.RootElement)));
        }

        return all;
    }

    private static MedicalQuestion ToQuestion(string id, JsonElement row)
    {
        string text = (row.TryGetProperty("question", out JsonElement stem) ? stem : row.GetProperty("problem_text")).GetString()!;
        IEnumerable<string> options = row.TryGetProperty("options", out JsonElement named) ? named.EnumerateObject().Select(static o => o.Value.GetString()!)
            : row.TryGetProperty("choices", out JsonElement listed) ? listed.EnumerateArray().Select(static o => o.GetString()!)
            : "abcd".Select(letter => row.GetProperty($"op{letter}").GetString()!);
        return new MedicalQuestion
        {
            Id = id,
            Text = text,
            Options = [.. options.Select(static (o, i) => new AnswerOption { Label = $"{(char)('A' + i)}", Text = o })],
        };
    }

    private static async Task<string[]> ReadLinesAsync(string path)
    {
        await using FileStream file = File.OpenRead(path);
        await using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader reader = new(plain);
        List<string> lines = [];
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        return [.. lines];
    }
}
