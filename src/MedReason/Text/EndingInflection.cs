namespace MedReason.Text;

/// <summary>The inflection of a language whose forms differ in their endings, by the sections [respelling] and [ending] of its profile.</summary>
internal sealed class EndingInflection : Inflection
{
    /// <summary>The minimum length of what an ending leaves: shorter words are too easily others ("Leber" is no form of "leben").</summary>
    private const int MinStemLength = 4;

    private readonly (string From, string To)[] _respellings;
    private readonly (string From, string To)[] _endings;

    public EndingInflection(LanguageProfile language)
    {
        _respellings = Sorted(language, "respelling");
        _endings = Sorted(language, "ending");
    }

    /// <inheritdoc />
    public override int Stem(Span<char> word, int length)
    {
        length = Respell(word, length);

        // One ending behind another: "Steine" and "Stein" both lose an ending, and only all of them lead to one stem.
        for (int stripped = StripEnding(word, length); stripped < length; stripped = StripEnding(word, length))
        {
            length = stripped;
        }

        return length;
    }

    private int StripEnding(Span<char> word, int length)
    {
        foreach ((string ending, string replacement) in _endings)
        {
            int stem = length - ending.Length;
            if (stem >= MinStemLength && word[..length].EndsWith(ending))
            {
                replacement.CopyTo(word[stem..]);
                return stem + replacement.Length;
            }
        }

        return length;
    }

    /// <summary>Returns pairs by descending length of what they replace. A replacement is never longer, so that it fits in place.</summary>
    private static (string From, string To)[] Sorted(LanguageProfile language, string section)
    {
        (string From, string To)[] pairs = language.Pairs(section);
        return Array.Find(pairs, static pair => pair.To.Length > pair.From.Length) is { From: not null } longer
            ? throw language.Lines(section).First().Error($"expected a replacement that is not longer, found {longer.From}:{longer.To}")
            : [.. pairs.OrderByDescending(static pair => pair.From.Length)];
    }

    private int Respell(Span<char> word, int length)
    {
        if (_respellings.Length == 0)
        {
            return length;
        }

        int to = 0;
        for (int from = 0; from < length;)
        {
            int rule = 0;
            while (rule < _respellings.Length && !word[from..length].StartsWith(_respellings[rule].From))
            {
                rule++;
            }

            if (rule == _respellings.Length)
            {
                word[to++] = word[from++];
                continue;
            }

            (string written, string replacement) = _respellings[rule];
            replacement.CopyTo(word[to..]);
            from += written.Length;
            to += replacement.Length;
        }

        return to;
    }
}
