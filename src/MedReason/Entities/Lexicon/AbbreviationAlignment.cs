namespace MedReason.Entities;

/// <summary>Measures how well the words of a long form explain the letters of a short form.</summary>
/// <remarks>The costs and limits were set on the texts of MED1250; docs/quality/linking.md has the figures.</remarks>
internal static class AbbreviationAlignment
{
    /// <summary>The maximum cost of a long form that follows its short form: there nothing else shows where it starts.</summary>
    public const double MaxReversedCost = 2.0;

    /// <summary>A word with content that no letter stands for.</summary>
    private const double SkippedWord = 1.5;

    /// <summary>Such words at the end of the long form, once, beside the cost of each.</summary>
    private const double SkippedEnd = 0.5;

    /// <summary>A letter inside a word.</summary>
    private const double InnerLetter = 0.8;

    /// <summary>A letter inside a word right after the letter before it.</summary>
    private const double NextLetter = 0.3;

    /// <summary>A digit that is written as a word.</summary>
    private const double NumberWord = 0.3;

    /// <summary>A number at the end of a short form that the long form lacks.</summary>
    private const double MissingNumber = 1.5;

    /// <summary>The maximum cost by the number of letters and digits of a short form, the last one for all longer ones.</summary>
    private static readonly double[] Limits = [0, 0, 1.0, 2.5, 3.5, 4.1, 4.7, 5.5];

    /// <summary>Returns the maximum cost of a long form.</summary>
    public static double Limit(ReadOnlySpan<char> shortForm) => Limits[Math.Min(CountLetters(shortForm), Limits.Length - 1)];

    /// <summary>Returns the number of letters and digits of a short form.</summary>
    public static int CountLetters(ReadOnlySpan<char> shortForm)
    {
        int count = 0;
        foreach (char c in shortForm)
        {
            count += char.IsLetterOrDigit(c) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether a long form can start with a word.</summary>
    public static bool CanStart(ReadOnlySpan<char> word, char first) =>
        char.ToLowerInvariant(word[0]) == char.ToLowerInvariant(first) || DigitOf(word) == first;

    /// <summary>Returns the cost of the best alignment; null when no alignment exists.</summary>
    /// <param name="shortForm">The short form.</param>
    /// <param name="text">The text.</param>
    /// <param name="words">The words of the long form; the first letter must start the first one.</param>
    public static double? Measure(ReadOnlySpan<char> shortForm, string text, List<Range> words)
    {
        List<char> letters = [];
        foreach (char c in shortForm)
        {
            if (char.IsLetterOrDigit(c))
            {
                letters.Add(char.ToLowerInvariant(c));
            }
        }

        // costs[w, p]: of the letters so far, the last one at place p of word w.
        Dictionary<(int Word, int Place), double> costs = [];
        if (letters.Count == 0)
        {
            return null;
        }

        double best = double.PositiveInfinity;
        int required = letters.Count;
        while (required > 1 && char.IsAsciiDigit(letters[required - 1]))
        {
            required--;
        }

        for (int i = 0; i < letters.Count; i++)
        {
            costs = i == 0 ? Start(letters[0], text, words) : Step(costs, letters[i], text, words);
            if (costs.Count == 0)
            {
                break;
            }

            if (i + 1 == letters.Count || i + 1 >= required)
            {
                double missing = i + 1 == letters.Count ? 0 : MissingNumber;
                foreach (((int word, _), double cost) in costs)
                {
                    double skipped = CountSkipped(text, words, word + 1, words.Count);
                    best = Math.Min(best, cost + missing + (SkippedWord * skipped) + (skipped > 0 ? SkippedEnd : 0));
                }
            }
        }

        return double.IsPositiveInfinity(best) ? null : best;
    }

    private static Dictionary<(int Word, int Place), double> Start(char letter, string text, List<Range> words)
    {
        ReadOnlySpan<char> word = text.AsSpan()[words[0]];
        Dictionary<(int, int), double> costs = [];
        if (char.ToLowerInvariant(word[0]) == letter)
        {
            costs[(0, 0)] = 0;
        }
        else if (DigitOf(word) == letter)
        {
            costs[(0, word.Length)] = NumberWord;
        }

        return costs;
    }

    private static Dictionary<(int Word, int Place), double> Step(
        Dictionary<(int Word, int Place), double> before, char letter, string text, List<Range> words)
    {
        Dictionary<(int, int), double> costs = [];
        foreach (((int word, int place), double cost) in before)
        {
            ReadOnlySpan<char> rest = text.AsSpan()[words[word]];
            for (int p = place + 1; p < rest.Length; p++)
            {
                if (char.ToLowerInvariant(rest[p]) == letter)
                {
                    Keep(costs, (word, p), cost + (p == place + 1 ? NextLetter : InnerLetter));
                }
            }

            double skipped = 0;
            for (int next = word + 1; next < words.Count; next++)
            {
                ReadOnlySpan<char> other = text.AsSpan()[words[next]];
                for (int p = 0; p < other.Length; p++)
                {
                    if (char.ToLowerInvariant(other[p]) == letter)
                    {
                        Keep(costs, (next, p), cost + (SkippedWord * skipped) + (p == 0 ? 0 : InnerLetter));
                    }
                }

                if (DigitOf(other) == letter)
                {
                    Keep(costs, (next, other.Length), cost + (SkippedWord * skipped) + NumberWord);
                }

                skipped += IsFree(other) ? 0 : 1;
            }
        }

        return costs;
    }

    private static void Keep(Dictionary<(int, int), double> costs, (int, int) at, double cost)
    {
        if (!costs.TryGetValue(at, out double known) || cost < known)
        {
            costs[at] = cost;
        }
    }

    private static double CountSkipped(string text, List<Range> words, int from, int to)
    {
        double count = 0;
        for (int i = from; i < to; i++)
        {
            count += IsFree(text.AsSpan()[words[i]]) ? 0 : 1;
        }

        return count;
    }

    /// <summary>Whether a word needs no letter in the short form: words that only join, single letters, numbers.</summary>
    private static bool IsFree(ReadOnlySpan<char> word)
    {
        if (word.Length == 1 || !word.ContainsAnyExceptInRange('0', '9'))
        {
            return true;
        }

        Span<char> lower = stackalloc char[4];
        int length = word.Length <= lower.Length ? word.ToLowerInvariant(lower) : 0;
        return lower[..length] is "of" or "the" or "and" or "in" or "for" or "an" or "to" or "by" or "with" or "or" or "from" or "on" or "at" or "as" or "is";
    }

    /// <summary>Returns the digit that a word stands for; 0 when it is no number.</summary>
    private static char DigitOf(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[6];
        int length = word.Length <= lower.Length ? word.ToLowerInvariant(lower) : 0;
        return lower[..length] switch
        {
            "one" or "first" or "mono" => '1',
            "two" or "second" or "ii" => '2',
            "three" or "third" or "iii" => '3',
            "four" or "fourth" or "iv" => '4',
            _ => '\0',
        };
    }
}
