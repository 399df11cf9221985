using System.Text.Json;

namespace MedReason.Tests;

/// <summary>The test questions of MedQA, in the order of their file.</summary>
internal static class MedQa
{
    /// <summary>The first questions, with what they ask and seek by their words. Skips the test where the file is not there.</summary>
    public static async Task<List<MedicalQuestion>> ReadAsync(int count)
    {
        var questions = new List<MedicalQuestion>();
        foreach (string line in (await File.ReadAllLinesAsync(TestData.Require("questions/medqa_test.jsonl"))).Take(count))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            string text = row.RootElement.GetProperty("question").GetString()!;
            questions.Add(new MedicalQuestion
            {
                Id = $"medqa-{questions.Count}",
                Text = text,
                Ask = QuestionWording.DetectAsk(text),
                Seeks = QuestionWording.DetectSeeks(text),
                Answer = row.RootElement.GetProperty("answer").GetString(),
                AnswerLabel = row.RootElement.GetProperty("answer_idx").GetString(),
                Options = [.. row.RootElement.GetProperty("options").EnumerateObject().Select(option => new AnswerOption { Label = option.Name, Text = option.Value.GetString()! })],
            });
        }

        return questions;
    }
}
