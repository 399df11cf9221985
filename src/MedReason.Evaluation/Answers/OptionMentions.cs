namespace MedReason.Evaluation;

/// <summary>Finds the one option whose text an output mentions, where it mentions no other and does not deny it.</summary>
internal static class OptionMentions
{
    private static readonly string[] Refusals =
    [
        "cannot determine", "can't determine", "cannot be determined", "unable to", "not possible to", "impossible to", "insufficient information",
            "not enough information", "don't know", "do not know", "not sure",
        "no information", "do not contain", "does not contain", "not provided", "not mention", "cannot answer", "can't answer", "i cannot", "i can't",
            "i'm sorry", "i am sorry", "as an ai", "management policy",
        "timed out", "not available", "no specific", "not specified", "none of the", "not listed", "more information", "cannot provide", "not among",
            "no definitive",
    ];

    private static readonly string[] DenyingBefore =
        ["not", "no", "never", "without", "except", "neither", "nor", "unlikely", "rather", "instead", "exclude", "excludes", "excluded", "excluding",
            "against", "avoid", "isn't", "t", "than", "out", "denies", "unlike", "if", "whether", "cannot"];

    private static readonly string[] DenyingAfter =
        ["not", "incorrect", "wrong", "unlikely", "contraindicated", "ruled", "excluded", "isn", "never", "no", "false", "inappropriate", "unnecessary",
            "avoided", "absent", "less", "t"];

    /// <summary>The option, or <see cref="OptionTable.None"/>.</summary>
    public static int Only(OutputText text, OptionTable options)
    {
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
            isDenied |= IsNear(text, i - 4, i, DenyingBefore, tokens[i].Start, end) || IsNear(text, next, next + 4, DenyingAfter, tokens[i].Start, end);
            i = next - 1;
        }

        return only == OptionTable.None || isDenied || Refuses(text) ? OptionTable.None : only;
    }

    private static bool EndsClause(OutputText text, int at) => text.At(at) is ',' or '.' or '\n' or ':' or ';' or '!';

    private static bool Refuses(OutputText text) => Array.Exists(Refusals, phrase => text.Lower.Contains(phrase, StringComparison.Ordinal));

    /// <summary>Whether one of the words stands among some tokens, in the same sentence as the mention.</summary>
    private static bool IsNear(OutputText text, int from, int to, string[] words, int start, int end)
    {
        for (int i = Math.Max(from, 0); i < Math.Min(to, text.Tokens.Count); i++)
        {
            (int tokenStart, int tokenEnd) = text.Tokens[i];
            ReadOnlySpan<char> between = tokenStart < start ? text.Text.AsSpan(tokenEnd, start - tokenEnd) : text.Text.AsSpan(end, tokenStart - end);
            if (between.IndexOfAny('.', '\n', ';') < 0 && Array.IndexOf(words, text.Lower[tokenStart..tokenEnd]) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
