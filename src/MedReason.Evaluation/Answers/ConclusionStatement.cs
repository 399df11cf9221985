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

        return reader.ReadAlone(next);
    }
}
