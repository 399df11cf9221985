namespace MedReason.Evaluation;

/// <summary>Reads text that is wholly an answer: the value of a field, the content of a box.</summary>
internal static class FieldReader
{
    private const string Marks = " \n\t.\"'*_`$()[]{}\\";

    public static Reading Read(string value, OptionTable options, AnswerGrammar grammar)
    {
        var context = new AnswerContext(OutputText.Create(value), options, grammar);
        if (grammar.Contains(AnswerWords.NonAnswers, context.Text.Lower.AsSpan().Trim(Marks)) && options.TextAt(context.Text, 0, out _) == OptionTable.None)
        {
            return Reading.Of(ReadingKind.NoAnswer);
        }

        Reading reading = new ValueReader(context).Read(0, isMarked: true);
        reading = reading.Kind == ReadingKind.Nothing ? new StatementFinder(context).Find() : reading;
        if (reading.Kind is not (ReadingKind.Nothing or ReadingKind.Excluded))
        {
            return reading;
        }

        int mentioned = reading.Kind == ReadingKind.Nothing ? OptionMentions.Only(context) : OptionTable.None;
        return mentioned >= 0 ? new Reading(ReadingKind.Answer, mentioned, value.Length) : Reading.Of(ReadingKind.NoAnswer);
    }
}
