using System.Text.Json.Nodes;

namespace MedReason.WebExplorer.Tests;

/// <summary>Requests as the page sends them.</summary>
internal static class Questions
{
    public const string Text =
        "A 24-year-old woman has muscle cramps. Tests show hypokalemia, metabolic alkalosis and hypomagnesemia. She does not have hypertension and denies vomiting. What is the most likely diagnosis?";

    /// <summary>A question of textbook facts that the starter graph answers.</summary>
    public static JsonObject Body(string question = Text) => new()
    {
        ["question"] = question,
        ["options"] = new JsonArray(Option("A", "Liddle syndrome"), Option("B", "Primary hyperaldosteronism"), Option("C", "Gitelman syndrome"), Option("D", "Pheochromocytoma")),
        ["answer"] = "C",
    };

    public static string Json { get; } = Body().ToJsonString();

    public static JsonObject Option(string label, string text) => new() { ["label"] = label, ["text"] = text };
}
