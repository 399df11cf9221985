namespace MedReason.Evaluation;

/// <summary>Reads a box: "\boxed{B}". A box that is left open was cut off.</summary>
internal static class BoxStatement
{
    public const string Opening = "boxed{";

    public static Reading Read(AnswerContext context, int at, out int end)
    {
        OutputText text = context.Text;
        int open = at + Opening.Length - 1;
        int depth = 0;
        for (end = open; end < text.Length; end++)
        {
            depth += text.At(end) switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return FieldReader.Read(text.Text[(open + 1)..end++], context.Options, context.Grammar);
            }
        }

        return Reading.Of(ReadingKind.CutOff);
    }
}
