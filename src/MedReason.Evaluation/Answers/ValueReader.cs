namespace MedReason.Evaluation;

/// <summary>Reads what stands where an answer is expected: a label in its wrappers, the text of an option, a negation, several of them, or none.</summary>
internal sealed class ValueReader(AnswerContext context)
{
    /// <summary>How many words before an answer are read.</summary>
    private const int MaximumSteps = 24;

    private readonly OutputText _text = context.Text;
    private readonly OptionTable _options = context.Options;
    private readonly LabelReader _labels = new(context);
    private readonly Companions _companions = new(context);

    /// <summary>Reads at a place.</summary>
    /// <param name="at">Where the value begins.</param>
    /// <param name="isMarked">Whether a colon, a field or a box leads to it; then even a lone "a" is a label.</param>
    /// <param name="isNegated">Whether what led here was negated.</param>
    public Reading Read(int at, bool isMarked, bool isNegated = false)
    {
        bool allowsLabel = true;
        for (int step = 0; step < MaximumSteps; step++)
        {
            at = _text.SkipOpening(at, out char wrapper);
            if (TryReadOption(at, wrapper, isMarked, isNegated, allowsLabel, out Reading option))
            {
                return option;
            }

            ReadOnlySpan<char> word = _text.WordAt(at, out int wordEnd);
            if (word is "none" or "all" && context.Has(AnswerRules.Group))
            {
                return ReadGroup(word is "all", wordEnd, isNegated);
            }

            if ((allowsLabel && _labels.IsMissing(at, wrapper, isMarked)) || IsNonAnswer(word, isNegated))
            {
                return Reading.Of(ReadingKind.NoAnswer, wordEnd);
            }

            if (context.Grammar.Contains(AnswerWords.Quantifiers, word) && context.Has(AnswerRules.Quantifier))
            {
                Reading one = Read(wordEnd, isMarked, isNegated);
                return one.Kind == ReadingKind.Answer ? Reading.Of(ReadingKind.Several, one.End) : one;
            }

            if (context.Grammar.Contains(AnswerWords.Negations, word))
            {
                isNegated = true;
            }
            else if (context.Grammar.Contains(AnswerWords.Articles, word))
            {
                allowsLabel = false;
            }
            else if (context.Grammar.Contains(AnswerWords.LabelNouns, word))
            {
                allowsLabel = true;
            }
            else if (!context.Grammar.Contains(AnswerWords.Fillers, word))
            {
                return Reading.Of(ReadingKind.Nothing, at);
            }

            at = wordEnd;
        }

        return Reading.Of(ReadingKind.Nothing, at);
    }

    /// <summary>Reads an answer that ends its clause; anything else reads as nothing.</summary>
    public Reading ReadAlone(int at)
    {
        Reading reading = Read(at, isMarked: false);
        bool isAlone = reading.Kind == ReadingKind.Answer && TextMarks.ClauseEnds.Contains(_text.At(_text.SkipClosing(reading.End)));
        return isAlone ? reading : default;
    }

    private bool TryReadOption(int at, char wrapper, bool isMarked, bool isNegated, bool allowsLabel, out Reading reading)
    {
        int named = _options.TextAt(_text, at, out int namedEnd);
        if (allowsLabel && _labels.LabelAt(at, wrapper, isMarked, out int labelEnd) is int label and >= 0)
        {
            // The text of one option can be the label of another.
            bool isLabel = named == OptionTable.None || named == label || context.HasOwnText(label, labelEnd, out _);
            reading = isLabel ? FinishLabel(label, labelEnd, isNegated)
                : namedEnd <= labelEnd ? Reading.Of(ReadingKind.Several, namedEnd)
                : FinishText(named, namedEnd, isNegated);
            return true;
        }

        reading = named == OptionTable.None ? default : FinishText(named, namedEnd, isNegated);
        return named != OptionTable.None;
    }

    private bool IsNonAnswer(ReadOnlySpan<char> word, bool isNegated) =>
        context.Grammar.Contains(AnswerWords.NonAnswers, word) || (isNegated && context.Grammar.Contains(AnswerWords.NonAnswersWhenNegated, word));

    private Reading FinishLabel(int option, int end, bool isNegated)
    {
        bool hasOwn = context.HasOwnText(option, end, out int ownEnd);
        int other = _options.TextAt(_text, _text.Skip(end, TextMarks.Separators), out int otherEnd);
        bool isOther = hasOwn ? other >= 0 && other != option : other != OptionTable.None && EndsStatement(otherEnd);
        return isOther && context.Has(AnswerRules.TextConflict)
            ? Reading.Of(ReadingKind.Several, otherEnd)
            : Finish(option, hasOwn ? ownEnd : end, isNegated, isText: false);
    }

    private Reading FinishText(int option, int end, bool isNegated)
    {
        if (option == OptionTable.Several)
        {
            return Reading.Of(ReadingKind.Several, end);
        }

        bool isCompound = _text.At(end) is '-' or '\'' or '\u2019' && OutputText.IsWordUnit(_text.At(end + 1));
        if ((isCompound || !_labels.EndsName(end)) && context.Has(AnswerRules.LongerName))
        {
            return Reading.Of(ReadingKind.Nothing, end);
        }

        int behind = LabelBehind(end, out int behindEnd);
        return behind >= 0 && behind != option
            ? Reading.Of(ReadingKind.Several, behindEnd)
            : Finish(option, behind >= 0 ? behindEnd : end, isNegated, isText: true);
    }

    private bool EndsStatement(int at) => _text.At(_text.SkipClosing(at)) is '\n' or '.' or '!' or ';' or '。' or '}';

    /// <summary>What follows an option decides whether it stands alone.</summary>
    private Reading Finish(int option, int end, bool isNegated, bool isText)
    {
        if (context.Has(AnswerRules.Companions) && _companions.HasOther(option, end, isText))
        {
            return Reading.Of(isNegated ? ReadingKind.NoAnswer : ReadingKind.Several, end);
        }

        int rest = _text.SkipClosing(end);
        if (_text.At(rest) == '?' && context.Has(AnswerRules.Question))
        {
            return Reading.Of(ReadingKind.Nothing, rest);
        }

        if (isNegated)
        {
            return Instead(option, rest);
        }

        bool isConditional = context.IsAny(AnswerWords.Conditions, rest, out _) && context.Has(AnswerRules.Condition);
        return isConditional ? Reading.Of(ReadingKind.Several, rest) : new Reading(ReadingKind.Answer, option, end);
    }

    /// <summary>"not B but C", "not B, but rather C".</summary>
    private Reading Instead(int option, int at)
    {
        at = _text.At(at) == ',' ? _text.SkipClosing(at + 1) : at;
        if (_text.WordAt(at, out int end) is "but" && context.Has(AnswerRules.Instead))
        {
            int next = _text.Skip(end, TextMarks.Spaces);
            Reading instead = Read(_text.WordAt(next, out int ratherEnd) is "rather" ? ratherEnd : next, isMarked: false);
            if (instead.Kind == ReadingKind.Answer)
            {
                return instead;
            }
        }

        return new Reading(ReadingKind.Excluded, option, at);
    }

    /// <summary>The label in brackets right behind the text of an option, or <see cref="OptionTable.None"/>.</summary>
    private int LabelBehind(int at, out int end)
    {
        int open = _text.Skip(at, TextMarks.Spaces);
        end = open + 2;
        return _text.At(open) is '(' or '[' && _text.At(end) is ')' or ']' && context.Has(AnswerRules.LabelBehindText)
            ? context.LoneLabel(open + 1)
            : OptionTable.None;
    }

    private Reading ReadGroup(bool isAll, int at, bool isNegated)
    {
        int group = _options.Group(isAll ? "all" : "none");
        if (group >= 0 && !isNegated)
        {
            return new Reading(ReadingKind.Answer, group, at);
        }

        return Reading.Of(isAll && !isNegated ? ReadingKind.Several : ReadingKind.NoAnswer, at);
    }
}
