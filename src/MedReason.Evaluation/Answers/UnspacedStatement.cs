namespace MedReason.Evaluation;

/// <summary>Reads a noun and its label in a script without spaces between words: "答案是B".</summary>
internal static class UnspacedStatement
{
    /// <summary>How far a noun and its label stand apart.</summary>
    private const int MaximumGap = 48;

    public static Reading Read(AnswerContext context, ValueReader reader, int at, out int end)
    {
        OutputText text = context.Text;
        bool isNegated = false;
        int limit = Math.Min(text.Length, at + MaximumGap);
        for (end = at; end < limit; end++)
        {
            char unit = text.At(end);
            isNegated |= unit == '不';
            if (unit is ':' or '(' or '[' || context.LoneLabel(end) >= 0)
            {
                return reader.Read(end, isMarked: true, isNegated);
            }

            if (TextMarks.SentenceEnds.Contains(unit))
            {
                break;
            }
        }

        return default;
    }
}
