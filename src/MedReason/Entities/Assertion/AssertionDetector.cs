using System.Buffers;
using System.Runtime.InteropServices;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Determines what a text says of its findings: present, absent, of a relative, past, or feared.</summary>
/// <remarks>
/// Trigger phrases open a scope that ends with the sentence, at a word such as "but", where a new clause starts after a comma or "and", or after a
/// number of words. A phrase inside a mention is part of its name and triggers nothing. Linear in the text. Safe for concurrent use.
/// </remarks>
internal static class AssertionDetector
{
    private const byte AbsentFlag = 1;
    private const byte FamilyFlag = 2;
    private const byte HistoricalFlag = 4;
    private const byte HypotheticalFlag = 8;
    private const byte CoveredFlag = 128;

    /// <summary>Classifies the mentions of a text, given as spans in ascending order of their starts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="spans">For each mention its start and its end, exclusive, in UTF-16 code units.</param>
    /// <returns>One assertion for each mention; a span without a word is present.</returns>
    public static Assertion[] Detect(string text, IReadOnlyList<(int Start, int End)> spans)
    {
        List<TextToken> tokens = [];
        TextTokenizer tokenizer = new(text);
        while (tokenizer.TryRead(out TextToken token))
        {
            tokens.Add(token);
        }

        Assertion[] assertions = new Assertion[spans.Count];
        List<(int First, int Last)> mentions = [];
        List<int> positions = [];
        int next = 0;
        for (int i = 0; i < spans.Count; i++)
        {
            while (next < tokens.Count && tokens[next].End <= spans[i].Start)
            {
                next++;
            }

            int last = next;
            while (last < tokens.Count && tokens[last].Start < spans[i].End)
            {
                last++;
            }

            if (last > next)
            {
                mentions.Add((next, last - 1));
                positions.Add(i);
            }
        }

        Assertion[] found = new Assertion[mentions.Count];
        Detect(text, CollectionsMarshal.AsSpan(tokens), CollectionsMarshal.AsSpan(mentions), found);
        for (int i = 0; i < found.Length; i++)
        {
            assertions[positions[i]] = found[i];
        }

        return assertions;
    }

    /// <summary>Classifies mentions.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">All its words.</param>
    /// <param name="mentions">For each mention its first and its last word, as indexes into <paramref name="tokens"/>, in ascending order of the first.</param>
    /// <param name="assertions">Receives one assertion for each mention.</param>
    public static void Detect(
        ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, ReadOnlySpan<(int First, int Last)> mentions, Span<Assertion> assertions)
    {
        if (mentions.IsEmpty)
        {
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(tokens.Length);
        Span<byte> flags = rented.AsSpan(0, tokens.Length);
        flags.Clear();
        foreach ((int first, int last) in mentions)
        {
            flags[first..(last + 1)].Fill(CoveredFlag);
        }

        int done = 0;
        foreach ((int first, _) in mentions)
        {
            if (first < done)
            {
                continue;
            }

            int start = first;
            while (start > done && !EndsSentenceBefore(tokens[start]))
            {
                start--;
            }

            int end = first + 1;
            while (end < tokens.Length && !EndsSentenceBefore(tokens[end]))
            {
                end++;
            }

            PaintSentence(text, tokens, flags, start, end);
            done = end;
        }

        for (int i = 0; i < mentions.Length; i++)
        {
            assertions[i] = Decide((byte)(flags[mentions[i].First] | flags[mentions[i].Last]));
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    private static bool EndsSentenceBefore(TextToken token) => token.Has(TextTokenTraits.SentenceBefore);

    private static Assertion Decide(byte flags) =>
        (flags & AbsentFlag) != 0 ? Assertion.Absent
        : (flags & FamilyFlag) != 0 ? Assertion.Family
        : (flags & HypotheticalFlag) != 0 ? Assertion.Hypothetical
        : (flags & HistoricalFlag) != 0 ? Assertion.Historical
        : Assertion.Present;

    private static void PaintSentence(ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, Span<byte> flags, int start, int end)
    {
        int i = start;
        while (i < end)
        {
            AssertionTrigger? trigger = (flags[i] & CoveredFlag) == 0 ? FindTrigger(text, tokens, flags, i, end) : null;
            if (trigger is null)
            {
                i++;
                continue;
            }

            int after = i + trigger.Words.Length;
            bool endsClause = after >= end || tokens[after].Has(TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore);
            switch (trigger.Kind)
            {
                case AssertionTriggerKind.AbsentForward:
                case AssertionTriggerKind.AbsentEitherWay when !endsClause:
                    PaintForward(text, tokens, flags, after, end, trigger.Reach, AbsentFlag);
                    break;
                case AssertionTriggerKind.FamilyForward:
                    PaintForward(text, tokens, flags, after, end, trigger.Reach, FamilyFlag);
                    break;
                case AssertionTriggerKind.HistoricalForward when !StatesDuration(text, tokens, i, start):
                    PaintForward(text, tokens, flags, after, end, trigger.Reach, HistoricalFlag);
                    break;
                case AssertionTriggerKind.HypotheticalForward when trigger.Words[0] != "should" || trigger.Words.Length > 1 || i == start:
                    PaintForward(text, tokens, flags, after, end, trigger.Reach, HypotheticalFlag);
                    break;
                case AssertionTriggerKind.AbsentBackward:
                case AssertionTriggerKind.AbsentEitherWay:
                    PaintBackward(text, tokens, flags, i, start, trigger.Reach, AbsentFlag);
                    break;
                case AssertionTriggerKind.FamilyBackward:
                    PaintBackward(text, tokens, flags, i, start, trigger.Reach, FamilyFlag);
                    break;
                case AssertionTriggerKind.HistoricalBackward:
                    PaintBackward(text, tokens, flags, i, start, trigger.Reach, HistoricalFlag);
                    break;
                case AssertionTriggerKind.HypotheticalBackward:
                    PaintBackward(text, tokens, flags, i, start, trigger.Reach, HypotheticalFlag);
                    break;
                default:
                    break;
            }

            // A phrase that only ends scopes may hold the first word of one that opens one: "has been excluded".
            i = trigger.Kind == AssertionTriggerKind.Terminator ? i + 1 : after;
        }
    }

    private static AssertionTrigger? FindTrigger(ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, ReadOnlySpan<byte> flags, int index, int end)
    {
        TextToken token = tokens[index];
        if (!AssertionTriggers.TryFind(text[token.Start..token.End], out AssertionTrigger[]? triggers))
        {
            return null;
        }

        foreach (AssertionTrigger trigger in triggers)
        {
            if (trigger.Kind is not AssertionTriggerKind.ClauseStart && Stands(trigger, text, tokens, flags, index, end))
            {
                return trigger;
            }
        }

        return null;
    }

    /// <summary>Determines whether a phrase is at a position, outside of every mention.</summary>
    private static bool Stands(
        AssertionTrigger trigger, ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, ReadOnlySpan<byte> flags, int index, int end)
    {
        if (index + trigger.Words.Length > end)
        {
            return false;
        }

        for (int k = 1; k < trigger.Words.Length; k++)
        {
            TextToken next = tokens[index + k];
            if ((flags[index + k] & CoveredFlag) != 0
                || next.Has(TextTokenTraits.BreakBefore)
                || !text[next.Start..next.End].Equals(trigger.Words[k], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    private static void PaintForward(
        ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, Span<byte> flags, int from, int end, int reach, byte flag)
    {
        int limit = Math.Min(end, from + reach);
        for (int i = from; i < limit; i++)
        {
            if ((flags[i] & CoveredFlag) == 0 && i > from && EndsScope(text, tokens, flags, i, end))
            {
                return;
            }

            flags[i] |= flag;
        }
    }

    private static void PaintBackward(
        ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, Span<byte> flags, int before, int start, int reach, byte flag)
    {
        int limit = Math.Max(start, before - reach);
        bool inList = false;
        for (int i = before - 1; i >= limit; i--)
        {
            if ((flags[i] & CoveredFlag) == 0 && EndsScope(text, tokens, flags, i, before) && !tokens[i].Has(TextTokenTraits.BreakBefore))
            {
                return;
            }

            flags[i] |= flag;
            inList |= text[tokens[i].Start..tokens[i].End] is "and" or "or";
            if (tokens[i].Has(TextTokenTraits.BreakBefore) && !JoinedByDash(text, tokens, i, start))
            {
                return;
            }

            // "infiltrates are seen, the smear is negative": a comma parts clauses unless it parts a list.
            if (tokens[i].Has(TextTokenTraits.CommaBefore) && !inList)
            {
                return;
            }
        }
    }

    /// <summary>"Fever - denies", "ascites: none": what parts the two words is not the end of what is said.</summary>
    private static bool JoinedByDash(ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, int index, int start) =>
        index > start && text[tokens[index - 1].End..tokens[index].Start].IndexOfAny(":-\u2013\u2014") >= 0;

    /// <summary>Whether the scope of a trigger ends before a word.</summary>
    private static bool EndsScope(ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, ReadOnlySpan<byte> flags, int index, int end)
    {
        TextToken token = tokens[index];
        if (token.Has(TextTokenTraits.BreakBefore))
        {
            return true;
        }

        ReadOnlySpan<char> word = text[token.Start..token.End];
        if (!AssertionTriggers.TryFind(word, out AssertionTrigger[]? triggers))
        {
            return false;
        }

        foreach (AssertionTrigger trigger in triggers)
        {
            if (trigger.Kind == AssertionTriggerKind.Terminator && Stands(trigger, text, tokens, flags, index, end))
            {
                return true;
            }
        }

        bool opensClause = token.Has(TextTokenTraits.CommaBefore);
        if (!opensClause && index > 0)
        {
            TextToken previous = tokens[index - 1];
            opensClause = text[previous.Start..previous.End].Equals("and", StringComparison.OrdinalIgnoreCase);
        }

        return opensClause && Array.Exists(triggers, static t => t.Kind == AssertionTriggerKind.ClauseStart);
    }

    /// <summary>"A 3-day history of fever" describes the present.</summary>
    private static bool StatesDuration(ReadOnlySpan<char> text, ReadOnlySpan<TextToken> tokens, int trigger, int start)
    {
        for (int i = trigger - 1; i >= Math.Max(start, trigger - 3); i--)
        {
            ReadOnlySpan<char> word = text[tokens[i].Start..tokens[i].End];
            foreach (ReadOnlySpan<char> unit in (ReadOnlySpan<string>)["hour", "day", "week", "month", "year", "minute"])
            {
                if (word.StartsWith(unit, StringComparison.OrdinalIgnoreCase) && word.Length <= unit.Length + 1)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
