using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using MedReason.Datasets;
using MedReason.Reports;

namespace MedReason.Cli;

/// <summary>The rows that <c>audit</c> writes, and what is read back of them.</summary>
internal static class AuditRowJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a row.</summary>
    public static byte[] Write(RowId id, AuditedChain audited, AuditRow row, string? graphHash)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            VerdictRow.Write(writer, id, audited.Verdict, audited.Chain, more =>
            {
                more.WriteString("source", row.Source);
                more.WriteNumber("hops_compared", row.Hops);
                more.WriteNumber("hops_in_graph", row.HopsInGraph);
                more.WriteBoolean("answer_compared", row.IsCompared);
                more.WriteBoolean("leak", row.IsLeak);
                more.WriteBoolean("answer_first", row.IsAnswerFirst);
                WriteTexts(more, "benchmarks", row.Benchmarks);
                WriteSteps(more, audited.Chain);
                more.WriteString("graph", graphHash);
            });
        }

        return stream.ToArray();
    }

    /// <summary>Completes a row with the number of the row that it nearly repeats, which is known only when all rows are read.</summary>
    /// <param name="row">The row as <see cref="Write"/> wrote it.</param>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="first">The number of the first row like it, which may be its own.</param>
    public static string Complete(string row, int number, int first) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.AsSpan(0, row.Length - 1)},\"duplicate_of_row\":{(first == number ? "null" : first + 1)}}}");

    /// <summary>Reads a row back.</summary>
    public static AuditRow Read(JsonElement row)
    {
        string[] findings =
            [.. row.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()!).Distinct(StringComparer.Ordinal)];
        JsonElement claims = row.GetProperty("claims");
        return new AuditRow
        {
            Id = row.GetProperty("id").ToString(),
            Source = row.GetProperty("source").GetString(),
            Verdict = row.GetProperty("verdict").GetString() switch
            {
                "accepted" => VerdictStatus.Accepted,
                "rejected" => VerdictStatus.Rejected,
                _ => VerdictStatus.NotCheckable,
            },
            Supported = Count(ClaimStatus.Supported),
            Contradicted = Count(ClaimStatus.Contradicted),
            NotInGraph = Count(ClaimStatus.NotInGraph),
            NotCheckable = Count(ClaimStatus.NotCheckable),
            Hops = row.GetProperty("hops_compared").GetInt32(),
            HopsInGraph = row.GetProperty("hops_in_graph").GetInt32(),
            IsCompared = row.GetProperty("answer_compared").GetBoolean(),
            IsOtherAnswer = findings.Contains(ReasonCodes.AnswerMismatch),
            IsLeak = row.GetProperty("leak").GetBoolean(),
            IsAnswerFirst = row.GetProperty("answer_first").GetBoolean(),
            Benchmarks = [.. row.GetProperty("benchmarks").EnumerateArray().Select(name => name.GetString()!)],
            Findings = [.. findings.Order(StringComparer.Ordinal)],
        };

        int Count(ClaimStatus status) => claims.GetProperty(VerdictRow.NameOf(status)).GetInt32();
    }

    /// <summary>Makes what the page shows of a row.</summary>
    public static AuditExample ReadExample(AuditRow row, JsonElement written, string question) => new()
    {
        Row = row,
        Question = question,
        Steps =
        [
            .. written.GetProperty("steps").EnumerateArray().Select(step => new StepLabel
            {
                Text = step.GetProperty("text").GetString()!,
                Status = Array.Find(Enum.GetValues<ClaimStatus>(), status => VerdictRow.NameOf(status) == step.GetProperty("label").GetString()),
            }),
        ],
        Findings =
        [
            .. written.GetProperty("findings").EnumerateArray().Select(finding => finding.TryGetProperty("actual", out JsonElement actual)
                ? $"{finding.GetProperty("message").GetString()} {actual.GetString()}"
                : finding.GetProperty("message").GetString()!),
        ],
    };

    /// <summary>Writes the steps of a row for the training of a process reward model: texts, labels and deciding edges side by side.</summary>
    public static void WriteLabels(Utf8JsonWriter writer, JsonElement row, MedicalQuestion question)
    {
        JsonElement[] steps = [.. row.GetProperty("steps").EnumerateArray()];
        JsonElement[] claims = [.. row.GetProperty("claim_list").EnumerateArray()];
        writer.WriteStartObject();
        writer.WritePropertyName("id");
        row.GetProperty("id").WriteTo(writer);
        writer.WriteString("prompt", question.Options.Count == 0
            ? question.Text
            : $"{question.Text}\n{string.Join('\n', question.Options.Select(option => $"{option.Label}. {option.Text}"))}");
        Write("completions", step => step.GetProperty("text").WriteTo(writer));
        Write("labels", step => step.GetProperty("label").WriteTo(writer));
        Write("edges", step =>
        {
            if (step.GetProperty("claim") is { ValueKind: JsonValueKind.Number } claim
                && claims[claim.GetInt32()].TryGetProperty("edge", out JsonElement edge))
            {
                edge.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }
        });
        writer.WriteEndObject();

        void Write(string name, Action<JsonElement> write)
        {
            writer.WriteStartArray(name);
            Array.ForEach(steps, write);
            writer.WriteEndArray();
        }
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteSteps(Utf8JsonWriter writer, ForeignChain chain)
    {
        TextClaim[] claims = [.. chain.Claims];
        writer.WriteStartArray("steps");
        foreach (StepLabel step in chain.Steps)
        {
            writer.WriteStartObject();
            writer.WriteString("text", step.Text);
            writer.WriteString("label", VerdictRow.NameOf(step.Status));
            int at = Array.FindIndex(claims, claim => ReferenceEquals(claim, step.Claim));
            if (at < 0)
            {
                writer.WriteNull("claim");
            }
            else
            {
                writer.WriteNumber("claim", at);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
