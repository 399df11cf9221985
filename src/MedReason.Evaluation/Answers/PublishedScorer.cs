using System.Text;

namespace MedReason.Evaluation;

/// <summary>
/// The scorer that the published figures were made with, reproduced with everything it does: it reads letters A to N whatever the options are, takes any
/// letter that stands alone for an answer, and where there is none the option whose text is most like the output. Not a scorer to measure with:
/// what a model meant is another question; this one says what the published figures would have been. Stateless and safe for concurrent use.
/// </summary>
/// <remarks>
/// Source: <c>match_choice</c> of the evaluation scripts of MedReason (arXiv 2504.00993), which extend those of HuatuoGPT-o1 (arXiv 2412.18925). It is Python:
/// a word character is a letter, a number of any kind or the underscore; similarity is that of <c>difflib.SequenceMatcher</c> with its popular characters
/// left out of long texts; lower case is that of <c>str.lower</c>.
/// </remarks>
public static class PublishedScorer
{
    private const int MostLetters = 14;
    private static readonly string[] FinalHeadings = ["## Final Response\n\n", "## Final Answer\n\n"];

    /// <summary>What the published scorer reads out of an output.</summary>
    /// <param name="output">The output as the model wrote it. May be empty: then the last option that has a text is taken, as published.</param>
    /// <param name="options">The options in their order; at least one.</param>
    /// <returns>The first and the last match, and how they came about.</returns>
    /// <exception cref="ArgumentException">There are no options.</exception>
    public static PublishedMatch Match(string output, IReadOnlyList<AnswerOption> options)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Count == 0)
        {
            throw new ArgumentException("The published scorer needs options.", nameof(options));
        }

        string text = AfterFinalHeading(output);
        return MatchStatements(text) ?? MatchLetters(text, Math.Min(options.Count, MostLetters)) ?? MatchTexts(PythonText.ToLower(text), options);
    }

    /// <summary>Prepares an output as the published evaluation does before it scores it: end-of-text marks and one leading space are removed.</summary>
    /// <param name="output">The output as the model wrote it.</param>
    /// <returns>The output to match. The published evaluation drops a row whose output is empty then.</returns>
    public static string Prepare(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        string kept = output.Replace("</s>", string.Empty, StringComparison.Ordinal);
        return kept.StartsWith(' ') ? kept[1..] : kept;
    }

    private static string AfterFinalHeading(string output)
    {
        foreach (string heading in FinalHeadings)
        {
            int at = output.LastIndexOf(heading, StringComparison.Ordinal);
            if (at >= 0)
            {
                return output[(at + heading.Length)..];
            }
        }

        return output;
    }

    /// <summary><c>(answer is\s*?)([A-N])</c></summary>
    private static PublishedMatch? MatchStatements(string text)
    {
        const string anchor = "answer is";
        char first = '\0';
        char last = '\0';
        for (int at = text.IndexOf(anchor, StringComparison.Ordinal); at >= 0; at = text.IndexOf(anchor, at, StringComparison.Ordinal))
        {
            at += anchor.Length;
            int letter = at;
            while (letter < text.Length && PythonText.IsSpace(text[letter]))
            {
                letter++;
            }

            if (letter < text.Length && text[letter] is >= 'A' and <= 'N')
            {
                last = text[letter];
                first = first == '\0' ? last : first;
                at = letter + 1;
            }
        }

        return Letters(first, last);
    }

    /// <summary><c>([\u4e00-\u9fff]|is |是|项|\*|\W|\ |\(|为|^|'|"|#)(?![aA] )([options])(\W|[\u4e00-\u9fff]|$)</c></summary>
    private static PublishedMatch? MatchLetters(string text, int letters)
    {
        char lastLetter = (char)('A' + letters - 1);
        char first = '\0';
        char last = '\0';
        int free = 0;
        for (int at = 0; at < text.Length; at++)
        {
            int found = text.AsSpan(at).IndexOfAnyInRange('A', lastLetter);
            if (found < 0)
            {
                break;
            }

            at += found;
            if (at < free || (text[at] == 'A' && at + 1 < text.Length && text[at + 1] == ' ') || !IsLedIn(text, at, free) || !EndsAt(text, at + 1, out int end))
            {
                continue;
            }

            last = text[at];
            first = first == '\0' ? last : first;
            free = end;
        }

        return Letters(first, last);
    }

    /// <summary>Whether what leads a letter in stands before it and was not taken by the match before.</summary>
    private static bool IsLedIn(string text, int at, int free)
    {
        if (at == 0)
        {
            return true;
        }

        if (at - 3 >= free && text.AsSpan(at - 3, 3).SequenceEqual("is "))
        {
            return true;
        }

        Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out Rune before, out int length);
        return at - length >= free && (PythonText.IsHan(before) || !PythonText.IsWord(before));
    }

    private static bool EndsAt(string text, int at, out int end)
    {
        end = at;
        if (at == text.Length)
        {
            return true;
        }

        Rune.DecodeFromUtf16(text.AsSpan(at), out Rune after, out int length);
        end = at + length;
        return PythonText.IsHan(after) || !PythonText.IsWord(after);
    }

    private static PublishedMatch? Letters(char first, char last) =>
        first == '\0' ? null : new PublishedMatch { First = first.ToString(), Last = last.ToString(), Type = 1 };

    private static PublishedMatch MatchTexts(string text, IReadOnlyList<AnswerOption> options)
    {
        string[] texts = [.. options.Select(option => PythonText.ToLower(option.Text))];
        int first = -1;
        int last = -1;
        int bestFirst = -1;
        int bestLast = -1;
        for (int i = 0; i < texts.Length; i++)
        {
            int at = text.IndexOf(texts[i], StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            // The published "first" sorts the first places in descending order too: it is the option whose first place comes last.
            if (at > bestFirst)
            {
                (bestFirst, first) = (at, i);
            }

            int lastAt = texts[i].Length == 0 ? text.Length : text.LastIndexOf(texts[i], StringComparison.Ordinal);
            if (lastAt > bestLast)
            {
                (bestLast, last) = (lastAt, i);
            }
        }

        if (first >= 0)
        {
            return new PublishedMatch { First = options[first].Label, Last = options[last].Label, Type = 2 };
        }

        var similarity = new SequenceSimilarity(text);
        int most = 0;
        double highest = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            double ratio = similarity.RatioOf(texts[i]);
            if (ratio >= highest)
            {
                (most, highest) = (i, ratio);
            }
        }

        return new PublishedMatch { First = options[most].Label, Last = options[most].Label, Type = 3 };
    }
}
