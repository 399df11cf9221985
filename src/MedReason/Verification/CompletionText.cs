using System.Buffers;
using System.Globalization;
using System.Text;
using MedReason.Text;

namespace MedReason.Verification;

/// <summary>The outer form of a completion: its thoughts, its answer, what it repeats and how long it is. Immutable.</summary>
internal sealed record CompletionText
{
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. "\t\r\n", .. Enumerable.Range(' ', '~' - ' ' + 1).Select(unit => (char)unit)]);

    private const string ThinkStart = "<think>";
    private const string ThinkEnd = "</think>";

    // More words beside the answer name more than the answer.
    private const int MaxWordsBesideAnswer = 12;

    /// <summary>Gets 1 for a text that reasons and then states one answer, else 0.</summary>
    public required double Format { get; init; }

    /// <summary>Gets 1 when the reference answer is concluded, else 0.</summary>
    public required double Answer { get; init; }

    /// <summary>Gets the share of steps that repeat another one.</summary>
    public required double Repetition { get; init; }

    /// <summary>Gets the number of words.</summary>
    public required int Words { get; init; }

    /// <summary>Removes characters that a reader does not see: format and tag characters, variation selectors, half a surrogate.</summary>
    public static string Clean(string text)
    {
        // Of the characters of ASCII only controls are hidden, and most texts have neither these nor others.
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isHidden = rune == Rune.ReplacementChar || rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE01EF)
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
                || (Rune.IsControl(rune) && rune.Value is not ('\n' or '\r' or '\t'));
            if (!isHidden)
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }

    /// <summary>Reads the form of a completion.</summary>
    /// <param name="text">The text as <see cref="Clean"/> gives it.</param>
    /// <param name="read">What was read in it.</param>
    public static CompletionText Read(string text, AuditedChain read)
    {
        // What an option concludes was read with the text.
        bool isOpen = read.Question.Options.Count == 0;
        string? conclusion = isOpen ? FindConclusion(text) : null;
        bool isConcluded = isOpen ? conclusion is not null : read.Chain.Chain.AnswerLabel is not null;
        int steps = read.Chain.Steps.Count;
        int different = read.Chain.Steps.Select(step => step.Text).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        return new CompletionText
        {
            Format = isConcluded && steps > 1 && HasOneThought(text) ? 1 : 0,
            Answer = IsAnswered(read, conclusion) ? 1 : 0,
            Repetition = steps == 0 ? 0 : (double)(steps - different) / steps,
            Words = CountWords(text),
        };
    }

    private static bool IsAnswered(AuditedChain read, string? conclusion)
    {
        if (read.Question.Options.Count > 0)
        {
            return read.Chain.Chain.AnswerLabel is { } label && label == read.Question.AnswerLabel;
        }

        return conclusion is not null && read.Question.Answer is { } answer
            && (TextMatch.IsSame(answer, conclusion)
                || (CountWords(conclusion) <= CountWords(answer) + MaxWordsBesideAnswer && new TextMatch(conclusion).Names(answer)));
    }

    private static string? FindConclusion(string text)
    {
        var foreign = ForeignText.Read(text);
        string? section = ForeignConclusion.FindSection(foreign.Text);
        return string.IsNullOrWhiteSpace(section) ? foreign.Reply : section;
    }

    // The template of some models opens the thought, so that a completion only closes it.
    private static bool HasOneThought(string text)
    {
        int opened = Count(text, ThinkStart);
        int closed = Count(text, ThinkEnd);
        if (closed == 0)
        {
            return opened == 0;
        }

        int start = text.IndexOf(ThinkStart, StringComparison.Ordinal);
        int end = text.IndexOf(ThinkEnd, StringComparison.Ordinal);
        string thought = start < 0 ? text[..end] : start < end ? text[(start + ThinkStart.Length)..end] : string.Empty;
        return closed == 1 && opened <= 1 && !string.IsNullOrWhiteSpace(thought) && !string.IsNullOrWhiteSpace(text[(end + ThinkEnd.Length)..])
            && string.IsNullOrWhiteSpace(start < 0 ? null : text[..start]);
    }

    private static int Count(string text, string part)
    {
        int count = 0;
        for (int at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    private static int CountWords(string text)
    {
        int count = 0;
        bool isInside = false;
        foreach (char unit in text)
        {
            bool isSpace = char.IsWhiteSpace(unit);
            count += !isSpace && !isInside ? 1 : 0;
            isInside = !isSpace;
        }

        return count;
    }
}
