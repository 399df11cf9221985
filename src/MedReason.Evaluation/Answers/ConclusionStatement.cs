namespace MedReason.Evaluation;

/// <summary>Reads a conclusion that is nothing but an option: "Therefore, B.", "So it is (B)".</summary>
internal static class ConclusionStatement
{
    public static Reading Read(AnswerContext context, ValueReader reader, int at)
    {
        if (!new Clause(context, at).IsEmpty)
        {
            return default;
        }

        int next = at;
        while (context.IsAny(AnswerWords.ConclusionFillers, next, out int end))
        {
            next = context.Text.Skip(end, TextMarks.Spaces);
            next = context.Text.At(next) == ',' ? context.Text.Skip(next + 1, TextMarks.Spaces) : next;
        }

        Reading reading = reader.Read(next, isMarked: false);
        return reading.Kind == ReadingKind.Answer && EndsClause(context.Text, reading.End) ? reading : default;
    }

    private static bool EndsClause(OutputText text, int at) => TextMarks.ClauseEnds.Contains(text.At(text.SkipClosing(at)));
}
