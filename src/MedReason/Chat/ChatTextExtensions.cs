using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Chat;

/// <summary>Asks a chat client for free text.</summary>
internal static class ChatTextExtensions
{
    /// <summary>Sends messages and returns the reply's text without its reasoning, or reports why there is no text. Nothing is retried.</summary>
    /// <param name="client">The client.</param>
    /// <param name="messages">What to send.</param>
    /// <param name="options">Model and prompt; its mode and retries do not apply.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The text with model and cost.</returns>
    /// <exception cref="ModelOutputException">The reply was cut, filtered, refused or empty.</exception>
    public static async Task<StructuredResponse<string>> GetTextAsync(
        this IChatClient client, IReadOnlyList<ChatMessage> messages, StructuredChatOptions options, CancellationToken cancellationToken)
    {
        ChatResponse response = await ChatStructuredExtensions.ReceiveAsync(
            client, client.GetResponseAsync(messages, options.ChatOptions?.Clone(), cancellationToken)).ConfigureAwait(false);
        var usage = new ModelUsage { Calls = 1, InputTokens = response.Usage?.InputTokenCount ?? 0, OutputTokens = response.Usage?.OutputTokenCount ?? 0 };
        ModelUsageScope.Report(usage, response.ModelId, options.Prompt);
        string? text = ReasoningTags.Remove(response.Text);
        ModelOutputFailure? failure = response.FinishReason == ChatFinishReason.Length || response.FinishReason == ChatFinishReason.ContentFilter
            ? ModelOutputFailure.FinishReason
            : response.Messages.SelectMany(message => message.Contents).Any(content => content is ErrorContent) ? ModelOutputFailure.Refusal
            : string.IsNullOrWhiteSpace(text) ? ModelOutputFailure.Empty
            : null;
        if (failure is not { } reason)
        {
            return new StructuredResponse<string>
            {
                Value = text!,
                RawText = response.Text,
                Repairs = text == response.Text ? [] : [JsonReply.Reasoning],
                Usage = usage,
                ModelId = response.ModelId,
            };
        }

        MedReasonTelemetry.RejectReply(reason, ModelUsageScope.CurrentStage);
        throw new ModelOutputException("The model's reply cannot be used: it was cut, filtered, refused or empty.")
        {
            Failure = reason,
            RawText = response.Text,
            FinishReason = response.FinishReason?.Value,
            Usage = usage,
        };
    }
}
