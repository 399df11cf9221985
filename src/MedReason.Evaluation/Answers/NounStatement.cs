namespace MedReason.Evaluation;

/// <summary>Reads a noun and what it is said to be: "the correct answer to this question is B", "Answer: B", "## Answer" and the next line.</summary>
internal static class NounStatement
{
    /// <summary>How far a noun and its answer stand apart.</summary>
    private const int MaximumGap = 80;

    public static Reading Read(AnswerContext context, ValueReader reader, int at, out int end)
    {
        bool isNoun = context.StartsWithAny(AnswerWords.Nouns, at, out end);
        if (!isNoun && !context.StartsWithAny(AnswerWords.OptionNouns, at, out _))
        {
            return default;
        }

        var clause = new Clause(context, at);
        if ((!isNoun && !clause.IsModified) || clause.IsRejected || Clause.IsInstruction(context, at))
        {
            return default;
        }

        if (!TryLink(context, at, end, out Link link))
        {
            return isNoun && clause.StartsLine && context.Has(AnswerRules.BareNoun) ? reader.ReadAlone(end) : default;
        }

        end = link.Value;
        return reader.Read(link.Value, link.IsMarked, link.IsNegated);
    }

    /// <summary>Finds the colon, the dash or the verb between a noun and its answer.</summary>
    private static bool TryLink(AnswerContext context, int noun, int at, out Link link)
    {
        OutputText text = context.Text;
        int limit = Math.Min(text.Length, at + MaximumGap);
        int start = at;
        bool isNegated = false;
        if (text.At(at) == '.' && text.Lower.AsSpan(noun, at - noun) is "ans")
        {
            start = ++at;
            if (!text.IsAt(at, " is"))
            {
                link = new Link(at, IsMarked: true, IsNegated: false);
                return true;
            }
        }

        while (at < limit)
        {
            char unit = text.At(at);
            if (LeadsOn(context, unit, at, start))
            {
                int value = context.IsAny(AnswerWords.Copulas, text.Skip(at + 1, TextMarks.Spaces), out int verbEnd) ? verbEnd : at + 1;
                link = new Link(value, IsMarked: true, isNegated);
                return true;
            }

            if (!OutputText.IsWordUnit(unit))
            {
                bool isQuotation = unit is '"' or '\u201C' && context.Has(AnswerRules.QuotationStop) && !IsRightBehind(context, at, start);
                if (isQuotation || TextMarks.SentenceEnds.Contains(unit))
                {
                    break;
                }

                at++;
                continue;
            }

            ReadOnlySpan<char> word = text.WordAt(at, out int end);
            if (Hedges(context, word, end))
            {
                break;
            }

            isNegated |= context.Grammar.Contains(AnswerWords.Negations, word);
            if (context.Grammar.Contains(AnswerWords.Copulas, word))
            {
                int colon = text.Skip(end, TextMarks.Spaces);
                bool isMarked = text.At(colon) == ':';
                link = new Link(isMarked ? colon + 1 : end, isMarked, isNegated);
                return true;
            }

            at = end;
        }

        link = default;
        return false;
    }

    private static bool LeadsOn(AnswerContext context, char unit, int at, int start) => unit switch
    {
        ':' or '=' => true,
        '-' or '\u2013' or '\u2014' => context.Text.At(at + 1) == ' ' && IsRightBehind(context, at, start) && context.Has(AnswerRules.DashLink),
        _ => false,
    };

    /// <summary>Whether no word stands between a noun and a place.</summary>
    private static bool IsRightBehind(AnswerContext context, int at, int start) => !context.Text.Text.AsSpan(start, at - start).ContainsAnyInRange('A', 'z');

    /// <summary>Whether a verb leaves open what the answer is; "could not be determined" does not.</summary>
    private static bool Hedges(AnswerContext context, ReadOnlySpan<char> word, int end) =>
        context.Grammar.Contains(AnswerWords.Hedges, word) && !context.Text.IsAt(end, " not be ");

    private readonly record struct Link(int Value, bool IsMarked, bool IsNegated);
}
