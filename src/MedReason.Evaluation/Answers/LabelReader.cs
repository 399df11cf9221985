namespace MedReason.Evaluation;

/// <summary>Reads a label, as a label and not as the beginning of a word or a name.</summary>
internal sealed class LabelReader(AnswerContext context)
{
    private readonly OutputText _text = context.Text;

    /// <summary>The option whose label stands at a place, or <see cref="OptionTable.None"/>.</summary>
    /// <param name="at">The place.</param>
    /// <param name="wrapper">The mark right before it that opens a wrapper; else 0.</param>
    /// <param name="isMarked">Whether a lone lower-case letter is a label.</param>
    /// <param name="end">Where the label ends.</param>
    public int LabelAt(int at, char wrapper, bool isMarked, out int end)
    {
        int found = context.Options.OfLetter(_text.At(at));
        if (found == OptionTable.None)
        {
            return context.Options.LongLabelAt(_text, at, out end);
        }

        end = at + 1;
        return IsLabel(at, found, wrapper, isMarked) ? found : OptionTable.None;
    }

    /// <summary>Whether a label stands at a place that no option has.</summary>
    public bool IsMissing(int at, char wrapper, bool isMarked) =>
        char.IsAsciiLetterUpper(_text.At(at)) && context.Has(AnswerRules.MissingLabel) && IsLabel(at, OptionTable.None, wrapper, isMarked);

    /// <summary>Whether no longer name goes on at a place.</summary>
    public bool EndsName(int at)
    {
        int next = _text.Skip(at, TextMarks.Blanks);
        return next == at || !OutputText.IsWordUnit(_text.At(next)) || context.IsAny(AnswerWords.Following, next, out _);
    }

    private bool IsLabel(int at, int option, char wrapper, bool isMarked)
    {
        int end = at + 1;
        char next = _text.At(end);
        if (GoesOn(end, next) || (wrapper != '\0' && context.Has(AnswerRules.ClosedWrapper) && !IsClosed(end, wrapper)))
        {
            return false;
        }

        // The text of an option behind a letter makes the letter a label, also a wrong one; behind a space the letter can be an article.
        bool isOwn = option >= 0 && context.HasOwnText(option, end, out _);
        if (isOwn || ((next != ' ' || wrapper != '\0') && context.Options.TextAt(_text, _text.Skip(end, TextMarks.Separators), out _) != OptionTable.None))
        {
            return true;
        }

        return next == '.' && context.Has(AnswerRules.AbbreviatedName) ? !IsAbbreviation(end) : AllowsCase(at, wrapper, isMarked) && EndsName(end);
    }

    /// <summary>Whether the word or the name goes on behind its first letter: "Aortic", "A's", "B-cell".</summary>
    private bool GoesOn(int end, char next)
    {
        char after = _text.At(end + 1);
        return next switch
        {
            '\'' or '\u2019' => char.IsLetter(after),
            '-' or '\u2013' or '/' or '&' or '+' => OutputText.IsWordUnit(after) && context.Has(AnswerRules.CompoundName) && context.LoneLabel(end + 1) < 0,
            _ => OutputText.IsWordUnit(next) && !OutputText.IsUnspaced(next),
        };
    }

    /// <summary>Whether the point behind a letter abbreviates a name: "C. difficile", "B.12".</summary>
    private bool IsAbbreviation(int point)
    {
        int after = _text.Skip(point + 1, TextMarks.Blanks);
        return after == point + 1
            ? OutputText.IsWordUnit(_text.At(after))
            : char.IsLower(_text.At(after)) && !context.IsAny(AnswerWords.Following, after, out _);
    }

    /// <summary>A letter in lower case is a label only where nothing else can be meant.</summary>
    private bool AllowsCase(int at, char wrapper, bool isMarked) => isMarked || wrapper != '\0' || char.IsAsciiLetterUpper(_text.At(at));

    /// <summary>Whether a wrapper is closed in its paragraph, or its mark, which opens and closes alike, closes an earlier one.</summary>
    private bool IsClosed(int at, char wrapper)
    {
        char closer = TextMarks.CloserOf(wrapper);
        ReadOnlySpan<char> rest = _text.Text.AsSpan(at);
        int paragraph = rest.IndexOf("\n\n");
        return rest[..(paragraph < 0 ? rest.Length : paragraph)].Contains(closer) || (closer == wrapper && !IsOpening(at - 1, wrapper));
    }

    /// <summary>Whether a mark opens: an odd number of runs of it stands before the place in the paragraph.</summary>
    private bool IsOpening(int at, char mark)
    {
        ReadOnlySpan<char> before = _text.Text.AsSpan(0, at);
        before = before[(before.LastIndexOf("\n\n") + 1)..];
        int runs = 0;
        for (int i = 0; i < before.Length; i++)
        {
            runs += before[i] == mark && (i == 0 || before[i - 1] != mark) ? 1 : 0;
        }

        return runs % 2 == 1;
    }
}
