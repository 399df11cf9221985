using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary>Rewrites what servers compatible with OpenAI put otherwise than OpenAI, and what its library would lose a paid reply for.</summary>
/// <remarks>
/// A finish reason that is missing, empty or another server's word becomes the one that OpenAI has for it; a word that is not known stays, and the reply is not
/// taken for whole. Counts of tokens become whole numbers; one that cannot be read becomes -1, so that the call counts with its worst case.
/// </remarks>
internal sealed class CompatibleReplyHandler(HttpMessageHandler innerHandler) : DelegatingHandler(innerHandler)
{
    // No honest reply is longer, and a longer one is not copied.
    private const int MaxLength = 1 << 20;
    private const string Usage = "usage";
    private const string FinishReason = "finish_reason";
    private const string Stop = "stop";

    // Words of text-generation-inference, llama.cpp, Anthropic's and Google's interfaces and others, for OpenAI's.
    private static readonly Dictionary<string, string> FinishReasons = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = Stop,
        ["eos"] = Stop,
        ["eos_token"] = Stop,
        ["end"] = Stop,
        ["end_turn"] = Stop,
        ["stop_sequence"] = Stop,
        ["stop_token"] = Stop,
        ["stopped"] = Stop,
        ["complete"] = Stop,
        ["completed"] = Stop,
        ["done"] = Stop,
        ["limit"] = "length",
        ["max_length"] = "length",
        ["max_new_tokens"] = "length",
        ["max_tokens"] = "length",
        ["model_length"] = "length",
        ["safety"] = "content_filter",
        ["filtered"] = "content_filter",
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        MediaTypeHeaderValue? type = response.Content.Headers.ContentType;
        if (type?.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) != false && response.Content.Headers.ContentLength <= MaxLength
            && Rewrite(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)) is { } rewritten)
        {
            HttpContent original = response.Content;
            response.Content = new ByteArrayContent(rewritten);
            response.Content.Headers.ContentType = type;
            original.Dispose();
        }

        return response;
    }

    /// <summary>Rewrites a reply; null where nothing is to be rewritten, or where it cannot be read.</summary>
    private static byte[]? Rewrite(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonText.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || JsonObject.Create(document.RootElement) is not { } root)
            {
                return null;
            }

            bool isChanged = false;
            if (root["choices"] is JsonArray choices)
            {
                foreach (JsonObject choice in choices.OfType<JsonObject>())
                {
                    isChanged |= RewriteFinish(choice);
                }
            }

            isChanged |= root[Usage] is JsonObject usage && RewriteCounts(usage);
            return isChanged ? Encoding.UTF8.GetBytes(root.ToJsonString()) : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // The library says what is wrong with it.
            return null;
        }
    }

    private static bool RewriteFinish(JsonObject choice)
    {
        JsonNode? reason = choice[FinishReason];
        if (reason is not null && (reason.GetValueKind() != JsonValueKind.String || !FinishReasons.ContainsKey(reason.GetValue<string>())))
        {
            return false;
        }

        choice[FinishReason] = reason is null ? Stop : FinishReasons[reason.GetValue<string>()];
        return true;
    }

    private static bool RewriteCounts(JsonObject usage)
    {
        bool isChanged = false;
        foreach ((string name, JsonNode? value) in usage.ToArray())
        {
            if (value is JsonObject details)
            {
                isChanged |= RewriteCounts(details);
            }
            else if (name.EndsWith("_tokens", StringComparison.Ordinal) && !(value is JsonValue whole && whole.TryGetValue(out int _)))
            {
                usage[name] = value is JsonValue number && number.TryGetValue(out double count) && count == Math.Floor(count) && Math.Abs(count) <= int.MaxValue
                    ? (int)count
                    : -1;
                isChanged = true;
            }
        }

        return isChanged;
    }
}
