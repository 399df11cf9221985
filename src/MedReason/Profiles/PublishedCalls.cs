using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MedReason.Profiles;

/// <summary>What the published code asks with: its answer strings, the temperature 0, and its limits on replies.</summary>
internal static class PublishedCalls
{
    // The member that a reader of a source puts into the additional properties where the published answer is more than the answer's own text.
    private const string AnswerProperty = "published_answer";

    private const int MaxReplyTokens = 3_000;
    private const int MaxLongReplyTokens = 5_000;

    /// <summary>Returns a question with the answer that the published stages see: for PubMedQA the decision and the long answer.</summary>
    public static MedicalQuestion WithPublishedAnswer(MedicalQuestion question) =>
        question.AdditionalProperties?.TryGetValue(AnswerProperty, out JsonElement value) == true && value.ValueKind == JsonValueKind.String
            ? question with { Answer = value.GetString() }
            : question;

    /// <summary>Returns how a prompt is asked: a temperature and a limit that the host sets come first.</summary>
    public static StructuredChatOptions Ask(PromptTemplate prompt, MedReasonOptions options)
    {
        StructuredChatOptions asked = prompt.For(options.Chat);
        ChatOptions chat = asked.ChatOptions?.Clone() ?? new ChatOptions();
        chat.Temperature ??= 0;
        chat.MaxOutputTokens ??= prompt == PublishedPrompts.Write || prompt == PublishedPrompts.Reformat ? MaxLongReplyTokens : MaxReplyTokens;
        return asked with { ChatOptions = chat };
    }
}
