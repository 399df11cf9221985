using System.Buffers;

namespace MedReason.Evaluation;

/// <summary>Reads what stands where an answer is expected: a label in its wrappers, the text of an option, a negation, several of them, or none.</summary>
internal sealed class ValueReader(OutputText text, OptionTable options)
{
    private const int MostSteps = 24;

    // Words that may stand between "is" and the answer and change nothing.
    private static readonly string[] Fillers =
    [
        "option", "choice", "letter", "answer", "alternative", "number", "definitely", "clearly", "likely", "probably", "most", "more", "indeed", "therefore",
            "thus", "hence", "simply",
        "obviously", "certainly", "undoubtedly", "actually", "in", "fact", "of", "that", "best", "then", "opción", "opcion", "alternativa", "lettre", "буква",
            "вариант", "opção",
        "opzione", "opcja", "choix", "to", "be", "would", "represented", "by", "given", "as", "listed", "la", "le", "el", "die", "der",
    ];

    private static readonly string[] Articles =
        ["the", "a", "an", "administration", "administering", "performing", "using", "giving", "starting", "start", "treatment", "with"];

    private static readonly string[] Negations =
    [
        "not", "never", "neither", "isn't", "isnt", "cannot", "can't", "wasn't", "no", "nicht", "kein", "pas", "не", "não", "nao", "non", "nie", "inte", "ikke",
            "niet",
    ];

    // What a statement says that gives no answer.
    private static readonly string[] NonAnswers =
    [
        "unclear", "unknown", "uncertain", "undetermined", "indeterminate", "unavailable", "missing", "impossible", "n/a", "na", "null", "nothing", "undefined",
            "unanswerable", "debatable",
    ];

    // What makes a statement that gives no answer where it is negated: "not provided", "cannot be determined".
    private static readonly string[] NonAnswersWhenNegated =
    [
        "listed", "provided", "given", "available", "clear", "known", "possible", "certain", "sure", "present", "included", "among", "in", "here", "there",
            "stated", "specified", "determined",
        "determinable", "definitive", "explicitly", "directly", "any", "found", "identified", "established", "inferred", "ascertained", "mentioned", "answered",
            "obvious", "straightforward",
        "one", "applicable", "defined", "be", "within",
    ];

    // Words that can follow a label without belonging to a name that begins with that letter.
    private static readonly string[] Following =
    [
        "because", "since", "as", "which", "for", "due", "given", "based", "that", "where", "who", "therefore", "so", "although", "while", "but", "considering",
            "according", "here", "with",
        "in", "is", "from", "by", "and", "or", "not", "instead", "rather", "over", "when", "thus", "hence", "meaning", "indicating", "among", "of", "the",
            "this", "it", "i", "we", "only", "if",
        "unless", "to", "through", "thru", "would", "will", "at", "on", "also", "can", "has", "was", "are", "nor", "und", "oder", "y", "o", "et", "ou", "и",
            "или", "weil", "porque", "parce",
        "perché", "потому", "ya", "car", "denn", "da", "per", "por", "pues", "these", "there", "they", "he", "she", "his", "her", "its", "option", "most",
            "being", "however", "than", "vs",
    ];

    private static readonly string[] Joining =
        ["and", "or", "nor", "plus", "und", "oder", "y", "o", "e", "et", "ou", "и", "или", "и/или", "and/or", "as", "ed", "och", "en", "of"];

    private static readonly string[] JoiningFillers =
        ["or", "and", "well", "as", "also", "possibly", "maybe", "perhaps", "even", "option", "choice", "answer", "both", "potentially", "either"];

    private static readonly string[] Verbs =
    [
        "is", "are", "was", "were", "would", "can", "could", "has", "have", "does", "do", "may", "might", "shows", "isn't", "cannot", "describes", "refers",
            "represents", "suggests", "will", "should",
        "doesn't", "wouldn't", "seems", "can't",
    ];

    private static readonly SearchValues<char> Opening = SearchValues.Create("([{*_`\"'$~\u201C\u2018「『【《〈«‹<:|#>=→ \n\t");
    private static readonly SearchValues<char> Closing = SearchValues.Create(")]}*_`\"'$~\u201D\u2019」』】》〉»›>| \t");
    private static readonly string[] Commands =
        ["\\boxed{", "\\fbox{", "\\text{", "\\textbf{", "\\mathbf{", "\\mathrm{", "\\textit{", "\\mathit{", "\\(", "\\[", "\\,", "\\ ", "\\;"];

    /// <summary>Reads at a place.</summary>
    /// <param name="at">Where the value begins.</param>
    /// <param name="isMarked">Whether a colon, a field or a box leads to it; then even a lone "a" is a label.</param>
    /// <param name="isNegated">Whether what led here was negated.</param>
    public Reading Read(int at, bool isMarked, bool isNegated = false)
    {
        bool isSeveral = false;
        bool allowsLabel = true;
        for (int step = 0; step < MostSteps; step++)
        {
            at = SkipOpening(at, out int wrapper);
            if (at >= text.Length)
            {
                return Reading.Of(ReadingKind.Nothing, at);
            }

            int named = options.TextAt(text, at, out int namedEnd);
            int label = allowsLabel ? LabelAt(at, wrapper, isMarked, out int labelEnd) : Absent(at, out labelEnd);
            if (label == OptionTable.Several)
            {
                return Reading.Of(ReadingKind.Several, labelEnd);
            }

            if (label >= 0)
            {
                bool isOwn = HasOwnText(label, labelEnd, out _);
                if (named != OptionTable.None && named != label && !isOwn)
                {
                    if (namedEnd <= labelEnd || named == OptionTable.Several)
                    {
                        return Reading.Of(ReadingKind.Several, namedEnd);
                    }

                    return Finish(named, namedEnd, wrapper, isNegated, isSeveral, isText: true);
                }

                return Finish(label, labelEnd, wrapper, isNegated, isSeveral, isText: false);
            }

            ReadOnlySpan<char> word = WordAt(at, out int wordEnd);
            if (named != OptionTable.None)
            {
                return named == OptionTable.Several
                    ? Reading.Of(ReadingKind.Several, namedEnd)
                    : Finish(named, namedEnd, wrapper, isNegated, isSeveral, isText: true);
            }

            if (word.IsEmpty)
            {
                return Reading.Of(ReadingKind.Nothing, at);
            }

            if (word is "none" or "all")
            {
                return ReadGroup(word is "all", wordEnd, isNegated);
            }

            if (word.Length == 1 && char.IsAsciiLetterUpper(text.At(at)) && allowsLabel && options.OfLetter(text.At(at)) == OptionTable.None
                && IsLabelEnd(at, wordEnd, wrapper, isMarked))
            {
                return Reading.Of(ReadingKind.NoAnswer, wordEnd);
            }

            if (IsAny(word, Negations) || HanNegation(at, out wordEnd))
            {
                isNegated = true;
            }
            else if (word is "both" or "either")
            {
                isSeveral = true;
            }
            else if (IsAny(word, NonAnswers) || (isNegated && IsAny(word, NonAnswersWhenNegated)))
            {
                return Reading.Of(ReadingKind.NoAnswer, wordEnd);
            }
            else if (IsAny(word, Articles))
            {
                // After an article only a name can follow, or "option B".
                int next = SkipOpening(wordEnd, out _);
                allowsLabel = WordAt(next, out _) is "option" or "choice" or "letter" or "answer" or "correct" or "best";
            }
            else if (word is "option" or "choice" or "letter" or "answer")
            {
                allowsLabel = true;
            }
            else if (!IsAny(word, Fillers) && word is not ("correct" or "best"))
            {
                return Reading.Of(ReadingKind.Nothing, at);
            }

            at = wordEnd;
        }

        return Reading.Of(ReadingKind.Nothing, at);
    }

    /// <summary>The option whose label stands at a place, as a label and not as the beginning of a word.</summary>
    /// <param name="at">The place.</param>
    /// <param name="wrapper">The mark that stands right before it, as far as it opens a wrapper; else 0.</param>
    /// <param name="isMarked">Whether a lone lower-case letter is a label.</param>
    /// <param name="end">Where the label ends.</param>
    public int LabelAt(int at, int wrapper, bool isMarked, out int end)
    {
        int found = options.OfLetter(text.At(at));
        end = at + 1;
        if (found == OptionTable.None)
        {
            found = options.LongLabelAt(text, at, out end);
            return found;
        }

        return IsLabelEnd(at, end, wrapper, isMarked) ? found : OptionTable.None;
    }

    /// <summary>Whether the option's own text follows its label, behind marks and separators.</summary>
    public bool HasOwnText(int option, int at, out int end) => options.IsTextAt(text, SkipSeparators(at), option, out end);

    /// <summary>Past marks that close a wrapper and marks that part a label from its text.</summary>
    public int SkipSeparators(int at)
    {
        while (at < text.Length && (Closing.Contains(text.At(at))
            || text.At(at) is '.' or ':' or ',' or '-' or '\u2013' or '\u2014' or '=' or '(' or '[' or '\n' or '\\' or '、' or '。'))
        {
            at++;
        }

        return at;
    }

    public int SkipClosing(int at)
    {
        while (at < text.Length && (Closing.Contains(text.At(at)) || IsAt(at, "\\)") || IsAt(at, "\\]")))
        {
            at++;
        }

        return at;
    }

    /// <summary>The word at a place, in lower case; empty where none begins there.</summary>
    public ReadOnlySpan<char> WordAt(int at, out int end)
    {
        end = at;
        while (end < text.Length && (OutputText.IsWordUnit(text.At(end)) || (text.At(end) is '\'' or '\u2019' && end > at && char.IsLetter(text.At(end + 1)))))
        {
            if (end > at && OutputText.IsUnspaced(text.At(end)) != OutputText.IsUnspaced(text.At(at)))
            {
                break;
            }

            end++;
        }

        return text.Lower.AsSpan(at, end - at);
    }

    public bool IsAt(int at, string what) => text.Lower.AsSpan(Math.Min(at, text.Length)).StartsWith(what, StringComparison.Ordinal);

    private static int Absent(int at, out int end)
    {
        end = at;
        return OptionTable.None;
    }

    private static bool IsAny(ReadOnlySpan<char> word, string[] words)
    {
        foreach (string one in words)
        {
            if (word.SequenceEqual(one))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Past opening marks; <paramref name="wrapper"/> is the last of them where it stands right before what follows.</summary>
    private int SkipOpening(int at, out int wrapper)
    {
        wrapper = 0;
        while (at < text.Length)
        {
            if (text.At(at) == '\\')
            {
                string? command = Array.Find(Commands, one => IsAt(at, one));
                if (command is null)
                {
                    break;
                }

                at += command.Length;
                wrapper = command[^1] is '{' or '(' or '[' ? command[^1] : wrapper;
            }
            else if (Opening.Contains(text.At(at)))
            {
                char mark = text.At(at);
                wrapper = mark is ' ' or '\n' or '\t' or ':' or '=' or '→' or '|' or '#' or '>' ? 0 : mark;
                at++;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    /// <summary>Whether a letter that ends here is a label: nothing after it makes it part of a word or a name, and its wrapper is closed.</summary>
    private bool IsLabelEnd(int at, int end, int wrapper, bool isMarked)
    {
        char next = text.At(end);
        int option = options.OfLetter(text.At(at));
        if (OutputText.IsWordUnit(next) && !OutputText.IsUnspaced(next))
        {
            return false;
        }

        if (wrapper != 0 && !IsClosed(at, end, (char)wrapper))
        {
            return false;
        }

        if (next is '_' or '%' or '@' or '^' or '²' or '³' or '⁺' or '⁻' || (next is '\'' or '\u2019' && char.IsLetter(text.At(end + 1))))
        {
            return false;
        }

        bool isLower = char.IsAsciiLetterLower(text.At(at));
        if (option >= 0 && HasOwnText(option, end, out _))
        {
            return !isLower || next != ' ' || isMarked;
        }

        if (next is '-' or '+' or '/' or '&' or '\u2013' && (OutputText.IsWordUnit(text.At(end + 1)) || text.At(end + 1) == next))
        {
            // "A-D" and "A/B" name several labels; "B-cell", "B+" and "C/EBP" none.
            return next != '+' || OutputText.IsWordUnit(text.At(end + 1))
                ? options.OfLetter(text.At(end + 1)) >= 0 && !OutputText.IsWordUnit(text.At(end + 2))
                : false;
        }

        if (next == '+')
        {
            return false;
        }

        if (wrapper is '(' or '[' or '{' or '*' or '`' or '$' or '"' or '\u201C' or '【' or '「' or '『')
        {
            return true;
        }

        if (next == '.')
        {
            // "C. difficile" is a name, and "B.12" a number.
            int after = end + 1;
            if (OutputText.IsWordUnit(text.At(after)))
            {
                return false;
            }

            if (text.At(after) != ' ')
            {
                return !isLower || isMarked || after >= text.Length || text.At(after) != ' ';
            }

            while (text.At(after) == ' ')
            {
                after++;
            }

            return !char.IsLower(text.At(after)) || IsAny(WordAt(after, out _), Following);
        }

        if (next is ' ' or '\t')
        {
            int after = end;
            while (text.At(after) is ' ' or '\t')
            {
                after++;
            }

            if (!OutputText.IsWordUnit(text.At(after)) || after >= text.Length)
            {
                return !isLower || isMarked || text.At(after) is not '\n';
            }

            if (isLower && !isMarked)
            {
                return false;
            }

            // "I would" is a person, not the ninth option.
            ReadOnlySpan<char> word = WordAt(after, out _);
            return text.At(at) == 'I' ? word is "because" or "since" or "as" or "which" or "for" or "due" : IsAny(word, Following);
        }

        return !isLower || isMarked || next is ')' or ']' or '.' or ',' or ';' or '!' or '}';
    }

    private bool IsClosed(int at, int end, char wrapper)
    {
        char close = wrapper switch
        {
            '(' => ')',
            '[' => ']',
            '{' => '}',
            '<' => '>',
            '\u201C' => '\u201D',
            '\u2018' => '\u2019',
            '「' => '」',
            '『' => '』',
            '【' => '】',
            '《' => '》',
            '〈' => '〉',
            '«' => '»',
            _ => wrapper,
        };
        if (wrapper is '*' or '_' or '`' or '"' or '\'' or '$' or '~' && !IsOpening(at, wrapper))
        {
            return true;
        }

        int paragraph = text.Text.IndexOf("\n\n", end, StringComparison.Ordinal);
        return text.Text.AsSpan(end, (paragraph < 0 ? text.Length : paragraph) - end).Contains(close);
    }

    /// <summary>Whether a mark that opens and closes alike opens here: an even number of it stands before it in its paragraph.</summary>
    private bool IsOpening(int at, char mark)
    {
        int start = text.Text.LastIndexOf("\n\n", Math.Max(at - 1, 0), StringComparison.Ordinal);
        ReadOnlySpan<char> before = text.Text.AsSpan(start < 0 ? 0 : start, at - (start < 0 ? 0 : start));
        int runs = 0;
        for (int i = 0; i < before.Length; i++)
        {
            if (before[i] == mark && (i == 0 || before[i - 1] != mark))
            {
                runs++;
            }
        }

        return runs % 2 == 1;
    }

    /// <summary>What follows an option decides whether it stands alone.</summary>
    private Reading Finish(int option, int end, int wrapper, bool isNegated, bool isSeveral, bool isText)
    {
        if (isText && !IsTextEnd(end))
        {
            return Reading.Of(ReadingKind.Nothing, end);
        }

        int after = end;
        if (!isText)
        {
            if (HasOwnText(option, end, out int ownEnd))
            {
                after = ownEnd;
                int longer = options.TextAt(text, SkipSeparators(end), out int longerEnd);
                if (longer >= 0 && longer != option && longerEnd > ownEnd)
                {
                    return Reading.Of(ReadingKind.Several, longerEnd);
                }
            }
            else if (text.At(SkipClosingMarks(end)) is '.' or ':' or '-' or '\u2013' or '\u2014' or '(' or ',' || text.At(end) is ')' or ']' or ' ')
            {
                int other = options.TextAt(text, SkipSeparators(end), out int otherEnd);
                if (other != OptionTable.None && other != option && options.TokensOf(Math.Max(other, 0)) > 0 && IsStatementEnd(otherEnd))
                {
                    return Reading.Of(ReadingKind.Several, otherEnd);
                }
            }
        }
        else if (LabelBehind(end, out int behind, out int behindEnd))
        {
            if (behind != option)
            {
                return Reading.Of(ReadingKind.Several, behindEnd);
            }

            after = behindEnd;
        }

        if (Joins(option, after, isText))
        {
            return Reading.Of(isNegated ? ReadingKind.NoAnswer : ReadingKind.Several, after);
        }

        if (isSeveral)
        {
            return Reading.Of(ReadingKind.Several, after);
        }

        int rest = SkipClosing(after);
        if (text.At(rest) == '?')
        {
            return Reading.Of(ReadingKind.Nothing, rest);
        }

        if (!isNegated && WordAt(rest, out _) is "if" or "unless")
        {
            return Reading.Of(ReadingKind.Several, rest);
        }

        if (!isNegated)
        {
            return new Reading(ReadingKind.Answer, option, after);
        }

        // "not B but C"
        rest = rest < text.Length && text.At(rest) == ',' ? SkipClosing(rest + 1) : rest;
        if (WordAt(rest, out int wordEnd) is "but" or "rather" or "sondern" or "sino" or "mais" or "а")
        {
            int place = SkipOpening(wordEnd, out _);
            Reading instead = Read(WordAt(place, out int rather) is "rather" ? rather : wordEnd, isMarked: false);
            if (instead.Kind == ReadingKind.Answer && instead.Option != option)
            {
                return instead;
            }
        }

        return new Reading(ReadingKind.Excluded, option, after);
    }

    /// <summary>A label in brackets right behind the text of an option.</summary>
    private bool LabelBehind(int at, out int label, out int end)
    {
        label = OptionTable.None;
        end = at;
        int open = at;
        while (text.At(open) is ' ' or '*' or '"' or '_' or '\'')
        {
            open++;
        }

        if (text.At(open) is not ('(' or '['))
        {
            return false;
        }

        int inner = open + 1;
        if (WordAt(inner, out int wordEnd) is "option" or "choice" or "answer")
        {
            inner = SkipOpening(wordEnd, out _);
        }

        label = options.OfLetter(text.At(inner));
        end = inner + 1;
        return label >= 0 && text.At(end) is ')' or ']' && char.IsAsciiLetterUpper(text.At(inner));
    }

    private bool IsTextEnd(int end)
    {
        char next = text.At(end);
        if (next is '-' or '\'' or '\u2019' && OutputText.IsWordUnit(text.At(end + 1)))
        {
            return false;
        }

        if (next != ' ')
        {
            return true;
        }

        int after = end;
        while (text.At(after) == ' ')
        {
            after++;
        }

        return !OutputText.IsWordUnit(text.At(after)) || IsAny(WordAt(after, out _), Following);
    }

    private bool IsStatementEnd(int at)
    {
        at = SkipClosing(at);
        return text.At(at) is '\n' or '.' or '!' or ';' or '。' or '}';
    }

    private int SkipClosingMarks(int at)
    {
        while (Closing.Contains(text.At(at)))
        {
            at++;
        }

        return at;
    }

    /// <summary>Whether another option is named beside this one: "A and B", "A/B", "A, B", "A to D".</summary>
    private bool Joins(int option, int at, bool isText)
    {
        at = SkipClosing(at);
        while (text.At(at) == '\\' && Array.Find(Commands, one => IsAt(at, one)) is { } command)
        {
            at = SkipClosing(at + command.Length);
        }

        char mark = text.At(at);
        bool isRange = mark is '-' or '\u2013' or '\u2014' or '~';
        bool isList = mark is '/' or '&' or '+' or ',' or '、' or ';' or '|';
        int next = at;
        if (isRange || isList)
        {
            next = at + 1;
        }
        else
        {
            ReadOnlySpan<char> word = WordAt(at, out int wordEnd);
            if (word is "to" or "through" or "thru" or "至" or "到" or "bis")
            {
                isRange = true;
            }
            else if (!IsAny(word, Joining) && word is not ("和" or "或" or "及" or "或者" or "以及"))
            {
                return false;
            }

            next = wordEnd;
        }

        for (int step = 0; step < 6; step++)
        {
            next = SkipOpening(SkipClosing(next), out _);
            int other = options.OfLetter(text.At(next));
            if (other >= 0 && char.IsAsciiLetterUpper(text.At(next)) && (!OutputText.IsWordUnit(text.At(next + 1)) || OutputText.IsUnspaced(text.At(next + 1))))
            {
                return other != option && !IsVerbBehind(next + 1, other)
                    && !(isRange && text.At(at + 1) == ' ' && mark == '-' && options.IsTextAt(text, next, other, out _));
            }

            if (isText)
            {
                other = options.TextAt(text, next, out int otherEnd);
                if (other != OptionTable.None)
                {
                    return other != option && !IsVerbBehind(otherEnd, OptionTable.None);
                }
            }

            ReadOnlySpan<char> word = WordAt(next, out int wordEnd);
            if (!IsAny(word, JoiningFillers) && (!isText || word is not ("the" or "a" or "an")))
            {
                return false;
            }

            next = wordEnd;
        }

        return false;
    }

    /// <summary>Whether what stands before is the subject of a clause of its own: "B, and C is wrong".</summary>
    private bool IsVerbBehind(int at, int option)
    {
        at = SkipClosing(at);
        if (option >= 0 && HasOwnText(option, at, out int ownEnd))
        {
            at = SkipClosing(ownEnd);
        }

        return IsAny(WordAt(at, out _), Verbs);
    }

    private Reading ReadGroup(bool isAll, int at, bool isNegated)
    {
        int group = options.Group(isAll ? "all" : "none");
        if (group >= 0 && !isNegated)
        {
            return new Reading(ReadingKind.Answer, group, at);
        }

        return Reading.Of(isAll && !isNegated ? ReadingKind.Several : ReadingKind.NoAnswer, at);
    }

    private bool HanNegation(int at, out int end)
    {
        foreach (string word in (ReadOnlySpan<string>)["不是", "不选", "不應", "不应", "并非", "不", "非"])
        {
            if (IsAt(at, word))
            {
                end = at + word.Length;
                return true;
            }
        }

        WordAt(at, out end);
        return false;
    }
}
