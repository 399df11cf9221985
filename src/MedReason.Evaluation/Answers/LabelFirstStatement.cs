namespace MedReason.Evaluation;

/// <summary>Reads a label and what follows it: "B is the correct answer" is a statement, "B is correct" a judgement, of which each option has one.</summary>
internal static class LabelFirstStatement
{
    /// <returns>The reading; <see cref="ReadingKind.Nothing"/> when no sentence of this form starts at the label.</returns>
    public static Reading Read(AnswerContext context, int at, int option, out bool isJudgement)
    {
        OutputText text = context.Text;
        isJudgement = false;
        int after = text.SkipClosing(context.HasOwnText(option, at + 1, out int ownEnd) ? ownEnd : at + 1);
        bool isSeveral = text.WordAt(after, out int joinEnd) is "and" or "or";
        if (isSeveral)
        {
            int next = text.SkipOpening(joinEnd, out _);
            if (context.LoneLabel(next) is int other && (other < 0 || other == option))
            {
                return default;
            }

            after = text.SkipClosing(next + 1);
        }

        if (!context.IsAny(AnswerWords.LabelFirstVerbs, after, out int end) || new Clause(context, at).IsHypothetical)
        {
            return default;
        }

        Judgement judgement = Judge(context, end);
        bool isNamed = context.StartsWithAny(AnswerWords.Nouns, judgement.Next, out int nounEnd)
            || context.StartsWithAny(AnswerWords.OptionNouns, judgement.Next, out nounEnd);
        end = isNamed ? nounEnd : judgement.End;
        int rest = text.Skip(end, TextMarks.Spaces);
        if ((!judgement.IsGiven && !isNamed) || context.IsAny(AnswerWords.Conditions, rest, out _) || text.At(rest) == '?')
        {
            return default;
        }

        isJudgement = !isNamed || (judgement.IsNegated && judgement.IsGiven);
        if (isSeveral)
        {
            return judgement.IsNegated ? default : Reading.Of(ReadingKind.Several);
        }

        return new Reading(judgement.IsNegated ? ReadingKind.Excluded : ReadingKind.Answer, option, end);
    }

    /// <summary>Reads the words behind the verb: "clearly not correct".</summary>
    private static Judgement Judge(AnswerContext context, int end)
    {
        OutputText text = context.Text;
        bool isGiven = false;
        bool isNegated = false;
        int place = text.Skip(end, TextMarks.Spaces);
        for (; !text.WordAt(place, out int wordEnd).IsEmpty; place = text.Skip(wordEnd, TextMarks.Spaces))
        {
            bool isWrong = context.IsAny(AnswerWords.Disapproving, place, out _);
            if (isWrong || context.IsAny(AnswerWords.Approving, place, out _))
            {
                isGiven = true;
                isNegated ^= isWrong;
            }
            else if (context.IsAny(AnswerWords.Negations, place, out _))
            {
                isNegated = true;
            }
            else if (!context.IsAny(AnswerWords.LabelFirstFillers, place, out _))
            {
                break;
            }

            end = wordEnd;
        }

        return new Judgement(isGiven, isNegated, end, place);
    }

    /// <summary>Whether an option is called right or wrong, and where the words end and the next one starts.</summary>
    private readonly record struct Judgement(bool IsGiven, bool IsNegated, int End, int Next);
}
