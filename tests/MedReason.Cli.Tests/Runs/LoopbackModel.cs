using System.Text.Json;
using System.Text.Json.Nodes;

namespace MedReason.Cli.Tests;

/// <summary>A model that answers every structured call with the smallest reply that fits its schema, and writes and reads chains as the oracle does; the same call gets the same reply.</summary>
internal static class LoopbackModel
{
    private static readonly LoopbackOracle Oracle = new();

    public static LoopbackReply Answer(LoopbackRequest request)
    {
        if (LoopbackOracle.Shape(request) is "ChainReply" or "OptionReply" or "AnswerReply" or "JudgementReply")
        {
            return Oracle.Reply(request);
        }

        JsonNode format = JsonNode.Parse(request.Body)!["response_format"]!["json_schema"]!;
        JsonNode? reply = format["name"]!.GetValue<string>() == "PathChoiceReply"
            ? new JsonObject { ["paths"] = new JsonArray("P1") }
            : Smallest(format["schema"]!);
        return LoopbackReply.Chat(reply?.ToJsonString() ?? "null");
    }

    private static JsonNode? Smallest(JsonNode schema)
    {
        if (schema["enum"] is JsonArray values)
        {
            return values[0]?.DeepClone();
        }

        if (schema["anyOf"] is JsonArray choices)
        {
            return Smallest(choices[0]!);
        }

        string type = schema["type"] is JsonArray types ? types[0]!.GetValue<string>() : schema["type"]?.GetValue<string>() ?? "object";
        switch (type)
        {
            case "object":
                var made = new JsonObject();
                foreach ((string name, JsonNode? property) in schema["properties"]?.AsObject() ?? [])
                {
                    made[name] = Smallest(property!);
                }

                return made;
            case "array":
                return new JsonArray();
            case "string":
                return "x";
            case "boolean":
                return false;
            case "integer" or "number":
                return schema["minimum"]?.GetValue<int>() ?? 0;
            default:
                return null;
        }
    }
}
