using System.Buffers;
using System.Globalization;
using System.Text;

namespace MedReason.Text;

/// <summary>Finds names in text on word boundaries, without regard to case, punctuation and spacing. Immutable.</summary>
internal sealed class TextMatch
{
    private const int OnStack = 256;

    private readonly string _folded;

    /// <summary>Prepares a text.</summary>
    /// <param name="text">The text.</param>
    public TextMatch(string text)
    {
        using Folded folded = new(text, stackalloc char[OnStack]);
        _folded = folded.Text.ToString();
    }

    /// <summary>Whether both are the same words.</summary>
    public static bool IsSame(string? left, string? right) => left is not null && right is not null && new TextMatch(left).Is(right);

    /// <summary>Whether the text is the same words as another; one without a letter or digit is the same as none.</summary>
    public bool Is(string other)
    {
        if (_folded.Length <= 2)
        {
            return false;
        }

        using Folded folded = new(other, stackalloc char[OnStack]);
        return folded.Text.SequenceEqual(_folded);
    }

    /// <summary>Whether the text is a node's name or one of its synonyms.</summary>
    public bool IsNameOf(KgNode node)
    {
        if (_folded.Length <= 2)
        {
            return false;
        }

        bool isFound = Is(node.Name);
        for (int i = 0; i < node.Synonyms.Count && !isFound; i++)
        {
            isFound = Is(node.Synonyms[i]);
        }

        return isFound;
    }

    /// <summary>Whether the text holds the name as whole words.</summary>
    /// <param name="name">The name; one without a letter or digit is found nowhere.</param>
    public bool Names(string name)
    {
        using Folded folded = new(name, stackalloc char[OnStack]);
        return folded.Text.Length > 2 && _folded.AsSpan().IndexOf(folded.Text) >= 0;
    }

    /// <summary>Whether the text holds a node's name or one of its synonyms.</summary>
    public bool Names(KgNode node) => Names(node.Name) || node.Synonyms.Any(Names);

    /// <summary>
    /// Words in lower case with one space before, between and behind them, so that a whole-word search is a plain one. Most names are folded to be compared
    /// once: they cost no string.
    /// </summary>
    private ref struct Folded
    {
        private readonly Span<char> _buffer;
        private readonly char[]? _rented;
        private int _length;

        public Folded(ReadOnlySpan<char> text, Span<char> buffer)
        {
            // A character's lower case is no longer than the character, and a space is added at either end.
            _rented = text.Length + 2 > buffer.Length ? ArrayPool<char>.Shared.Rent(text.Length + 2) : null;
            _buffer = _rented ?? buffer;
            _buffer[_length++] = ' ';
            for (int i = 0; i < text.Length;)
            {
                char unit = text[i];
                if (char.IsAscii(unit))
                {
                    AddAscii(unit);
                    i++;
                    continue;
                }

                Rune.DecodeFromUtf16(text[i..], out Rune rune, out int width);
                i += width;
                if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark)
                {
                    _length += Rune.ToLowerInvariant(rune).EncodeToUtf16(_buffer[_length..]);
                }
                else
                {
                    AddSpace();
                }
            }

            AddSpace();
        }

        public readonly ReadOnlySpan<char> Text => _buffer[.._length];

        public readonly void Dispose()
        {
            if (_rented is not null)
            {
                ArrayPool<char>.Shared.Return(_rented);
            }
        }

        private void AddAscii(char unit)
        {
            if (char.IsAsciiLetterOrDigit(unit))
            {
                _buffer[_length++] = char.IsAsciiLetterUpper(unit) ? (char)(unit | 0x20) : unit;
            }
            else if (unit == '+' && _buffer[_length - 1] != ' ')
            {
                // "Na+" is not "Na".
                _buffer[_length++] = '+';
            }
            else
            {
                AddSpace();
            }
        }

        private void AddSpace()
        {
            if (_buffer[_length - 1] != ' ')
            {
                _buffer[_length++] = ' ';
            }
        }
    }
}
