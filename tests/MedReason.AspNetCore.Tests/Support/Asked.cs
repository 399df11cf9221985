using System.Text.Json.Nodes;

namespace MedReason.AspNetCore.Tests;

/// <summary>Questions as clients send them to be explained.</summary>
internal static class Asked
{
    /// <summary>A question with its answer.</summary>
    public static JsonObject Of(MedicalQuestion question)
    {
        var body = new JsonObject { ["question"] = question.Text, ["answer"] = question.AnswerLabel ?? question.Answer };
        if (question.Options.Count > 0)
        {
            body["options"] = new JsonObject(question.Options.Select(option => KeyValuePair.Create<string, JsonNode?>(option.Label, option.Text)));
        }

        return body;
    }
}
