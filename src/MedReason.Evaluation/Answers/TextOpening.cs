namespace MedReason.Evaluation;

/// <summary>Reads an output that opens with the text of an option as a sentence and then gives its reasons: "Metformin. It lowers glucose first."</summary>
/// <remarks>A text that numbers and short words could be as well ("2. The fever") opens an output only where its reasons have a heading of their own.</remarks>
internal static class TextOpening
{
    public static Reading Read(AnswerContext context)
    {
        OutputText text = context.Text;
        if (text.Tokens.Count == 0)
        {
            return default;
        }

        Reading first = ReadAt(context, 0);
        if (first.Kind != ReadingKind.Answer || HeadsArgument(text, first.End))
        {
            return first;
        }

        // One option after another, a sentence each, is a list.
        for (int i = text.TokenFrom(first.End); i < text.Tokens.Count; i++)
        {
            if (StartsSentence(text, i) && ReadAt(context, i) is { Kind: ReadingKind.Answer } other && other.Option != first.Option)
            {
                return default;
            }
        }

        return context.Options.IsCommon(first.Option) ? default : first;
    }

    private static Reading ReadAt(AnswerContext context, int token)
    {
        OutputText text = context.Text;
        int option = context.Options.TextAt(text, text.Tokens[token].Start, out int end);
        int at = text.SkipClosing(end);

        // An option that ends with a full stop of its own has another behind it.
        while (text.At(at) == '.' && text.At(at + 1) == '.')
        {
            at++;
        }

        char next = text.At(at + 1);
        bool isSentence = text.At(at) is '\n' or ';' || (text.At(at) == '.' && (char.IsWhiteSpace(next) || TextMarks.Closing.Contains(next)));
        return option >= 0 && isSentence ? new Reading(ReadingKind.Answer, option, at + 1) : default;
    }

    private static bool HeadsArgument(OutputText text, int at)
    {
        int start = text.SkipOpening(at, out _);
        int colon = text.Lower.IndexOf(':', start);
        return colon > start && ReasoningSections.HeadsArgument(text.Lower.AsSpan(start, colon - start).Trim());
    }

    private static bool StartsSentence(OutputText text, int token)
    {
        int before = text.Tokens[token].Start - 1;
        while (before > 0 && text.Text[before] is ' ' or '*' or '"' or '_')
        {
            before--;
        }

        return text.At(before) is '.' or '!' or '?' or '\n' or ';';
    }
}
