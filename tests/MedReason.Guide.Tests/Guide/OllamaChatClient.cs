using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace MedReason.Guide.Tests;

#region own-model-adapter
public sealed class OllamaChatClient(HttpClient http, string model) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new("ollama", http.BaseAddress, model);

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var body = new JsonObject
        {
            ["model"] = options?.ModelId ?? model,
            ["stream"] = false,
            ["messages"] = new JsonArray([.. messages.Select(message => new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text })]),
        };
        if (options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema })
        {
            body["format"] = JsonNode.Parse(schema.GetRawText());
        }

        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync("api/chat", content, cancellationToken);
        response.EnsureSuccessStatusCode();
        JsonNode reply = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, (string?)reply["message"]?["content"]))
        {
            ModelId = (string?)reply["model"],
            FinishReason = (string?)reply["done_reason"] == "length" ? ChatFinishReason.Length : ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = (long?)reply["prompt_eval_count"], OutputTokenCount = (long?)reply["eval_count"] },
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => http.Dispose();
}
#endregion
