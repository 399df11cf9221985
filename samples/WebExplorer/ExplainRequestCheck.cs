using System.Globalization;
using System.Text.Json;
using MedReason;

namespace WebExplorer;

/// <summary>What is wrong with a request, by field.</summary>
internal static class ExplainRequestCheck
{
    private const int MaxLabelLength = 8;

    /// <summary>Checks a request.</summary>
    /// <returns>Messages by the JSON path of the field; empty where nothing is wrong.</returns>
    public static IDictionary<string, string[]> Check(ExplainRequest request, ExplorerOptions limits)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        IReadOnlyList<AnswerOption?> options = request.Options ?? [];
        CheckText(errors, "question", request.Question, limits.MaxQuestionLength, isRequired: true);
        if (options.Count > limits.MaxOptions)
        {
            errors["options"] =
                [string.Create(CultureInfo.InvariantCulture, $"At most {limits.MaxOptions} options can be compared; these are {options.Count}.")];
            return errors;
        }

        var labels = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < options.Count; i++)
        {
            string field = string.Create(CultureInfo.InvariantCulture, $"options[{i}]");
            CheckText(errors, field + ".label", options[i]?.Label, MaxLabelLength, isRequired: true);
            CheckText(errors, field + ".text", options[i]?.Text, limits.MaxOptionLength, isRequired: true);
            if (options[i]?.Label is { } label && !labels.Add(label))
            {
                errors[field + ".label"] = ["Another option bears this label."];
            }
        }

        CheckKnown(errors, "ask", request.Ask);
        CheckKnown(errors, "seeks", request.Seeks);
        CheckKnown<ReasoningMode>(errors, "mode", request.Mode);
        CheckText(errors, "answer", request.Answer, limits.MaxOptionLength, isRequired: false);
        if (request.AnswerLabel is not null && !labels.Contains(request.AnswerLabel))
        {
            errors["answer_label"] = ["No option bears this label."];
        }
        else if (request.Mode == ReasoningMode.Explain && request.AnswerLabel is null && string.IsNullOrWhiteSpace(request.Answer))
        {
            errors[options.Count > 0 ? "answer_label" : "answer"] = ["To explain, the right answer must be known."];
        }

        return errors;
    }

    // A number is read as a value even where none bears it.
    private static void CheckKnown<T>(Dictionary<string, string[]> errors, string field, T? value)
        where T : struct, Enum
    {
        if (value is { } given && !Enum.IsDefined(given))
        {
            errors[field] = [$"One of these is expected: {string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}."];
        }
    }

    private static void CheckText(Dictionary<string, string[]> errors, string field, string? text, int maxLength, bool isRequired)
    {
        if (isRequired && string.IsNullOrWhiteSpace(text))
        {
            errors[field] = ["Nothing is written here."];
        }
        else if (text?.Length > maxLength)
        {
            errors[field] = [string.Create(CultureInfo.InvariantCulture, $"At most {maxLength} characters are read; these are {text.Length}.")];
        }
    }
}
