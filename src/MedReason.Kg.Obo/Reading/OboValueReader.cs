using System.Text;

namespace MedReason.Kg.Obo;

/// <summary>Reads the parts of one tag's value: text, quoted text, ids, lists of references, modifiers, a hidden comment.</summary>
internal ref struct OboValueReader
{
    /// <summary>The maximum number of characters that a message quotes.</summary>
    private const int ShortLength = 40;

    private const string EscapedCharacters = "ntW:,\"\\()[]{}!";

    private readonly ReadOnlySpan<char> _value;
    private int _position;

    public OboValueReader(ReadOnlySpan<char> value)
    {
        _value = value;
        SkipSpace();
    }

    /// <summary>Whether nothing but a hidden comment is left.</summary>
    public readonly bool IsAtEnd => _position >= _value.Length || _value[_position] == '!';

    /// <summary>Gets whether a backslash was read before a character that the format does not escape.</summary>
    public bool HasUnknownEscape { get; private set; }

    private readonly char Current => _position < _value.Length ? _value[_position] : '\0';

    /// <summary>The rest as free text, without the modifiers and the hidden comment that may follow it.</summary>
    public string ReadText()
    {
        var text = new StringBuilder(_value.Length - _position);
        while (_position < _value.Length)
        {
            char current = _value[_position];
            bool isAfterSpace = _position == 0 || char.IsWhiteSpace(_value[_position - 1]);

            // A stray exclamation mark inside a sentence is text: only one with space around it opens a comment, and only braces that
            // hold assignments up to the line's end are modifiers.
            if (isAfterSpace && (current == '!' || (current == '{' && LooksLikeModifiers())))
            {
                break;
            }

            AppendCharacter(text);
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>Reads a text between double quotes.</summary>
    /// <exception cref="OboLineException">The quoted text is missing, or it is not closed.</exception>
    public string ReadQuoted() =>
        !IsQuoted ? throw new OboLineException(OboReportReasons.BadQuote, $"expected a text between double quotes, found '{Shorten(_value[_position..])}'")
        : TryReadQuoted(out string text) ? text
        : throw new OboLineException(OboReportReasons.BadQuote, "expected the closing double quote, found the end of the line");

    /// <summary>Whether the next part is a text between double quotes.</summary>
    public readonly bool IsQuoted => Current == '"';

    /// <summary>Whether the next part is a list of references.</summary>
    public readonly bool IsList => Current == '[';

    /// <summary>Whether the next part is a block of modifiers.</summary>
    public readonly bool IsModifiers => Current == '{';

    /// <summary>Reads the text up to the next white space, comment or modifiers; empty at the end.</summary>
    public string ReadWord()
    {
        var word = new StringBuilder();
        while (_position < _value.Length && !char.IsWhiteSpace(Current) && Current is not ('!' or '{') && (word.Length > 0 || Current is not ('[' or '"')))
        {
            AppendCharacter(word);
        }

        SkipSpace();
        return word.ToString();
    }

    /// <summary>Steps over a list of references between square brackets.</summary>
    /// <exception cref="OboLineException">It is not closed.</exception>
    public void SkipList()
    {
        _position++;
        bool isQuoted = false;
        while (_position < _value.Length)
        {
            char current = _value[_position];
            if (current == '\\')
            {
                _position++;
            }
            else if (current == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (current == ']' && !isQuoted)
            {
                _position++;
                SkipSpace();
                return;
            }

            _position++;
        }

        throw new OboLineException(OboReportReasons.BadList, "expected the closing square bracket, found the end of the line");
    }

    /// <summary>Reads the modifiers between braces, if there are any at this position.</summary>
    /// <returns>Name and value of each, in order.</returns>
    /// <exception cref="OboLineException">They are not closed, or are not assignments.</exception>
    public IReadOnlyList<OboQualifier> ReadModifiers() => !IsModifiers ? []
        : TryReadModifiers(out List<OboQualifier> modifiers) ? modifiers
        : throw new OboLineException(OboReportReasons.BadModifiers, "expected modifiers of the form {name=\"value\"}, found others or no closing brace");

    /// <summary>Steps over modifiers and makes sure that nothing else is left.</summary>
    /// <exception cref="OboLineException">Something is.</exception>
    public void ReadEnd()
    {
        ReadModifiers();
        if (!IsAtEnd)
        {
            throw new OboLineException(OboReportReasons.TrailingText, $"expected the end of the line, found '{Shorten(_value[_position..])}'");
        }
    }

    internal static string Shorten(ReadOnlySpan<char> text) => OboReportSink.Excerpt(text, ShortLength) + (text.Length <= ShortLength ? string.Empty : "...");

    // A name or a bare value that holds an opening brace is not a modifier, so that looking ahead from every brace of a line takes time in proportion to
    // the line.
    private bool TryReadModifiers(out List<OboQualifier> modifiers)
    {
        modifiers = [];
        do
        {
            _position++;
            SkipSpace();
            if (Current == '}')
            {
                break;
            }

            if (!TryReadUntil("=", "{}\",", out string name))
            {
                return false;
            }

            _position++;
            SkipSpace();
            if (IsQuoted ? !TryReadQuoted(out string value) : !TryReadUntil("},", "{", out value))
            {
                return false;
            }

            modifiers.Add(new OboQualifier(name, value));
        }
        while (Current == ',');
        if (Current != '}')
        {
            return false;
        }

        _position++;
        SkipSpace();
        return true;
    }

    private bool TryReadUntil(string ends, string forbidden, out string text)
    {
        var read = new StringBuilder();
        while (_position < _value.Length && !ends.Contains(Current, StringComparison.Ordinal) && !forbidden.Contains(Current, StringComparison.Ordinal))
        {
            AppendCharacter(read);
        }

        text = read.ToString().Trim();
        return _position < _value.Length && ends.Contains(Current, StringComparison.Ordinal);
    }

    private bool TryReadQuoted(out string text)
    {
        _position++;
        var read = new StringBuilder();
        while (_position < _value.Length && Current != '"')
        {
            AppendCharacter(read);
        }

        text = read.ToString();
        bool isClosed = _position < _value.Length;
        _position += isClosed ? 1 : 0;
        SkipSpace();
        return isClosed;
    }

    private void SkipSpace()
    {
        while (_position < _value.Length && char.IsWhiteSpace(_value[_position]))
        {
            _position++;
        }
    }

    private void AppendCharacter(StringBuilder text)
    {
        char current = _value[_position++];
        if (current != '\\' || _position >= _value.Length)
        {
            text.Append(current);
            return;
        }

        char escaped = _value[_position++];
        HasUnknownEscape |= !EscapedCharacters.Contains(escaped, StringComparison.Ordinal);
        text.Append(escaped switch
        {
            'n' => '\n',
            't' => '\t',
            'W' => ' ',
            _ => escaped,
        });
    }

    // The text so far is not touched: this only looks ahead.
    private readonly bool LooksLikeModifiers()
    {
        OboValueReader ahead = this;
        return ahead.TryReadModifiers(out List<OboQualifier> modifiers) && modifiers.Count > 0 && ahead.IsAtEnd;
    }
}
