using System.Text;
using System.Text.Json;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>
/// A model's reply as a run keeps it. A reply that just came goes through the same form as one that was kept, so that both lead to the same result.
/// Immutable.
/// </summary>
internal sealed class RecordedReply
{
    private RecordedReply(string text, string? refusal, string? finishReason, string? modelId, UsageDetails? usage)
    {
        Text = text;
        Refusal = refusal;
        FinishReason = finishReason;
        ModelId = modelId;
        Usage = usage;
    }

    public string Text { get; }

    /// <summary>What the model said where it refused, or the provider where it sent an error as content; null where neither did.</summary>
    public string? Refusal { get; }

    public string? FinishReason { get; }

    public string? ModelId { get; }

    public UsageDetails? Usage { get; }

    /// <summary>Whether the reply is whole: the model came to its end by itself and said something.</summary>
    public bool IsComplete => FinishReason == ChatFinishReason.Stop.Value && Refusal is null && !string.IsNullOrWhiteSpace(Text);

    /// <param name="response">The reply as it came.</param>
    /// <param name="hasUsage">Whether the tokens that it reports are kept with it.</param>
    public static RecordedReply Of(ChatResponse response, bool hasUsage) => new(
        Whole(response.Text),
        response.Messages.SelectMany(static message => message.Contents).OfType<ErrorContent>().FirstOrDefault() is { } error ? Whole(error.Message) : null,
        response.FinishReason?.Value,
        response.ModelId,
        !hasUsage || response.Usage is not { } usage ? null : new UsageDetails
        {
            InputTokenCount = usage.InputTokenCount,
            OutputTokenCount = usage.OutputTokenCount,
            CachedInputTokenCount = usage.CachedInputTokenCount,
            ReasoningTokenCount = usage.ReasoningTokenCount,
        });

    // Half a surrogate pair cannot be kept: the first caller sees what later ones will.
    private static string Whole(string text) =>
        text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;

    public static RecordedReply FromUtf8(byte[] utf8)
    {
        using JsonDocument document = JsonText.Parse(utf8);
        JsonElement root = document.RootElement;
        return new RecordedReply(Text("text") ?? string.Empty, Text("refusal"), Text("finish_reason"), Text("model"), !root.TryGetProperty(
            "usage", out JsonElement usage) ? null : new UsageDetails
            {
                InputTokenCount = Number("input"),
                OutputTokenCount = Number("output"),
                CachedInputTokenCount = Number("cached_input"),
                ReasoningTokenCount = Number("reasoning"),
            });

        string? Text(string name) => root.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
        long? Number(string name) => usage.TryGetProperty(name, out JsonElement value) ? value.GetInt64() : null;
    }

    public byte[] ToUtf8()
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory))
        {
            writer.WriteStartObject();
            writer.WriteString("text", Text);
            WriteText("refusal", Refusal);
            WriteText("finish_reason", FinishReason);
            WriteText("model", ModelId);
            if (Usage is not null)
            {
                writer.WriteStartObject("usage");
                WriteNumber("input", Usage.InputTokenCount);
                WriteNumber("output", Usage.OutputTokenCount);
                WriteNumber("cached_input", Usage.CachedInputTokenCount);
                WriteNumber("reasoning", Usage.ReasoningTokenCount);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();

            void WriteText(string name, string? value)
            {
                if (value is not null)
                {
                    writer.WriteString(name, value);
                }
            }

            void WriteNumber(string name, long? value)
            {
                if (value is { } number)
                {
                    writer.WriteNumber(name, number);
                }
            }
        }

        return memory.ToArray();
    }

    /// <summary>The reply as the client's caller gets it, anew for each.</summary>
    public RecordedChatResponse ToResponse(string key)
    {
        var contents = new List<AIContent>();
        if (Text.Length > 0)
        {
            contents.Add(new TextContent(Text));
        }

        if (Refusal is not null)
        {
            contents.Add(new ErrorContent(Refusal) { ErrorCode = "refusal" });
        }

        return new RecordedChatResponse(key, new ChatMessage(ChatRole.Assistant, contents))
        {
            FinishReason = FinishReason is null ? null : new ChatFinishReason(FinishReason),
            ModelId = ModelId,
            Usage = Usage is null ? null : new UsageDetails
            {
                InputTokenCount = Usage.InputTokenCount,
                OutputTokenCount = Usage.OutputTokenCount,
                TotalTokenCount = Usage.InputTokenCount + Usage.OutputTokenCount,
                CachedInputTokenCount = Usage.CachedInputTokenCount,
                ReasoningTokenCount = Usage.ReasoningTokenCount,
            },
        };
    }
}
