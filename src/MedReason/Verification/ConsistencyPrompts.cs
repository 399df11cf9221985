using System.Globalization;
using MedReason.Chat;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Verification;

/// <summary>The library's own prompts for reading reasoning without its conclusion. A change of words is a change of version.</summary>
internal static class ConsistencyPrompts
{
    private const string Steps = "\"steps\" is reasoning of someone else; [...] stands for sentences that state a choice and were taken out.";

    public static PromptTemplate Option { get; } = new("consistency", "2", $$"""
        Tell where a piece of medical reasoning leads. {{FencedMessages.Rule}}
        {{Steps}}
        Go by the steps alone: to which of the numbered "options" do they lead, given what the question asks? Reply with
        option: its number; 0 if they lead to none, or to several
        """);

    public static PromptTemplate Effect { get; } = new("effect", "2", $$"""
        Answer a medical question by one of the numbered "options". {{FencedMessages.Rule}}
        If there are "steps": {{Steps}}
        Reply with
        option: the number of the option that answers the question; 0 if none does
        """);

    public static PromptTemplate Open { get; } = new("consistency-open", "2", $$"""
        Tell where a piece of medical reasoning leads. {{FencedMessages.Rule}}
        {{Steps}}
        Go by the steps alone: to which answer do they lead? Reply with
        answer: the answer in as few words as name it; empty if the steps lead to none
        """);

    public static PromptTemplate Judge { get; } = new("consistency-judge", "2", $$"""
        Compare two answers to one medical question. {{FencedMessages.Rule}}
        Reply with
        verdict: "same" if both name the same thing; "different" if they name different things; "unclear" if that cannot be told
        """);

    /// <summary>The messages that ask where steps lead.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="runKey">The run's key.</param>
    /// <param name="question">The question; options are given by number.</param>
    /// <param name="steps">The masked steps; null for none.</param>
    /// <param name="maxPartLength">The maximum length of each part, in UTF-16 code units; longer parts are truncated.</param>
    public static List<ChatMessage> GetMessages(PromptTemplate prompt, ReadOnlyMemory<byte> runKey, MedicalQuestion question, string? steps, int maxPartLength)
    {
        string options = string.Join(
            '\n', question.Options.Select((option, index) => string.Create(CultureInfo.InvariantCulture, $"{index + 1}: {PlainText.Clean(option.Text)}")));
        (string Label, string? Text)[] parts = [("question", question.Text), ("context", question.Context), ("options", options), ("steps", steps)];
        return FencedMessages.Create(
            prompt, runKey, question.Id, parts.Select(part => (part.Label, part.Text is null ? null : QuestionPart.Cut(part.Text, maxPartLength))));
    }
}
