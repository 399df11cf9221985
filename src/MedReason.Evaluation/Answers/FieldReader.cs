namespace MedReason.Evaluation;

/// <summary>Reads text that is wholly an answer: the value of a field, what a box holds.</summary>
internal static class FieldReader
{
    public static Reading Read(string value, OptionTable options)
    {
        var text = OutputText.Create(value);
        string trimmed = text.Lower.Trim(" \n\t.\"'*_`$()[]{}\\".ToCharArray());
        if (trimmed.Length == 0 || trimmed is "n/a" or "none" or "null" or "na" or "unknown" && options.TextAt(text, 0, out _) == OptionTable.None)
        {
            return Reading.Of(ReadingKind.NoAnswer);
        }

        // The text of an option, and nothing else, is that option, whatever letters stand in it.
        int named = options.TextAt(text, 0, out int end);
        bool isWhole = named != OptionTable.None && text.TokenFrom(end) == text.Tokens.Count;
        var reader = new ValueReader(text, options);
        Reading reading = reader.Read(0, isMarked: true);
        if (reading.Kind is ReadingKind.Answer or ReadingKind.Several or ReadingKind.NoAnswer or ReadingKind.Excluded)
        {
            return reading.Kind == ReadingKind.Excluded ? Reading.Of(ReadingKind.NoAnswer) : reading;
        }

        if (isWhole)
        {
            return named == OptionTable.Several ? Reading.Of(ReadingKind.Several) : new Reading(ReadingKind.Answer, named, end);
        }

        Reading statement = new StatementFinder(text, options).Find();
        if (statement.Kind != ReadingKind.Nothing)
        {
            return statement;
        }

        int mentioned = OptionMentions.Only(text, options);
        return mentioned >= 0 ? new Reading(ReadingKind.Answer, mentioned, text.Length) : Reading.Of(ReadingKind.NoAnswer);
    }
}
