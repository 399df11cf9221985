namespace MedReason.Evaluation;

/// <summary>The options of a question, made fit to be found in an output. Immutable.</summary>
internal sealed class OptionTable
{
    /// <summary>No option.</summary>
    public const int None = -1;

    /// <summary>Several options that have the same text.</summary>
    public const int Several = -2;

    private static readonly string[] GroupWords =
    [
        "of", "the", "above", "these", "those", "them", "following", "options", "option", "choices", "listed", "given", "are", "is", "correct", "mentioned",
            "provided",
        "answers", "statements", "apply", "a", "b", "c", "d", "e", "f", "true",
    ];

    private readonly int[] _byLetter = new int[26];
    private readonly string[][] _tokens;
    private readonly string[] _labels;
    private readonly string[] _texts;
    private readonly bool _hasLongLabels;

    public OptionTable(IReadOnlyList<AnswerOption> options)
    {
        Array.Fill(_byLetter, None);
        _labels = new string[options.Count];
        _tokens = new string[options.Count][];
        _texts = new string[options.Count];
        for (int i = 0; i < options.Count; i++)
        {
            string label = OutputText.Normalize(options[i].Label).Trim();
            _labels[i] = label.ToLowerInvariant();
            if (label.Length == 1 && char.IsAsciiLetter(label[0]))
            {
                _byLetter[_labels[i][0] - 'a'] = i;
            }
            else
            {
                _hasLongLabels = true;
            }

            string lower = OutputText.Normalize(options[i].Text).ToLowerInvariant();
            _texts[i] = Plain(lower);
            _tokens[i] = [.. OutputText.Tokenize(lower).Select(token => lower[token.Start..token.End])];
        }
    }

    public int Count => _labels.Length;

    /// <summary>Whether every option is a decision about a statement, such as yes, no and maybe.</summary>
    public bool AreDecisions => _tokens.Length > 1 && _tokens.All(static tokens => tokens is ["yes" or "no" or "maybe" or "true" or "false" or "uncertain"]);

    /// <summary>The option whose label is a letter.</summary>
    public int OfLetter(char letter) => char.IsAsciiLetter(letter) ? _byLetter[(letter | 0x20) - 'a'] : None;

    /// <summary>The option whose label, of another kind than one letter, stands at a place.</summary>
    public int LongLabelAt(OutputText text, int place, out int end)
    {
        end = place;
        int found = None;
        if (_hasLongLabels)
        {
            for (int i = 0; i < _labels.Length; i++)
            {
                string label = _labels[i];
                if ((label.Length != 1 || !char.IsAsciiLetter(label[0])) && label.Length > end - place
                    && text.Lower.AsSpan(place).StartsWith(label, StringComparison.Ordinal)
                    && !(OutputText.IsWordUnit(label[^1]) && OutputText.IsWordUnit(text.At(place + label.Length))))
                {
                    (found, end) = (i, place + label.Length);
                }
            }
        }

        return found;
    }

    /// <summary>The option whose text stands at a place, the longest where one begins with another.</summary>
    /// <returns>The option, <see cref="None"/>, or <see cref="Several"/> where options have the same text.</returns>
    public int TextAt(OutputText text, int place, out int end)
    {
        int first = text.TokenFrom(place);
        end = place;
        if (first == text.Tokens.Count || !OnlyMarks(text, place, text.Tokens[first].Start))
        {
            return None;
        }

        int found = None;
        int length = 0;
        for (int i = 0; i < _tokens.Length; i++)
        {
            if (_tokens[i].Length >= Math.Max(1, length) && StandsAt(text, first, _tokens[i]))
            {
                found = _tokens[i].Length == length ? Several : i;
                length = _tokens[i].Length;
            }
        }

        end = found == None ? place : text.Tokens[first + length - 1].End;
        return found;
    }

    /// <summary>Whether the text of one option stands at a place.</summary>
    public bool IsTextAt(OutputText text, int place, int option, out int end)
    {
        int first = text.TokenFrom(place);
        end = place;
        if (first == text.Tokens.Count || _tokens[option].Length == 0 || !OnlyMarks(text, place, text.Tokens[first].Start)
            || !StandsAt(text, first, _tokens[option]))
        {
            return false;
        }

        end = text.Tokens[first + _tokens[option].Length - 1].End;
        return true;
    }

    /// <summary>Whether the text of an option is too short or too common to be distinguished from other words of a running text.</summary>
    public bool IsCommon(int option) => _tokens[option] switch
    {
        [] => true,
        [var only] => only.Length <= 3 || only is "none" or "both" or "maybe" or "true" or "false" or "normal" or "increased" or "decreased"
            || only.AsSpan().IndexOfAnyInRange('a', 'z') < 0 && only[0] < 0x80,
        var several => several.All(token => token.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0),
    };

    /// <summary>The option whose text is the whole output.</summary>
    public int Whole(OutputText text) =>
        text.Tokens.Count > 0 && TextAt(text, text.Tokens[0].Start, out int end) is >= 0 and int option && text.TokenFrom(end) == text.Tokens.Count
            ? option
            : None;

    /// <summary>
    /// The option whose text is the whole output sign by sign, also where it is of signs that are no words; a text that is another's label names no option.
    /// </summary>
    public int Exact(string output)
    {
        string plain = Plain(OutputText.Normalize(output).ToLowerInvariant());
        int option = plain.Length == 0 ? None : Array.IndexOf(_texts, plain);
        return option < 0 || Array.IndexOf(_texts, plain, option + 1) >= 0 || Array.Exists(_labels, label => label == plain && label != _labels[option])
            ? None
            : option;
    }

    /// <summary>The option that says "none" or "all of the above", in whatever words.</summary>
    public int Group(string lead)
    {
        int found = None;
        for (int i = 0; i < _tokens.Length; i++)
        {
            if (_tokens[i].Length > 0 && _tokens[i][0] == lead && _tokens[i].Skip(1).All(token => Array.IndexOf(GroupWords, token) >= 0))
            {
                found = found == None ? i : Several;
            }
        }

        return found;
    }

    /// <summary>The option that says "none" or "all of the above", where the whole output says that and no more.</summary>
    public int WholeGroup(OutputText text)
    {
        if (text.Tokens.Count == 0)
        {
            return None;
        }

        string lead = text.Lower[text.Tokens[0].Start..text.Tokens[0].End];
        return lead is "none" or "all" && text.Tokens.Skip(1).All(token => Array.IndexOf(GroupWords, text.Lower[token.Start..token.End]) >= 0)
            ? Group(lead)
            : None;
    }

    private static string Plain(string lower) => string.Join(' ', lower.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.', ' ');

    private static bool StandsAt(OutputText text, int first, string[] tokens)
    {
        if (first + tokens.Length > text.Tokens.Count)
        {
            return false;
        }

        for (int i = 0; i < tokens.Length; i++)
        {
            (int start, int end) = text.Tokens[first + i];
            if (!text.Lower.AsSpan(start, end - start).SequenceEqual(tokens[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool OnlyMarks(OutputText text, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (text.Text[i] is not (' ' or '\n' or '\t' or '"' or '\'' or '*' or '_' or '`' or '(' or '[' or '{' or '-' or '\u201C' or '\u2018' or '「'
                or '『' or '《' or '«' or '$'))
            {
                return false;
            }
        }

        return true;
    }
}
