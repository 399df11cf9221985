using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>A call to a model as what it asks: two calls with the same key ask the same of the same model. Immutable.</summary>
internal sealed class ModelCall
{
    // Roles and marks that a provider's template puts around each message.
    private const int BytesAroundMessage = 64;

    private ModelCall(string key, long inputBytes)
    {
        Key = key;
        InputBytes = inputBytes;
    }

    /// <summary>SHA-256 over provider, address, model, messages, schema, settings and sample index, as 64 lower-case hexadecimal digits.</summary>
    public string Key { get; }

    /// <summary>No fewer bytes than are sent to the model to read, and so no fewer than its tokens.</summary>
    public long InputBytes { get; }

    /// <exception cref="NotSupportedException">The call holds something else than text.</exception>
    public static ModelCall Of(ChatClientMetadata? metadata, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("provider", metadata?.ProviderName);
            writer.WriteString("address", metadata?.ProviderUri?.AbsoluteUri);
            writer.WriteString("model", options?.ModelId ?? metadata?.DefaultModelId);
            writer.WriteStartArray("messages");
            foreach (ChatMessage message in messages)
            {
                if (message.Contents.Any(content => content is not TextContent))
                {
                    throw new NotSupportedException("A run records text alone.");
                }

                writer.WriteStartArray();
                writer.WriteStringValue(message.Role.Value);
                writer.WriteStringValue(message.AuthorName);
                writer.WriteStringValue(message.Text);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            if (options is not null)
            {
                WriteSettings(writer, options);
            }

            writer.WriteEndObject();
        }

        return new ModelCall(Convert.ToHexStringLower(SHA256.HashData(json.WrittenSpan)), json.WrittenCount + ((long)BytesAroundMessage * messages.Count));
    }

    private static void WriteSettings(Utf8JsonWriter writer, ChatOptions options)
    {
        if (options.Tools is { Count: > 0 } || options.ConversationId is not null || options.ContinuationToken is not null)
        {
            throw new NotSupportedException("A run records neither tools nor conversations that a server keeps.");
        }

        writer.WriteString("instructions", options.Instructions);
        Write("temperature", options.Temperature);
        Write("top_p", options.TopP);
        Write("top_k", options.TopK);
        Write("frequency_penalty", options.FrequencyPenalty);
        Write("presence_penalty", options.PresencePenalty);
        Write("max_output_tokens", options.MaxOutputTokens);
        Write("seed", options.Seed);
        Write("effort", options.Reasoning?.Effort);
        writer.WriteStartArray("stop");
        foreach (string stop in options.StopSequences ?? [])
        {
            writer.WriteStringValue(stop);
        }

        writer.WriteEndArray();
        if (options.ResponseFormat is ChatResponseFormatJson format)
        {
            writer.WriteString("format", "json");
            writer.WriteString("schema_name", format.SchemaName);
            if (format.Schema is { } schema)
            {
                writer.WritePropertyName("schema");
                schema.WriteTo(writer);
            }
        }

        foreach ((string name, object? value) in (options.AdditionalProperties ?? []).OrderBy(static property => property.Key, StringComparer.Ordinal))
        {
            writer.WriteString("additional " + name, Convert.ToString(value, CultureInfo.InvariantCulture));
        }

        void Write<T>(string name, T? value) => writer.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
    }
}
