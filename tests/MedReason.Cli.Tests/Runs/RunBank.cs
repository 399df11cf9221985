using System.Globalization;
using System.Text.Json.Nodes;

namespace MedReason.Cli.Tests;

/// <summary>Banks of any length, made of the quickstart's questions.</summary>
internal static class RunBank
{
    public static string Write(TemporaryFolder folder, int count)
    {
        string[] lines = File.ReadAllLines(Graphs.StarterQuestions);
        return folder.Write("bank.jsonl", string.Join('\n', Enumerable.Range(0, count).Select(index =>
        {
            JsonObject question = JsonNode.Parse(lines[index % lines.Length])!.AsObject();
            question["id"] = string.Create(CultureInfo.InvariantCulture, $"k-{index}");
            question["question"] = string.Create(CultureInfo.InvariantCulture, $"{question["question"]!.GetValue<string>()} (case {index})");
            return question.ToJsonString();
        })));
    }
}
