using System.Text.Json;
using MedReason.Datasets;
using MedReason.Tests;

namespace MedReason.Evaluation.Tests;

/// <summary>What the published scorer answers; the expected values of the short cases were computed by the published Python code.</summary>
public sealed class PublishedScorerTests
{
    [Fact]
    public async Task On_real_outputs_it_agrees_with_the_published_scorer_on_every_case()
    {
        string path = TestData.Require("model_outputs/reference_scorer_cases.jsonl.gz");
        int count = 0;
        await foreach (JsonLine line in JsonLinesReader.ReadAsync(path))
        {
            PublishedMatch match = PublishedScorer.Match(line.RequireString("output"), OptionFields.Read(line, "options"));
            string where = $"line {line.Line}";
            match.First.ShouldBe(line.RequireString("ref_first"), where);
            match.Last.ShouldBe(line.RequireString("ref_last"), where);
            match.Type.ShouldBe(line.Root.GetProperty("ref_type").GetInt32(), where);
            count++;
        }

        count.ShouldBe(6000);
    }

    [Fact]
    public void On_made_texts_it_agrees_with_the_published_scorer()
    {
        string path = Path.Combine(TestData.RepositoryRoot, "tests", "MedReason.Evaluation.Tests", "Answers", "published_scorer_made.jsonl");
        int count = 0;
        foreach (string text in File.ReadLines(path))
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement row = document.RootElement;
            AnswerOption[] options = [.. row.GetProperty("options").EnumerateObject().Select(option => new AnswerOption { Label = option.Name, Text = option.Value.GetString()! })];
            PublishedMatch match = PublishedScorer.Match(row.GetProperty("output").GetString()!, options);
            match.ShouldBe(
                new PublishedMatch { First = row.GetProperty("first").GetString()!, Last = row.GetProperty("last").GetString()!, Type = row.GetProperty("type").GetInt32() },
                text);
            count++;
        }

        count.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Without_options_it_refuses() => Should.Throw<ArgumentException>(() => PublishedScorer.Match("A", []));
}
