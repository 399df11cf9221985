namespace MedReason.Evaluation;

/// <summary>Reads the labels that lines start with.</summary>
internal sealed class LineLabels(AnswerContext context, ValueReader reader)
{
    /// <summary>The option that the first labelled line names, where no other line names another.</summary>
    public Reading First()
    {
        Reading first = default;
        for (int start = 0; start < context.Text.Length; start = context.Text.NextLine(start))
        {
            Reading line = Read(start, out bool isWhole);
            if (line.Kind == ReadingKind.Several)
            {
                return line;
            }

            if (line.Kind != ReadingKind.Answer)
            {
                continue;
            }

            if (first.Kind == ReadingKind.Answer)
            {
                return first.Option == line.Option ? first : default;
            }

            // A line that says more is the answer where the output starts with it; further down it may discuss one of the options.
            if (!isWhole && !context.Text.Text.AsSpan(0, start).IsWhiteSpace())
            {
                return default;
            }

            first = line;
        }

        return first;
    }

    /// <summary>A last line that is nothing but an option, unless it continues a list of options.</summary>
    public Reading Last(out int start)
    {
        int end = context.Text.Text.AsSpan().TrimEnd().Length;
        start = end == 0 ? 0 : context.Text.Text.LastIndexOf('\n', end - 1) + 1;
        Reading line = Read(start, out bool isWhole);
        if (!isWhole || line.Kind != ReadingKind.Answer)
        {
            return isWhole ? line : default;
        }

        Reading before = default;
        int count = 0;
        for (int at = 0; at < start; at = context.Text.NextLine(at))
        {
            Reading earlier = Read(at, out _);
            if (earlier.Kind == ReadingKind.Answer)
            {
                before = earlier;
                count++;
            }
        }

        if (count == 0 || before.Option == line.Option)
        {
            return line;
        }

        // In "A) x, B) y, C) z", a line each, the last is no answer.
        if (before.Option == line.Option - 1 && context.Has(AnswerRules.ListedLine))
        {
            return default;
        }

        return count == 1 && context.Has(AnswerRules.TwoLines) ? Reading.Of(ReadingKind.Several) : line;
    }

    /// <summary>The label that a line starts with.</summary>
    /// <param name="start">Where the line starts.</param>
    /// <param name="isWhole">Whether the line holds nothing but the label and its option's text.</param>
    private Reading Read(int start, out bool isWhole)
    {
        OutputText text = context.Text;
        int at = text.Skip(start, TextMarks.LineStart);
        int letter = text.At(at) is '(' or '[' ? at + 1 : at;
        if (context.StartsWithAny(AnswerWords.OptionNouns, letter, out int nounEnd) && text.At(nounEnd) == ' ')
        {
            letter = nounEnd + 1;
        }

        isWhole = false;
        int option = context.Options.OfLetter(text.At(letter));
        if (option < 0 || OutputText.IsWordUnit(text.At(letter + 1)))
        {
            option = context.Options.LongLabelAt(text, letter, out int longEnd);
            isWhole = option >= 0 && EndsLine(longEnd);
            return isWhole ? new Reading(ReadingKind.Answer, option, longEnd) : default;
        }

        bool hasOwn = context.HasOwnText(option, letter + 1, out int ownEnd);
        isWhole = EndsLine(letter + 1) || (hasOwn && EndsLine(ownEnd));
        if (isWhole)
        {
            Reading whole = reader.Read(at, isMarked: true);
            return whole.Kind is ReadingKind.Answer or ReadingKind.Several ? whole : default;
        }

        if (context.Has(AnswerRules.LineOfSeveral) && reader.Read(at, isMarked: true) is { Kind: ReadingKind.Several } several)
        {
            isWhole = EndsLine(several.End);
            return several;
        }

        bool isSeparated = hasOwn || text.At(letter + 1) is ')' or ']';
        return isSeparated && char.IsAsciiLetterUpper(text.At(letter)) ? new Reading(ReadingKind.Answer, option, letter + 1) : default;
    }

    private bool EndsLine(int at) => context.Text.At(context.Text.Skip(at, TextMarks.LineEnd)) == '\n';
}
