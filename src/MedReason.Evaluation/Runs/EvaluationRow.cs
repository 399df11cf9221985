using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MedReason.Datasets;
using MedReason.Shared;

namespace MedReason.Evaluation;

/// <summary>A row of an evaluation run: what was asked, every reply, and what was read out of them. Immutable.</summary>
internal sealed record EvaluationRow
{
    public const string Scored = "scored";
    public const string Excluded = "excluded";
    public const string Failed = "failed";
    private const int ShortestVignette = 120;
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required string Id { get; init; }

    public required string Outcome { get; init; }

    public string? Reason { get; init; }

    /// <summary>What went wrong, in words, where a row failed.</summary>
    public string? Detail { get; init; }

    public string? Dataset { get; init; }

    public string? Subject { get; init; }

    /// <summary>The same for items that share a vignette.</summary>
    public required string Cluster { get; init; }

    public required string ContentHash { get; init; }

    public bool IsContaminated { get; init; }

    public string? RightLabel { get; init; }

    public ExtractedAnswer? Answer { get; init; }

    public double? Consistency { get; init; }

    public IReadOnlyList<EvaluationSample> Samples { get; init; } = [];

    public bool IsCorrect => Answer?.Label is { } label && string.Equals(label, RightLabel, StringComparison.Ordinal);

    /// <summary>What the published scorer sees: the first reply.</summary>
    public bool IsFirstMatchRight => Samples is [{ PublishedFirst: { } first }, ..] && string.Equals(first, RightLabel, StringComparison.Ordinal);

    public bool IsLastMatchRight => Samples is [{ PublishedLast: { } last }, ..] && string.Equals(last, RightLabel, StringComparison.Ordinal);

    /// <summary>Whether the published evaluation keeps the row: it drops empty outputs.</summary>
    public bool IsPublishedKept => Samples is [{ } first, ..] && PublishedScorer.Prepare(first.Output).Length > 0;

    public static EvaluationRow Of(QuestionRow row, string outcome, string? reason = null) => new()
    {
        Id = row.Id.Text,
        Outcome = outcome,
        Reason = reason,
        Dataset = row.Question.Dataset,
        Subject = row.Question.Subject,
        Cluster = ClusterOf(row.Question),
        ContentHash = row.ContentHash,
        RightLabel = row.Question.AnswerLabel,
    };

    public byte[] ToUtf8()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("id", Id);
            writer.WriteString("outcome", Outcome);
            writer.WriteString("reason", Reason);
            writer.WriteString("detail", Detail);
            writer.WriteString("dataset", Dataset);
            writer.WriteString("subject", Subject);
            writer.WriteString("cluster", Cluster);
            writer.WriteString("content_hash", ContentHash);
            writer.WriteBoolean("contaminated", IsContaminated);
            writer.WriteString("answer_idx", RightLabel);
            writer.WriteString("label", Answer?.Label);
            writer.WriteString("status", Answer is null ? null : AnswerRow.StatusName(Answer.Status));
            writer.WriteString("method", Answer?.Method);
            writer.WriteBoolean("correct", IsCorrect);
            if (Consistency is double consistency)
            {
                writer.WriteNumber("consistency", consistency);
            }

            writer.WriteStartArray("samples");
            foreach (EvaluationSample sample in Samples)
            {
                Write(writer, sample);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static EvaluationRow Read(ReadOnlyMemory<byte> payload)
    {
        using JsonDocument document = JsonText.Parse(payload);
        JsonElement root = document.RootElement;
        return new EvaluationRow
        {
            Id = Text(root, "id")!,
            Outcome = Text(root, "outcome")!,
            Reason = Text(root, "reason"),
            Detail = root.TryGetProperty("detail", out JsonElement detail) ? detail.GetString() : null,
            Dataset = Text(root, "dataset"),
            Subject = Text(root, "subject"),
            Cluster = Text(root, "cluster")!,
            ContentHash = Text(root, "content_hash")!,
            IsContaminated = root.GetProperty("contaminated").GetBoolean(),
            RightLabel = Text(root, "answer_idx"),
            Answer = Answer(root),
            Consistency = root.TryGetProperty("consistency", out JsonElement consistency) ? consistency.GetDouble() : null,
            Samples =
            [
                .. root.GetProperty("samples").EnumerateArray().Select(sample => new EvaluationSample
                {
                    Order = [.. sample.GetProperty("order").EnumerateArray().Select(label => label.GetString()!)],
                    Output = Text(sample, "output")!,
                    FinishReason = Text(sample, "finish_reason"),
                    Answer = Answer(sample)!,
                    PublishedFirst = Text(sample, "first"),
                    PublishedLast = Text(sample, "last"),
                }),
            ],
        };

        static ExtractedAnswer? Answer(JsonElement element) => Text(element, "status") is not { } status ? null : new ExtractedAnswer
        {
            Label = Text(element, "label"),
            Status = status switch { "answered" => AnswerStatus.Answered, "ambiguous" => AnswerStatus.Ambiguous, _ => AnswerStatus.Abstain },
            Method = Text(element, "method")!,
        };
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static void Write(Utf8JsonWriter writer, EvaluationSample sample)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("order");
        foreach (string label in sample.Order)
        {
            writer.WriteStringValue(label);
        }

        writer.WriteEndArray();
        writer.WriteString("output", sample.Output);
        writer.WriteString("finish_reason", sample.FinishReason);
        writer.WriteString("label", sample.Answer.Label);
        writer.WriteString("status", AnswerRow.StatusName(sample.Answer.Status));
        writer.WriteString("method", sample.Answer.Method);
        writer.WriteString("first", sample.PublishedFirst);
        writer.WriteString("last", sample.PublishedLast);
        writer.WriteEndObject();
    }

    /// <summary>
    /// A hash of what several items may share: the text that comes with the question, else the vignette before its last sentence, else the question.
    /// </summary>
    private static string ClusterOf(MedicalQuestion question)
    {
        string shared = question.Context ?? question.Text.Trim();
        if (question.Context is null)
        {
            int end = shared.LastIndexOf(". ", StringComparison.Ordinal);
            shared = end >= ShortestVignette ? shared[..end] : shared;
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shared)))[..16];
    }
}
