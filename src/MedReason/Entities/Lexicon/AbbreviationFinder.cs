using System.Buffers;
using System.Text.RegularExpressions;

namespace MedReason.Entities;

/// <summary>Finds what one bracket of a text defines.</summary>
internal static partial class AbbreviationFinder
{
    /// <summary>The maximum length of a short form.</summary>
    private const int MaxShortForm = 10;

    /// <summary>The minimum length of a word before a bracket without a space: "clozapine(CLP)" defines, "Pt(II)" does not.</summary>
    private const int MinAttachedWord = 4;

    /// <summary>The minimum length of the word that a single letter stands for.</summary>
    private const int MinInitialWord = 5;

    /// <summary>The maximum number of words that a long form has more than its short form has letters, and the factor for short ones.</summary>
    private const int MaxExtraWords = 7;

    /// <summary>The maximum length of the locants and the like before the rest of a chemical name.</summary>
    private const int MaxPrefix = 32;

    /// <summary>The maximum number of words inside a bracket that is a long form.</summary>
    private const int MaxWordsInside = 12;

    private static readonly SearchValues<char> Brackets = SearchValues.Create("()[]");

    /// <summary>Returns the pairs of matching round and square brackets, by the start.</summary>
    public static List<(int Open, int Close)> FindBrackets(string text)
    {
        List<(int Open, int Close)> found = [];
        Stack<int> open = [];
        for (int i = FindBracket(text, 0); i >= 0; i = FindBracket(text, i + 1))
        {
            if (text[i] is '(' or '[')
            {
                open.Push(i);
            }
            else if (open.TryPop(out int start) && text[start] == (text[i] == ')' ? '(' : '['))
            {
                found.Add((start, i));
            }
        }

        found.Sort();
        return found;
    }

    private static int FindBracket(string text, int from)
    {
        int found = text.AsSpan(from).IndexOfAny(Brackets);
        return found < 0 ? -1 : from + found;
    }

    /// <summary>Returns what a bracket defines; null when it defines nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="open">The position of the opening bracket.</param>
    /// <param name="close">The position of the closing bracket.</param>
    public static AbbreviationDefinition? Find(string text, int open, int close)
    {
        bool isAttached = open > 0 && char.IsLetterOrDigit(text[open - 1]);
        if (isAttached && !EndsWithLowerWord(text.AsSpan(0, open)))
        {
            return null;
        }

        int before = open;
        while (before > 0 && char.IsWhiteSpace(text[before - 1]))
        {
            before--;
        }

        return FindInside(text, open + 1, close)
            ?? FindBefore(text, before, open + 1, close)
            ?? (isAttached ? null : FindReversed(text, before, open + 1, close));
    }

    /// <summary>Finds both inside one bracket: "(blood-brain barrier, BBB)".</summary>
    private static AbbreviationDefinition? FindInside(string text, int start, int end)
    {
        int comma = text.LastIndexOf(',', end - 1, end - start);
        if (comma < 0)
        {
            return null;
        }

        int first = SkipSpace(text, comma + 1, end);
        ReadOnlySpan<char> shortForm = text.AsSpan(first, end - first);
        int letters = 0;
        foreach (char c in shortForm)
        {
            if (char.IsWhiteSpace(c))
            {
                return null;
            }

            letters += char.IsUpper(c) ? 1 : 0;
        }

        return letters >= 2 && IsShortForm(shortForm) && FindLongForm(text, comma, shortForm) == start ? Create(text, first, end, start, comma) : null;
    }

    /// <summary>Finds the long form before a bracket.</summary>
    private static AbbreviationDefinition? FindBefore(string text, int before, int start, int end)
    {
        int from = SkipSpace(text, start, end);
        int to = from + SegmentLength(text.AsSpan(from, end - from));
        while (to > from && char.IsWhiteSpace(text[to - 1]))
        {
            to--;
        }

        ReadOnlySpan<char> shortForm = text.AsSpan(from, to - from);
        if (!IsShortForm(shortForm))
        {
            return null;
        }

        int longStart = FindLongForm(text, before, shortForm);
        if (longStart < 0 && shortForm.Length > 2 && shortForm[^1] == 's' && char.IsUpper(shortForm[^2]))
        {
            // the plural of a short form
            longStart = FindLongForm(text, before, shortForm[..^1]);
            to--;
        }

        return longStart < 0 ? null : Create(text, from, to, longStart, before);
    }

    /// <summary>Finds the long form inside a bracket after the short form.</summary>
    private static AbbreviationDefinition? FindReversed(string text, int before, int start, int end)
    {
        int first = before;
        while (first > 0 && before - first <= MaxShortForm && !char.IsWhiteSpace(text[first - 1]) && text[first - 1] is not ('(' or ')' or '[' or ']'))
        {
            first--;
        }

        ReadOnlySpan<char> shortForm = text.AsSpan(first, before - first);
        if (shortForm.Length < 2 || !IsShortForm(shortForm) || !shortForm.ContainsAnyInRange('A', 'Z') || (first > 0 && text[first - 1] is ')' or ']'))
        {
            return null;
        }

        int from = SkipSpace(text, start, end);
        int semicolon = text.IndexOf(';', from, end - from);
        int to = semicolon < 0 ? end : semicolon;
        while (to > from && char.IsWhiteSpace(text[to - 1]))
        {
            to--;
        }

        if (to - from <= shortForm.Length + 3)
        {
            return null;
        }

        List<Range> words = [];
        foreach (ValueMatch word in Words().EnumerateMatches(text.AsSpan(from, to - from)))
        {
            words.Add((from + word.Index)..(from + word.Index + word.Length));
            if (words.Count > MaxWordsInside)
            {
                return null;
            }
        }

        return words.Count > 0 && words[0].Start.Value - from <= 2 && AbbreviationAlignment.Measure(shortForm, text, words) is { } cost
            && cost <= Math.Min(AbbreviationAlignment.MaxReversedCost, AbbreviationAlignment.Limit(shortForm))
            ? Create(text, first, before, from, to)
            : null;
    }

    /// <summary>Returns the start of the cheapest long form that ends at a position; negative when no long form ends there.</summary>
    private static int FindLongForm(string text, int end, ReadOnlySpan<char> shortForm)
    {
        int letters = AbbreviationAlignment.CountLetters(shortForm);
        double limit = AbbreviationAlignment.Limit(shortForm);
        double best = double.PositiveInfinity;
        int start = -1;
        List<Range> words = [];
        foreach ((Range word, bool isBalanced) in ReadWordsBefore(text, end, Math.Min(letters + MaxExtraWords, (2 * letters) + 2)))
        {
            words.Insert(0, word);
            ReadOnlySpan<char> first = text.AsSpan()[word];
            if (first.SequenceEqual(shortForm))
            {
                break;
            }

            bool isInitial = letters > 1 || (words.Count == 1 && first.Length >= MinInitialWord);
            if (isBalanced && isInitial && end - word.Start.Value > shortForm.Length && AbbreviationAlignment.CanStart(first, shortForm[0])
                && AbbreviationAlignment.Measure(shortForm, text, words) is { } cost && cost <= limit && cost < best - 1e-9)
            {
                best = cost;
                start = word.Start.Value;
            }
        }

        return start < 0 ? -1 : ExtendByLocants(text, start);
    }

    /// <summary>Returns the words of the phrase before a position, the nearest first, and whether the text from each on has balanced brackets.</summary>
    private static List<(Range Word, bool IsBalanced)> ReadWordsBefore(string text, int end, int maxWords)
    {
        List<(Range, bool)> words = [];
        int round = 0;
        int square = 0;
        int wordEnd = end;
        for (int i = end - 1; i >= 0 && words.Count < maxWords; i--)
        {
            char c = text[i];
            round += Depth(c, '(', ')');
            square += Depth(c, '[', ']');
            if (round < 0 || square < 0 || IsPhraseEnd(text, i, end))
            {
                break;
            }

            if (!char.IsLetterOrDigit(c))
            {
                wordEnd = i;
            }
            else if (i == 0 || !char.IsLetterOrDigit(text[i - 1]))
            {
                words.Add((i..wordEnd, round == 0 && square == 0));
            }
        }

        return words;
    }

    private static int Depth(char c, char open, char close) => c == close ? 1 : c == open ? -1 : 0;

    /// <summary>Whether a sentence or phrase ends at a position.</summary>
    private static bool IsPhraseEnd(string text, int at, int end)
    {
        char c = text[at];
        if (at + 1 >= end || !char.IsWhiteSpace(text[at + 1]))
        {
            return false;
        }

        if (c is ';' or ':')
        {
            return true;
        }

        int next = SkipSpace(text, at + 1, end);
        return c is '.' or '!' or '?' && at > 0 && next < end && (char.IsAsciiLetterUpper(text[next]) || text[next] == '(')
            && (char.IsAsciiLetterLower(text[at - 1]) || char.IsAsciiDigit(text[at - 1]) || text[at - 1] is ')' or ']');
    }

    /// <summary>Returns the start of "2,3-diaminonaphthalene" for the start of "diaminonaphthalene".</summary>
    private static int ExtendByLocants(string text, int start)
    {
        int first = start;
        while (first > 0 && start - first <= MaxPrefix && !char.IsWhiteSpace(text[first - 1]))
        {
            first--;
        }

        ReadOnlySpan<char> prefix = text.AsSpan(first, start - first);
        return start > first && prefix.Length <= MaxPrefix && prefix.Count('(') == prefix.Count(')') && Locants().IsMatch(prefix) ? first : start;
    }

    /// <summary>Whether the content of a bracket may be a short form.</summary>
    private static bool IsShortForm(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxShortForm)
        {
            return false;
        }

        if (text.Length == 1)
        {
            return char.IsUpper(text[0]);
        }

        int upper = 0;
        int letters = 0;
        int spaces = 0;
        bool hasDigit = false;
        foreach (char c in text)
        {
            upper += char.IsUpper(c) ? 1 : 0;
            letters += char.IsLetter(c) ? 1 : 0;
            spaces += char.IsWhiteSpace(c) ? 1 : 0;
            hasDigit |= char.IsDigit(c);
        }

        bool isCapitalizedWord = upper == 1 && char.IsUpper(text[0]) && text.Length > 5 && letters == text.Length;
        return char.IsLetterOrDigit(text[0])
            && letters > 0
            && (spaces == 0 || (spaces == 1 && upper >= 2))
            && (upper > 0 || ((text.Length <= 4 || hasDigit) && !text.Contains('/')))
            && !isCapitalizedWord
            && !NoShortForm().IsMatch(text);
    }

    /// <summary>Whether a text ends with a word of letters in lower case, apart from its first.</summary>
    private static bool EndsWithLowerWord(ReadOnlySpan<char> text)
    {
        int start = text.Length;
        while (start > 0 && char.IsLetterOrDigit(text[start - 1]))
        {
            start--;
        }

        ReadOnlySpan<char> word = text[start..];
        if (word.Length < MinAttachedWord)
        {
            return false;
        }

        foreach (char c in word[1..])
        {
            if (!char.IsLower(c))
            {
                return false;
            }
        }

        return true;
    }

    private static int SegmentLength(ReadOnlySpan<char> text)
    {
        foreach (ValueMatch end in SegmentEnd().EnumerateMatches(text))
        {
            return end.Index;
        }

        return text.Length;
    }

    private static int SkipSpace(string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        return start;
    }

    private static AbbreviationDefinition Create(string text, int shortStart, int shortEnd, int longStart, int longEnd) => new()
    {
        ShortForm = text[shortStart..shortEnd],
        LongForm = text[longStart..longEnd],
        ShortStart = shortStart,
        ShortEnd = shortEnd,
        LongStart = longStart,
        LongEnd = longEnd,
        ScopeEnd = text.Length,
    };

    [GeneratedRegex(@"[\p{L}\p{Nd}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    // "a 2 h (AUC, 12 h)", "(CI and SD)": what is defined ends there.
    [GeneratedRegex(@"[;,]\s|;|\s(?:and|or)\s", RegexOptions.CultureInvariant)]
    private static partial Regex SegmentEnd();

    // Comparisons and quantities ("P<0.05", "2 mg", "0.5M"), Roman numerals; a plus only at the end, as in "Na+".
    [GeneratedRegex(@"[<>=±~%:?]|\+.|^[\d.,]+\s|^\d+\.\d|^[IVXivx]+[ab]?$", RegexOptions.CultureInvariant)]
    private static partial Regex NoShortForm();

    [GeneratedRegex(
        @"^(?:(?:[\d,'´:]+|[A-Za-z]|alpha|beta|gamma|delta|non|di|tert|sec|cis|trans|[+/-]+|\(\+/-\))[-,()]{1,2})+$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Locants();
}
