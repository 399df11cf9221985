namespace MedReason.Evaluation;

/// <summary>Finds the one option whose text an output mentions, where it mentions no other and does not deny it.</summary>
internal static class OptionMentions
{
    /// <summary>How many tokens around a mention are searched for a denial.</summary>
    private const int NearTokens = 4;

    /// <summary>The option, or <see cref="OptionTable.None"/>.</summary>
    public static int Only(AnswerContext context)
    {
        OutputText text = context.Text;
        OptionTable options = context.Options;
        int only = OptionTable.None;
        IReadOnlyList<(int Start, int End)> tokens = text.Tokens;
        bool isDenied = false;
        for (int i = 0; i < tokens.Count; i++)
        {
            int option = options.TextAt(text, tokens[i].Start, out int end);
            if (option == OptionTable.None)
            {
                continue;
            }

            int next = text.TokenFrom(end);
            if (option == OptionTable.Several)
            {
                return OptionTable.None;
            }

            bool isAlone = i == 0 && next == tokens.Count;
            bool isPart = text.At(end) is '-' or '/' && OutputText.IsWordUnit(text.At(end + 1))
                || (tokens[i].Start > 0 && text.At(tokens[i].Start - 1) is '-' or '/' && !isAlone);
            if (options.IsCommon(option) && !isAlone)
            {
                // "no" and "10" say little in a sentence; they still are another option's text.
                if (i > 0 || !EndsClause(text, end))
                {
                    continue;
                }
            }

            if (isPart)
            {
                continue;
            }

            if (only != OptionTable.None && only != option)
            {
                return OptionTable.None;
            }

            only = option;
            isDenied |= IsNear(context, i - NearTokens, i, AnswerWords.DenyingBefore, tokens[i].Start, end)
                || IsNear(context, next, next + NearTokens, AnswerWords.DenyingAfter, tokens[i].Start, end);
            i = next - 1;
        }

        return only == OptionTable.None || isDenied || Refuses(context) ? OptionTable.None : only;
    }

    private static bool EndsClause(OutputText text, int at) => text.At(at) is ',' or '.' or '\n' or ':' or ';' or '!';

    private static bool Refuses(AnswerContext context) =>
        context.Grammar.List(AnswerWords.Refusals).Any(phrase => context.Text.Lower.Contains(phrase, StringComparison.Ordinal));

    /// <summary>Whether one of the words stands among some tokens, in the same sentence as the mention.</summary>
    private static bool IsNear(AnswerContext context, int from, int to, AnswerWords words, int start, int end)
    {
        OutputText text = context.Text;
        for (int i = Math.Max(from, 0); i < Math.Min(to, text.Tokens.Count); i++)
        {
            (int tokenStart, int tokenEnd) = text.Tokens[i];
            ReadOnlySpan<char> between = tokenStart < start ? text.Text.AsSpan(tokenEnd, start - tokenEnd) : text.Text.AsSpan(end, tokenStart - end);
            if (between.IndexOfAny('.', '\n', ';') < 0 && context.Grammar.Contains(words, text.Lower.AsSpan(tokenStart, tokenEnd - tokenStart)))
            {
                return true;
            }
        }

        return false;
    }
}
