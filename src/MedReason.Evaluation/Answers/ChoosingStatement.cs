namespace MedReason.Evaluation;

/// <summary>Reads a verb of the first person and its option: "I choose B", "we would go with option B".</summary>
internal static class ChoosingStatement
{
    public static Reading Read(AnswerContext context, ValueReader reader, int at, int verbEnd, out int end)
    {
        end = verbEnd;
        var clause = new Clause(context, at);
        return (clause.IsFirstPerson || !context.Has(AnswerRules.FirstPerson)) && !clause.IsHypothetical
            ? reader.Read(end, isMarked: context.Text.At(end) == ':', clause.IsNegated)
            : default;
    }
}
