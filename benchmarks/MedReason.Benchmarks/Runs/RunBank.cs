using System.Globalization;
using System.Text.Json.Nodes;

namespace MedReason.Benchmarks.Runs;

/// <summary>A bank of any length in the generic format, made of the lines of a small one.</summary>
internal static class RunBank
{
    /// <summary>What stands before the number of a question in its words.</summary>
    public const string CaseOpening = " (case ";

    public static void Write(string source, string path, int count)
    {
        string[] lines = [.. File.ReadLines(source).Where(line => line.Length > 0)];
        using var output = new StreamWriter(path);
        for (int i = 0; i < count; i++)
        {
            JsonObject question = JsonNode.Parse(lines[i % lines.Length])!.AsObject();
            question["id"] = i;
            question["question"] = string.Create(CultureInfo.InvariantCulture, $"{question["question"]!.GetValue<string>()}{CaseOpening}{i})");
            output.WriteLine(question.ToJsonString());
        }
    }
}
