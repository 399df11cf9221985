using System.Buffers;
using System.Globalization;
using System.Text;

namespace MedReason.Text;

/// <summary>
/// The one place that says when two spellings are the same word: case, diacritics and compatibility letters, Greek letters by name,
/// British and American spelling, singular and plural of English, Latin and Greek.
/// </summary>
/// <remarks>
/// The normal form is a key, not a word to show: "vertebrae" and "vertebra" both become "vertebr". Deterministic, free of culture, safe for
/// concurrent use, total: any sequence of UTF-16 code units has a normal form.
/// </remarks>
internal static class TermNormalizer
{
    /// <summary>Words with more characters than this have no normal form: no name holds them.</summary>
    public const int MaxTokenLength = 64;

    /// <summary>As much room as the normal form of a word of <see cref="MaxTokenLength"/> characters can need: a letter may unfold to seven.</summary>
    public const int BufferLength = MaxTokenLength * 7;

    // Letters of the Latin-1 Supplement and Latin Extended-A, from U+00C0 on, without their marks. '*' stands for what unfolds to two letters or more.
    private const string LatinBase =
        "aaaaaa*ceeeeiiiidnooooo\0ouuuuy**aaaaaa*ceeeeiiiidnooooo\0ouuuuy*y" +
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkkllllllllllnnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    private static readonly string[] Greek =
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "omicron", "pi", "rho",
        "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ];

    /// <summary>Writes the normal form of one word.</summary>
    /// <param name="word">A word as <see cref="TextTokenizer"/> finds it.</param>
    /// <param name="destination">At least <see cref="BufferLength"/> characters.</param>
    /// <returns>The length of the normal form; 0 where the word is longer than <see cref="MaxTokenLength"/> or nothing is left of it.</returns>
    public static int NormalizeToken(ReadOnlySpan<char> word, Span<char> destination)
    {
        if (word.Length > MaxTokenLength)
        {
            return 0;
        }

        int length = 0;
        bool plain = true;
        foreach (char c in word)
        {
            if (c < 128)
            {
                if ((uint)(c - 'a') <= 'z' - 'a')
                {
                    destination[length++] = c;
                }
                else if ((uint)(c - 'A') <= 'Z' - 'A')
                {
                    destination[length++] = (char)(c | 0x20);
                }
                else if (c is not ('-' or ' '))
                {
                    destination[length++] = c;
                    plain &= c > '9';
                }
            }
            else
            {
                length = Fold(c, destination, length);
            }
        }

        // A word with a digit is a code or a symbol: its letters are not inflected.
        return plain && length > 2 ? Stem(destination, length) : length;
    }

    /// <summary>The normal form of a whole name: the normal forms of its words, without those that carry no meaning, joined by one space.</summary>
    /// <param name="term">The name; any text.</param>
    /// <returns>The key; empty where no word is left.</returns>
    public static string Normalize(ReadOnlySpan<char> term)
    {
        StringBuilder key = new(Math.Min(term.Length, 256));
        char[] buffer = ArrayPool<char>.Shared.Rent(BufferLength);
        TextTokenizer tokenizer = new(term);
        while (tokenizer.TryRead(out TextToken token))
        {
            int length = token.Has(TextTokenTraits.Stop) ? 0 : NormalizeToken(term[token.Start..token.End], buffer);
            if (length > 0)
            {
                key.Append(key.Length > 0 ? " " : string.Empty).Append(buffer, 0, length);
            }
        }

        ArrayPool<char>.Shared.Return(buffer);
        return key.ToString();
    }

    private static int Fold(char c, Span<char> destination, int length)
    {
        if (c is >= '\u00C0' and <= '\u017F')
        {
            char letter = LatinBase[c - '\u00C0'];
            if (letter is not ('*' or '\0'))
            {
                destination[length++] = letter;
                return length;
            }

            ReadOnlySpan<char> unfolded = c switch
            {
                '\u00C6' or '\u00E6' => "ae",
                '\u00DE' or '\u00FE' => "th",
                '\u00DF' => "ss",
                '\u0132' or '\u0133' => "ij",
                '\u0152' or '\u0153' => "oe",
                _ => default,
            };
            unfolded.CopyTo(destination[length..]);
            return length + unfolded.Length;
        }

        char lower = char.ToLowerInvariant(c);
        if (lower is >= '\u03B1' and <= '\u03C9')
        {
            string name = Greek[lower - '\u03B1'];
            name.CopyTo(destination[length..]);
            return length + name.Length;
        }

        switch (lower)
        {
            case '\u00B5':
                "mu".CopyTo(destination[length..]);
                return length + 2;
            case >= '\uFF10' and <= '\uFF5A':
                // Full-width digits and letters.
                destination[length] = (char)(lower - 0xFEE0);
                return length + 1;
            case '\uFB00' or '\uFB01' or '\uFB02' or '\uFB03' or '\uFB04':
                string ligature = (lower - '\uFB00') switch { 0 => "ff", 1 => "fi", 2 => "fl", 3 => "ffi", _ => "ffl" };
                ligature.CopyTo(destination[length..]);
                return length + ligature.Length;
            default:
                if (char.GetUnicodeCategory(lower) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
                {
                    return length;
                }

                destination[length] = lower;
                return length + 1;
        }
    }

    /// <summary>Spelling, then number. Both sides of a comparison go through it, so that a wrong stem harms only where it meets another word's.</summary>
    private static int Stem(Span<char> word, int length)
    {
        if (length == 4 && word[0] is 'f' or 't' && word[1] == 'e' && word[2] == 'e' && word[3] is 't')
        {
            word[1] = word[2] = 'o';
            return length;
        }

        if (length == 5 && word[..5].SequenceEqual("teeth"))
        {
            word[1] = word[2] = 'o';
            return length;
        }

        if (length == 8 && word[..8].SequenceEqual("children"))
        {
            return 5;
        }

        if (length > 4)
        {
            length = Respell(word, length);
        }

        return length > 2 ? StripNumber(word, length) : length;
    }

    private static int Respell(Span<char> word, int length)
    {
        int to = 0;
        for (int from = 0; from < length; from++)
        {
            char c = word[from];
            char next = from + 1 < length ? word[from + 1] : '\0';
            switch (c)
            {
                // haemorrhage, oedema, oesophagus; "ae" at a word's end is the Latin plural, which StripNumber handles.
                case 'a' when next == 'e' && from + 2 < length:
                case 'o' when next == 'e' && from + 2 < length && (word[from + 2] != 's' || from + 3 < length):
                    continue;

                // tumour, colour
                case 'u' when next == 'r' && to > 1 && word[to - 1] == 'o':
                    continue;

                // sulphate
                case 'p' when next == 'h' && word[..to].EndsWith("ul"):
                    c = 'f';
                    from++;
                    break;

                // leucocyte
                case 'c' when next == 'o' && word[..to].EndsWith("leu"):
                    c = 'k';
                    break;
            }

            word[to++] = c;
        }

        RespellEnding(word[..to]);
        return to;
    }

    private static void RespellEnding(Span<char> word)
    {
        switch (word[^1])
        {
            case 'n' when word.EndsWith("isation"):
                word[^6] = 'z';
                break;
            case 's' when word.EndsWith("isations"):
                word[^7] = 'z';
                break;
            case 'd' when word.Length > 6 && word.EndsWith("ised"):
                word[^3] = 'z';
                break;
            case 'g' when word.Length > 6 && word.EndsWith("ising"):
                word[^4] = 'z';
                break;
            case 'e' when word.EndsWith("tre") || word.EndsWith("bre"):
                word[^2] = 'e';
                word[^1] = 'r';
                break;
        }
    }

    /// <summary>Endings of the singular and of the plural become one; endings that distinguish words stay apart ("clone" and "clonus").</summary>
    private static int StripNumber(Span<char> word, int length)
    {
        if (length < 4)
        {
            return length;
        }

        char before = word[length - 2];
        switch (word[length - 1])
        {
            case 's':
                return StripS(word, length);
            case 'e' when before == 'a' || (before == 's' && length > 5):
                // vertebrae; disease, as the plural leaves it
                return length - 1;
            case 'i':
                word[length - 1] = 'u';
                return length;
            case 'a' when length >= 8 && word[..length].EndsWith("mata"):
                // carcinomata
                return length - 2;
            case 'm' when before == 'u' && length > 4:
                // septum, septa
                word[length - 2] = 'a';
                return length - 1;
            case 'y':
                word[length - 1] = 'i';
                return length;
            case 'x' when before is 'e' or 'i' && length > 4:
                // cortex, cortices
                word[length - 2] = 'i';
                word[length - 1] = 'c';
                return length;
            case 'x' when before == 'n' && length > 4:
                // phalanx, phalanges
                word[length - 1] = 'g';
                word[length] = 'e';
                return length + 1;
            default:
                return length;
        }
    }

    private static int StripS(Span<char> word, int length) => word[length - 2] switch
    {
        's' => length,

        // stenosis, stenoses
        'i' => length > 5 && word[length - 3] == 's' ? length - 2 : length,
        'e' => StripEs(word, length),

        // nevus, nevi; and the plural
        _ => length - 1,
    };

    private static int StripEs(Span<char> word, int length)
    {
        ReadOnlySpan<char> stem = word[..(length - 2)];
        if (stem.EndsWith("itid"))
        {
            word[length - 4] = 's';
            return length - 3;
        }

        if (stem.EndsWith("us") && length > 6)
        {
            // viruses
            return length - 3;
        }

        if (stem[^1] == 'i')
        {
            // biopsies, as "biopsy" becomes "biopsi"
            return length - 2;
        }

        if (stem.EndsWith("ch") || stem.EndsWith("sh") || stem[^1] == 'x' || (stem[^1] == 's' && length > 6))
        {
            return length - 2;
        }

        return stem.EndsWith("ic") ? length - 2 : length - 1;
    }
}
