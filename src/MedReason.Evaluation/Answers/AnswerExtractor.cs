namespace MedReason.Evaluation;

/// <summary>
/// Reads which option an output names. It never guesses: where the output does not say, it abstains; where it names several, it says so. Stateless and
/// safe for concurrent use.
/// </summary>
/// <remarks>
/// The model's own turn is read: it ends at a token of a chat template, and at a line that begins another turn or question where it has answered before.
/// In this order, and the first that says anything decides: reasoning is left out (<c>&lt;think&gt;</c>, <c>## Thinking</c> and the like; left open, the output
/// abstains); the text of an option, sign by sign, as the whole output; a field (<c>"answer": "B"</c>); the last statement that says which the answer is,
/// with its wrappers closed; the text of an option as the whole output; a decision that opens it ("Yes, because"), or the text of an option as its first
/// sentence; a first line that names an option; the text of one option, where no other is mentioned. Labels are those of the question, however many.
/// Full-width letters, and letters of other scripts that look like Latin ones, are read as these.
/// </remarks>
public static class AnswerExtractor
{
    /// <summary>Reads an output.</summary>
    /// <param name="output">The output as the model wrote it; null counts as empty.</param>
    /// <param name="options">The options that the model was shown, in their order.</param>
    /// <param name="isTruncated">Whether the model ran into its limit; then the output abstains whatever it says.</param>
    /// <returns>The option, or why there is none, and how it was read.</returns>
    public static ExtractedAnswer Extract(string? output, IReadOnlyList<AnswerOption> options, bool isTruncated = false) =>
        Extract(output, options, isTruncated, AnswerGrammar.Default);

    internal static ExtractedAnswer Extract(string? output, IReadOnlyList<AnswerOption> options, bool isTruncated, AnswerGrammar grammar)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(output))
        {
            return Abstain(AnswerMethods.Empty);
        }

        if (isTruncated)
        {
            return Abstain(AnswerMethods.Truncated);
        }

        string? said = ReasoningSections.Remove(OwnTurn.CutAtToken(OutputText.Normalize(output)));
        if (said is null)
        {
            return Abstain(AnswerMethods.UnclosedReasoning);
        }

        // A line that looks like the next question may be the model's own words: it ends the turn only where the turn has answered before.
        return OwnTurn.CutAtLine(said) is { } turn && Read(turn, options, grammar) is { Status: AnswerStatus.Answered } answer
            ? answer
            : Read(said, options, grammar);
    }

    private static ExtractedAnswer Read(string said, IReadOnlyList<AnswerOption> options, AnswerGrammar grammar)
    {
        var table = new OptionTable(options);
        string body = ReasoningSections.WithoutAnswerHeadings(said);
        if (table.Exact(body) is >= 0 and int exact)
        {
            return Report(new Reading(ReadingKind.Answer, exact, 0), AnswerMethods.OptionText, options);
        }

        var text = OutputText.Create(said);
        Reading field = StructuredAnswer.Find(text, table, grammar);
        if (field.Kind != ReadingKind.Nothing)
        {
            return Report(field, AnswerMethods.Structured, options);
        }

        var context = new AnswerContext(text, table, grammar);
        var finder = new StatementFinder(context);
        Reading statement = finder.Find();
        if (statement.Kind is not (ReadingKind.Nothing or ReadingKind.Excluded))
        {
            return Report(statement, AnswerMethods.Statement, options);
        }

        if (StructuredAnswer.IsCutOff(text))
        {
            return Abstain(AnswerMethods.Truncated);
        }

        if (table.Whole(text) is >= 0 and int whole)
        {
            return Report(new Reading(ReadingKind.Answer, whole, 0), AnswerMethods.OptionText, options);
        }

        var opened = new AnswerContext(OutputText.Create(body), table, grammar);
        Reading opening = DecisionOpening.Read(opened);
        opening = opening.Kind == ReadingKind.Nothing ? TextOpening.Read(opened) : opening;
        if (opening.Kind != ReadingKind.Nothing)
        {
            return Report(opening, AnswerMethods.FirstLine, options);
        }

        Reading line = finder.FirstLine();
        if (line.Kind is ReadingKind.Answer or ReadingKind.Several)
        {
            return Report(line, AnswerMethods.FirstLine, options);
        }

        int group = table.WholeGroup(text);
        int mentioned = group >= 0 ? group : OptionMentions.Only(context);
        return mentioned >= 0 ? Report(new Reading(ReadingKind.Answer, mentioned, 0), AnswerMethods.OptionText, options)
            : body.Length < said.Length ? Read(body, options, grammar)
            : Abstain(AnswerMethods.None);
    }

    private static ExtractedAnswer Report(Reading reading, string method, IReadOnlyList<AnswerOption> options) => reading.Kind switch
    {
        ReadingKind.Answer => new ExtractedAnswer { Label = options[reading.Option].Label, Status = AnswerStatus.Answered, Method = method },
        ReadingKind.Several => new ExtractedAnswer { Status = AnswerStatus.Ambiguous, Method = method },
        ReadingKind.CutOff => Abstain(AnswerMethods.Truncated),
        _ => Abstain(method),
    };

    private static ExtractedAnswer Abstain(string method) => new() { Status = AnswerStatus.Abstain, Method = method };
}
