using System.Globalization;
using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>Writes a row with the published fields first and ours behind them, every member there and of one type.</summary>
/// <remarks>What a run left null is the empty string or 0: a loader that infers types from the first rows must not meet another one later.</remarks>
internal static class MedReasonRowWriter
{
    public static void Write(Utf8JsonWriter writer, ExportRow row, AnswerForm answerForm, bool hasIntegerIds, IEnumerable<BenchmarkOverlap> overlaps)
    {
        JsonElement root = row.Line.Root;
        writer.WriteStartObject();
        writer.WriteString("dataset_name", SpecialTokens.Neutralize(row.Dataset));
        if (hasIntegerIds)
        {
            row.Id.Write(writer, "id_in_dataset");
        }
        else
        {
            writer.WriteString("id_in_dataset", row.Id.Text);
        }

        writer.WriteString("question", Clean(row.Question));
        writer.WriteString("answer", Clean(row.AnswerIn(answerForm)!));
        writer.WriteString("options", Clean(row.Options));
        writer.WriteString("reasoning", Clean(row.Reasoning));
        writer.WriteStartArray("paths");
        foreach (JsonElement path in Items(root, "paths"))
        {
            WritePath(writer, path);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("references");
        foreach (JsonElement edge in Items(root, "references"))
        {
            WriteReference(writer, edge);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("steps");
        foreach (JsonElement step in Items(root, "steps"))
        {
            WriteStep(writer, step);
        }

        writer.WriteEndArray();
        WriteTexts(writer, "conclusion", Member(root, "conclusion"), "answer", "label", "model", "prompt");
        WriteVerdict(writer, Member(root, "verdict"));
        WriteTexts(writer, "source", Member(root, "source"), "split", "role", "content_hash", "rationale", "reference_reasoning");
        WriteProvenance(writer, Member(root, "provenance"));
        JsonElement usage = Member(root, "usage");
        writer.WriteStartObject("usage");
        WriteInteger(writer, usage, "calls");
        WriteInteger(writer, usage, "input_tokens");
        WriteInteger(writer, usage, "output_tokens");
        writer.WriteEndObject();
        writer.WriteStartArray("overlaps");
        foreach (BenchmarkOverlap overlap in overlaps)
        {
            writer.WriteStartObject();
            writer.WriteString("benchmark", overlap.Benchmark);
            writer.WriteString("id", overlap.BenchmarkId);
            writer.WriteString("measure", DecontaminationReport.NameOf(overlap.Measure));
            WriteFraction(writer, "value", overlap.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WritePath(Utf8JsonWriter writer, JsonElement path)
    {
        writer.WriteStartObject();
        WriteFraction(writer, "score", Member(path, "score") is { ValueKind: JsonValueKind.Number } score ? score.GetDouble() : 0);
        WriteText(writer, path, "stance");
        WriteText(writer, path, "option");
        writer.WriteStartArray("nodes");
        foreach (JsonElement node in Items(path, "nodes"))
        {
            WriteTexts(writer, null, node, "id", "name", "type");
        }

        writer.WriteEndArray();
        writer.WriteStartArray("hops");
        foreach (JsonElement hop in Items(path, "hops"))
        {
            writer.WriteStartArray();
            foreach (JsonElement relation in hop.EnumerateArray())
            {
                writer.WriteStartObject();
                WriteText(writer, relation, "relation");
                writer.WriteBoolean("forward", Member(relation, "forward").ValueKind == JsonValueKind.True);
                WriteText(writer, relation, "polarity");
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteReference(Utf8JsonWriter writer, JsonElement edge)
    {
        writer.WriteStartObject();
        WriteText(writer, edge, "source");
        WriteText(writer, edge, "relation");
        WriteText(writer, edge, "target");
        writer.WriteStartArray("attributes");
        foreach (JsonElement statement in Items(edge, "attributes"))
        {
            writer.WriteStartObject();
            WriteTextList(writer, statement, "sources");
            WriteTextList(writer, statement, "publications");
            WriteTextList(writer, statement, "evidence_codes");
            WriteText(writer, statement, "frequency");
            WriteText(writer, statement, "onset");
            WriteText(writer, statement, "sex");

            // As text: 0 is a confidence, so that it cannot stand for none.
            writer.WriteString("confidence", Member(statement, "confidence") is { ValueKind: JsonValueKind.Number } confidence
                ? confidence.GetRawText()
                : string.Empty);
            WritePairs(writer, statement, "additional", "value");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteStep(Utf8JsonWriter writer, JsonElement step)
    {
        writer.WriteStartObject();
        WriteText(writer, step, "text");
        writer.WriteStartArray("paths");
        foreach (JsonElement index in Items(step, "paths"))
        {
            writer.WriteNumberValue(index.GetInt32());
        }

        writer.WriteEndArray();
        writer.WriteStartArray("claims");
        foreach (JsonElement claim in Items(step, "claims"))
        {
            WriteTexts(writer, null, claim, "subject", "relation", "object", "polarity");
        }

        writer.WriteEndArray();
        writer.WriteBoolean("background", Member(step, "background").ValueKind == JsonValueKind.True);
        writer.WriteEndObject();
    }

    private static void WriteVerdict(Utf8JsonWriter writer, JsonElement verdict)
    {
        writer.WriteStartObject("verdict");
        WriteText(writer, verdict, "status");
        writer.WriteStartArray("findings");
        foreach (JsonElement finding in Items(verdict, "findings"))
        {
            writer.WriteStartObject();
            WriteText(writer, finding, "code");
            WriteText(writer, finding, "severity");
            writer.WriteNumber("step", Member(finding, "step") is { ValueKind: JsonValueKind.Number } step ? step.GetInt32() : -1);
            WriteText(writer, finding, "message");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteProvenance(Utf8JsonWriter writer, JsonElement provenance)
    {
        writer.WriteStartObject("provenance");
        WriteText(writer, provenance, "graph_name");
        WriteText(writer, provenance, "graph_version");
        WriteText(writer, provenance, "graph_hash");
        WriteText(writer, provenance, "mode");
        WriteText(writer, provenance, "writer_sees");
        WriteTextList(writer, provenance, "models");
        WritePairs(writer, provenance, "prompts", "version");
        WriteText(writer, provenance, "package_version");
        writer.WriteEndObject();
    }

    private static void WriteTextList(Utf8JsonWriter writer, JsonElement value, string name)
    {
        writer.WriteStartArray(name);
        foreach (JsonElement text in Items(value, name))
        {
            writer.WriteStringValue(Clean(text.GetString() ?? string.Empty));
        }

        writer.WriteEndArray();
    }

    // An object whose names differ from row to row would be another type in each, so that it becomes a list of pairs.
    private static void WritePairs(Utf8JsonWriter writer, JsonElement value, string name, string valueName)
    {
        writer.WriteStartArray(name);
        if (Member(value, name) is { ValueKind: JsonValueKind.Object } pairs)
        {
            foreach (JsonProperty pair in pairs.EnumerateObject().OrderBy(pair => pair.Name, StringComparer.Ordinal))
            {
                writer.WriteStartObject();
                writer.WriteString("name", Clean(pair.Name));
                writer.WriteString(valueName, Clean(pair.Value.GetString() ?? string.Empty));
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string? name, JsonElement value, params ReadOnlySpan<string> members)
    {
        if (name is not null)
        {
            writer.WritePropertyName(name);
        }

        writer.WriteStartObject();
        foreach (string member in members)
        {
            WriteText(writer, value, member);
        }

        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, JsonElement value, string name) =>
        writer.WriteString(name, Member(value, name) is { ValueKind: JsonValueKind.String } text ? Clean(text.GetString()!) : string.Empty);

    // Always with a point or an exponent: what looks like an integer in the first rows would be read as one.
    private static void WriteFraction(Utf8JsonWriter writer, string name, double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        writer.WritePropertyName(name);
        writer.WriteRawValue(text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text);
    }

    private static void WriteInteger(Utf8JsonWriter writer, JsonElement value, string name) =>
        writer.WriteNumber(name, Member(value, name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : 0);

    private static JsonElement Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) ? member : default;

    private static IEnumerable<JsonElement> Items(JsonElement value, string name) =>
        Member(value, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    private static string Clean(string text) => SpecialTokens.Neutralize(text.Trim());
}
