using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>MedMCQA: question, opa to opd, cop, exp. The base of cop differs between its two origins and is decided once a file.</summary>
internal static class MedMcqaFormat
{
    private static readonly string[] OptionNames = ["opa", "opb", "opc", "opd"];

    public static RowDraft Read(JsonLine line, int answerIndexBase)
    {
        var options = new AnswerOption[OptionNames.Length];
        for (int i = 0; i < options.Length; i++)
        {
            options[i] = new AnswerOption { Label = OptionFields.Label(i), Text = line.RequireString(OptionNames[i]) };
        }

        // The hub's test split hides its answers behind -1.
        int? index = line.Root.TryGetProperty("cop", out JsonElement cop) && cop.ValueKind == JsonValueKind.Number && cop.TryGetInt32(out int number) ? number : null;
        if (index is null && line.Root.TryGetProperty("cop", out cop) && cop.ValueKind != JsonValueKind.Null)
        {
            throw line.Error($"expected \"cop\" as an integer, found {line.Found("cop")}");
        }

        AnswerOption? answer = null;
        if (index is not (null or -1))
        {
            int position = index.Value - answerIndexBase;
            answer = position >= 0 && position < options.Length
                ? options[position]
                : throw line.Error($"expected \"cop\" from {answerIndexBase} to {answerIndexBase + options.Length - 1}, found {index}");
        }

        string? explanation = line.OptionalString("exp");
        return new RowDraft
        {
            Id = line.RequireId("id"),
            Text = line.RequireString("question"),
            Options = options,
            Answer = answer?.Text,
            AnswerLabel = answer?.Label,
            Rationale = string.IsNullOrWhiteSpace(explanation) ? null : explanation,
        };
    }

    /// <summary>The declared base, or the one that the file's values prove.</summary>
    public static async Task<int> DecideBaseAsync(string path, QuestionReaderOptions options, CancellationToken cancellationToken)
    {
        if (options.AnswerIndexBase is int declared)
        {
            return declared is 0 or 1 ? declared : throw new ArgumentOutOfRangeException(nameof(options), "The base of MedMCQA's answers is 0 or 1.");
        }

        bool hasZero = false;
        bool hasFour = false;
        await foreach (JsonLine line in JsonLinesReader.ReadAsync(path, cancellationToken).ConfigureAwait(false))
        {
            if (line.Root.TryGetProperty("cop", out JsonElement cop) && cop.ValueKind == JsonValueKind.Number && cop.TryGetInt32(out int index))
            {
                hasZero |= index == 0;
                hasFour |= index == OptionNames.Length;
            }
        }

        if (hasZero == hasFour)
        {
            throw new InputFormatException(hasZero
                ? "expected \"cop\" to count from 0 or from 1, found both 0 and 4 in the file"
                : "expected a file that shows whether \"cop\" counts from 0 or from 1, found neither 0 nor 4: declare the base")
            {
                File = path,
            };
        }

        int decided = hasZero ? 0 : 1;
        options.OnNote?.Invoke($"\"cop\" is read as counting from {decided}, because the file holds the value {(hasZero ? 0 : OptionNames.Length)}");
        return decided;
    }
}
