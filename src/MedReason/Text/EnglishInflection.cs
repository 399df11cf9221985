namespace MedReason.Text;

/// <summary>The inflection of English: British and American spelling, singular and plural of English, Latin and Greek.</summary>
internal sealed class EnglishInflection : Inflection
{
    /// <inheritdoc />
    public override int Stem(Span<char> word, int length)
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
            case 'x' when before is 'e' or 'i' && length > 4 && IsConsonant(word[length - 3]):
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

    /// <summary>Whether a letter is a consonant, which stands before Latin endings: "indices", but not "choices" or "voices".</summary>
    private static bool IsConsonant(char letter) => letter is not ('a' or 'e' or 'i' or 'o' or 'u');

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

        return stem.EndsWith("ic") && stem.Length > 2 && IsConsonant(stem[^3]) ? length - 2 : length - 1;
    }
}
