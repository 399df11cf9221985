using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Provides the answer strings that the published code wrote: an explanation, a label or a decision in words beside the answer's own text.</summary>
/// <remarks>
/// Each format forms them as the published repository does, for example MedMCQA <c>text. Explanation: exp</c>; for MMLU and others it is the answer's text.
/// </remarks>
public static class PublishedAnswer
{
    /// <summary>The member of <see cref="MedicalQuestion.AdditionalProperties"/> that carries it when it differs from the answer's text.</summary>
    public const string PropertyName = "published_answer";

    /// <summary>Gets the answer as the published code wrote it.</summary>
    /// <param name="question">A question from <see cref="QuestionReader"/>.</param>
    /// <returns>The string; the answer's text when the published code wrote that; null when there is no answer.</returns>
    public static string? Of(MedicalQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return question.AdditionalProperties?.TryGetValue(PropertyName, out JsonElement value) == true && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : question.Answer;
    }

    internal static Dictionary<string, JsonElement>? ToProperties(QuestionDraft draft, bool isContradicted) =>
        isContradicted || draft.PublishedAnswer is null || draft.PublishedAnswer == draft.Answer
            ? null
            : new(StringComparer.Ordinal)
            {
                [PropertyName] = JsonText.ParseElement([(byte)'"', .. JsonEncodedText.Encode(draft.PublishedAnswer).EncodedUtf8Bytes, (byte)'"']),
            };
}
