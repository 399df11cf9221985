namespace MedReason.Evaluation;

/// <summary>Reads how an output opens where the options are decisions: "**Yes**, because", "No: the groups did not differ".</summary>
/// <remarks>A decision at the start of a sentence counts where its clause ends with it: "No data were given" decides nothing.</remarks>
internal static class DecisionOpening
{
    private static readonly string[] Reasons = ["because", "since", "as"];

    public static Reading Read(AnswerContext context)
    {
        OutputText text = context.Text;
        if (!context.Options.AreDecisions || text.Tokens.Count == 0)
        {
            return default;
        }

        Reading first = ReadAt(context, 0);
        for (int i = 1; i < text.Tokens.Count && first.Kind == ReadingKind.Answer; i++)
        {
            if (StartsSentence(text, i) && ReadAt(context, i) is { Kind: ReadingKind.Answer } later && later.Option != first.Option)
            {
                return Reading.Of(ReadingKind.Several);
            }
        }

        return first;
    }

    private static Reading ReadAt(AnswerContext context, int token)
    {
        OutputText text = context.Text;
        int option = context.Options.TextAt(text, text.Tokens[token].Start, out int end);
        return option >= 0 && EndsClause(text, text.SkipClosing(end)) ? new Reading(ReadingKind.Answer, option, end) : default;
    }

    private static bool EndsClause(OutputText text, int at)
    {
        int next = text.Skip(at, TextMarks.Spaces);
        bool isDash = text.At(next) is '-' or '\u2013' or '\u2014' && text.At(next + 1) == ' ';
        return text.At(at) is ',' or '.' or ':' or ';' or '!' or '\n' || isDash || Array.IndexOf(Reasons, text.WordAt(next, out _).ToString()) >= 0;
    }

    private static bool StartsSentence(OutputText text, int token)
    {
        int before = text.Tokens[token].Start - 1;
        while (before > 0 && text.Text[before] is ' ' or '*' or '"' or '_')
        {
            before--;
        }

        return text.At(before) is '.' or '!' or '?' or '\n';
    }
}
