using System.Text.Json.Nodes;
using MedReason.Tests;

namespace MedReason.AspNetCore.Tests;

/// <summary>Batches about the clinic's questions, as clients write them.</summary>
internal static class Batches
{
    public const string Honest =
        "<think>Ptosis is a finding in myasthenia gravis. Diplopia is a finding in myasthenia gravis. Myasthenia gravis is treated by pyridostigmine.</think>\n"
        + "The answer is B: Pyridostigmine.";

    /// <summary>Several completions of several questions: the honest one, one without an argument and hostile ones.</summary>
    public static IReadOnlyList<(MedicalQuestion Question, string Completion)> Completions { get; } =
    [
        .. ClinicQuestions.All.SelectMany(question => (string[])[Honest, "The answer is A.", .. HostileText.All.Where((_, i) => i % 30 == 0).Select(entry => Honest + entry.Text)],
            (question, completion) => (question, Whole(completion))),
    ];

    /// <summary>An item; its options are an object of labels and texts.</summary>
    public static JsonObject Item(MedicalQuestion question, string text, string name = "completion", JsonNode? id = null)
    {
        var item = new JsonObject { ["question"] = question.Text, ["answer"] = question.Answer, [name] = text };
        if (question.Options.Count > 0)
        {
            item["options"] = new JsonObject(question.Options.Select(option => KeyValuePair.Create<string, JsonNode?>(option.Label, option.Text)));
        }

        if (id is not null)
        {
            item["id"] = id;
        }

        return item;
    }

    public static string Of(params IEnumerable<JsonObject> items) => new JsonObject { ["items"] = new JsonArray([.. items]) }.ToJsonString();

    // Half a surrogate cannot be sent.
    private static string Whole(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}
