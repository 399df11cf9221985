using System.Buffers;
using System.Globalization;
using System.Text;

namespace MedReason.Text;

/// <summary>
/// The one place that says when two spellings are the same word: case, diacritics and compatibility letters, Greek letters by name, and what the
/// <see cref="Inflection"/> of the language adds.
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

    /// <inheritdoc cref="NormalizeToken(ReadOnlySpan{char}, Span{char}, Inflection)" />
    public static int NormalizeToken(ReadOnlySpan<char> word, Span<char> destination) =>
        NormalizeToken(word, destination, LanguageProfile.English.Inflection);

    /// <summary>Writes the normal form of one word.</summary>
    /// <param name="word">A word as <see cref="TextTokenizer"/> finds it.</param>
    /// <param name="destination">At least <see cref="BufferLength"/> characters.</param>
    /// <param name="inflection">How the language inflects; English where it is not given.</param>
    /// <returns>The length of the normal form; 0 where the word is longer than <see cref="MaxTokenLength"/> or nothing is left of it.</returns>
    public static int NormalizeToken(ReadOnlySpan<char> word, Span<char> destination, Inflection inflection)
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
        return plain && length > 2 ? inflection.Stem(destination, length) : length;
    }

    /// <summary>The normal form of a whole name: the normal forms of its words, without those that carry no meaning, joined by one space.</summary>
    /// <param name="term">The name; any text.</param>
    /// <param name="language">The language of the name; null for English.</param>
    /// <returns>The key; empty where no word is left.</returns>
    public static string Normalize(ReadOnlySpan<char> term, LanguageProfile? language = null)
    {
        language ??= LanguageProfile.English;
        StringBuilder key = new(Math.Min(term.Length, 256));
        char[] buffer = ArrayPool<char>.Shared.Rent(BufferLength);
        TextTokenizer tokenizer = new(term, language);
        while (tokenizer.TryRead(out TextToken token))
        {
            int length = token.Has(TextTokenTraits.Stop) ? 0 : NormalizeToken(term[token.Start..token.End], buffer, language.Inflection);
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
}
