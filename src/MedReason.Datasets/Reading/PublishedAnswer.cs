using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>The answer strings that the published code wrote: an explanation, a label or a decision in words beside the answer's own text.</summary>
/// <remarks>
/// As the published repository forms them: MedMCQA <c>text. Explanation: exp</c> where there is one, PubMedQA <c>The final decision is: yes. long answer</c>,
/// MedXpertQA <c>(B) text</c>, HLE and MedQA their <c>answer</c> field as it stands, HuatuoGPT-o1 the <c>Response</c>; MMLU and the rest the answer's text.
/// </remarks>
public static class PublishedAnswer
{
    /// <summary>The member of <see cref="MedicalQuestion.AdditionalProperties"/> that carries it, where it differs from the answer's text.</summary>
    public const string PropertyName = "published_answer";

    /// <summary>The answer as the published code wrote it.</summary>
    /// <param name="question">A question from <see cref="QuestionReader"/>.</param>
    /// <returns>The string; the answer's text where the published code wrote that; null where there is no answer.</returns>
    public static string? Of(MedicalQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return question.AdditionalProperties?.TryGetValue(PropertyName, out JsonElement value) == true && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : question.Answer;
    }

    internal static Dictionary<string, JsonElement>? ToProperties(QuestionDraft draft) =>
        draft.PublishedAnswer is null || draft.PublishedAnswer == draft.Answer
            ? null
            : new Dictionary<string, JsonElement>(StringComparer.Ordinal) { [PropertyName] = ToElement(draft.PublishedAnswer) };

    private static JsonElement ToElement(string text)
    {
        using JsonDocument document = JsonDocument.Parse($"\"{JsonEncodedText.Encode(text)}\"");
        return document.RootElement.Clone();
    }
}
