using System.Text;

namespace MedReason.Kg.Obo;

/// <summary>Reads the parts of one tag's value: text, quoted text, ids, lists of references, modifiers, a hidden comment.</summary>
internal ref struct OboValueReader
{
    private readonly ReadOnlySpan<char> _value;
    private int _position;

    public OboValueReader(ReadOnlySpan<char> value)
    {
        _value = value;
        SkipSpace();
    }

    /// <summary>Whether nothing but a hidden comment is left.</summary>
    public readonly bool IsAtEnd => _position >= _value.Length || _value[_position] == '!';

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

    /// <summary>A text between double quotes.</summary>
    /// <exception cref="FormatException">The quoted text is missing, or it does not end.</exception>
    public string ReadQuoted()
    {
        if (Current != '"')
        {
            throw new FormatException("a text between double quotes is expected");
        }

        _position++;
        var text = new StringBuilder();
        while (Current != '"')
        {
            if (_position >= _value.Length)
            {
                throw new FormatException("the closing double quote is missing");
            }

            AppendCharacter(text);
        }

        _position++;
        SkipSpace();
        return text.ToString();
    }

    /// <summary>Whether the next part is a text between double quotes.</summary>
    public readonly bool IsQuoted => Current == '"';

    /// <summary>Whether the next part is a list of references.</summary>
    public readonly bool IsList => Current == '[';

    /// <summary>Whether the next part is a block of modifiers.</summary>
    public readonly bool IsModifiers => Current == '{';

    /// <summary>Reads the text up to the next white space; empty at the end.</summary>
    public string ReadWord()
    {
        var word = new StringBuilder();
        while (_position < _value.Length && !char.IsWhiteSpace(Current) && (word.Length > 0 || Current is not ('!' or '{' or '[' or '"')))
        {
            AppendCharacter(word);
        }

        SkipSpace();
        return word.ToString();
    }

    /// <summary>Steps over a list of references between square brackets.</summary>
    /// <exception cref="FormatException">It does not end.</exception>
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

        throw new FormatException("the closing square bracket is missing");
    }

    /// <summary>Reads the modifiers between braces, if there are any at this position.</summary>
    /// <returns>Name and value of each, in order.</returns>
    /// <exception cref="FormatException">They do not end, or are no assignments.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> ReadModifiers()
    {
        if (Current != '{')
        {
            return [];
        }

        _position++;
        var modifiers = new List<KeyValuePair<string, string>>();
        while (true)
        {
            SkipSpace();
            if (Current == '}')
            {
                _position++;
                SkipSpace();
                return modifiers;
            }

            var name = new StringBuilder();
            while (Current is not ('=' or '}' or ',' or '\0'))
            {
                AppendCharacter(name);
            }

            if (Current != '=')
            {
                throw new FormatException("modifiers of the form {name=\"value\"} are expected");
            }

            _position++;
            SkipSpace();
            string value;
            if (IsQuoted)
            {
                value = ReadQuoted();
            }
            else
            {
                var bare = new StringBuilder();
                while (Current is not ('}' or ',' or '\0'))
                {
                    AppendCharacter(bare);
                }

                value = bare.ToString().TrimEnd();
            }

            modifiers.Add(new(name.ToString().Trim(), value));
            if (Current == ',')
            {
                _position++;
            }
            else if (Current != '}')
            {
                throw new FormatException("the closing brace of the modifiers is missing");
            }
        }
    }

    /// <summary>Steps over modifiers and makes sure that nothing else is left.</summary>
    /// <exception cref="FormatException">Something is.</exception>
    public void ReadEnd()
    {
        ReadModifiers();
        if (!IsAtEnd)
        {
            throw new FormatException($"the end of the line is expected, not '{Shorten(_value[_position..])}'");
        }
    }

    internal static string Shorten(ReadOnlySpan<char> text) => text.Length <= 40 ? text.ToString() : $"{text[..40]}...";

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
        try
        {
            return ahead.ReadModifiers().Count > 0 && ahead.IsAtEnd;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
