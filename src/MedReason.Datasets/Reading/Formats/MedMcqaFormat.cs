using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>MedMCQA: question, opa to opd, cop, exp. The base of cop differs between its two origins and is decided once a file.</summary>
internal sealed class MedMcqaFormat : QuestionFormat
{
    private static readonly string[] OptionNames = ["opa", "opb", "opc", "opd"];

    private readonly int _answerIndexBase;

    public MedMcqaFormat(int answerIndexBase = 1)
        : base("medmcqa", "MIT (repository); Apache-2.0 (hub)", "question", "opa", "opb", "cop") => _answerIndexBase = answerIndexBase;

    public override SourceRole GetRole(string? split) => GetSplitRole(split, "train");

    public override async ValueTask<IQuestionFormat> PrepareAsync(string path, QuestionReaderOptions options, CancellationToken cancellationToken)
    {
        await base.PrepareAsync(path, options, cancellationToken).ConfigureAwait(false);
        return new MedMcqaFormat(await DecideBaseAsync(path, options, cancellationToken).ConfigureAwait(false));
    }

    public override QuestionDraft Read(QuestionEntry entry)
    {
        var options = new List<AnswerOption>(OptionNames.Length);
        foreach (string name in OptionNames)
        {
            if (entry.GetText(name) is string text)
            {
                options.Add(new AnswerOption { Label = OptionFields.Label(Array.IndexOf(OptionNames, name)), Text = text });
            }
        }

        AnswerOption? answer = entry.FindOption(options, Label(entry), "cop");
        string? explanation = entry.Line.OptionalString("exp");
        return new QuestionDraft
        {
            Id = entry.Line.RequireId("id"),
            Text = entry.GetText("question") ?? string.Empty,
            Options = options,
            Answer = answer?.Text,
            AnswerLabel = answer?.Label,
            PublishedAnswer = answer is null || explanation is null ? null : $"{answer.Text}. Explanation: {explanation}",
            Rationale = string.IsNullOrWhiteSpace(explanation) ? null : explanation,
            Subject = entry.Line.OptionalString("subject_name"),
        };
    }

    private string? Label(QuestionEntry entry)
    {
        JsonLine line = entry.Line;
        if (!line.Root.TryGetProperty("cop", out JsonElement cop) || cop.ValueKind == JsonValueKind.Null)
        {
            return entry.GetText("cop");
        }

        if (cop.ValueKind != JsonValueKind.Number || !cop.TryGetInt32(out int index))
        {
            throw line.Error($"expected \"cop\" as an integer, found {line.Found("cop")}");
        }

        // The hub's test split hides its answers behind -1.
        if (index == -1)
        {
            return null;
        }

        int position = index - _answerIndexBase;
        if (position >= 0 && position < OptionNames.Length)
        {
            return OptionFields.Label(position);
        }

        entry.Flag(QuestionFlags.AnswerNotAnOption, $"expected \"cop\" from {_answerIndexBase} to {_answerIndexBase + OptionNames.Length - 1}, found {index}");
        return null;
    }

    /// <summary>Gets the declared base, or the one that the file's values prove.</summary>
    private static async Task<int> DecideBaseAsync(string path, QuestionReaderOptions options, CancellationToken cancellationToken)
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
