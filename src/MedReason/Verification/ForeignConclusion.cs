using System.Text.RegularExpressions;
using MedReason.Text;

namespace MedReason.Verification;

/// <summary>Reads which option a text concludes, and which one the known answer of a question is, in the forms in which people and models write both.</summary>
internal static partial class ForeignConclusion
{
    private const int LongestLabelled = 300;
    private const int ShortText = 2;

    /// <summary>Finds the one option that a text concludes; null when it concludes none or several.</summary>
    public static AnswerOption? Find(MedicalQuestion question, ForeignText foreign)
    {
        string text = foreign.Text;
        if (question.Options.Count == 0)
        {
            return null;
        }

        var options = new OptionReader(question.Options);
        bool isException = question.Ask == QuestionAsk.Except;
        if (Boxed().Match(text) is { Success: true } boxed)
        {
            return Single(question, options, boxed.Groups[1].Value, isException);
        }

        if (foreign.Reply is { } reply && Single(question, options, reply, isException) is { } replied)
        {
            return replied;
        }

        if (FindSection(text) is { Length: > 0 } section)
        {
            return Single(question, options, section, isException) ?? FirstSentence(question, options, section, isException);
        }

        var words = ProseText.Read(text);
        AnswerOption? said = null;
        for (int i = words.SentenceCount - 1; i >= 0 && said is null; i--)
        {
            // A sentence that names an option while it weighs it concludes nothing; in a text of one or two sentences there is nothing else.
            string sentence = words.SentenceText(i);
            bool isStating = words.SentenceCount <= ShortText || Stating().IsMatch(sentence);
            said = isStating ? Single(question, options, sentence, isException) : null;
            if (said is null && isStating && sentence.EndsWith(':') && i + 1 < words.SentenceCount)
            {
                said = Single(question, options, words.SentenceText(i + 1), isException);
            }
        }

        return said ?? FindAlone(question, options, words);
    }

    /// <summary>Finds the option that the first or last sentence consists of, where no other sentence consists of or begins with another one.</summary>
    private static AnswerOption? FindAlone(MedicalQuestion question, OptionReader options, ProseText words)
    {
        var alone = new HashSet<AnswerOption>();
        bool isOuter = false;
        for (int i = 0; i < words.SentenceCount; i++)
        {
            string sentence = words.SentenceText(i);
            AnswerOption? option = Single(question, options, sentence, isException: false);
            bool isWhole = option is not null && OptionReader.IsWhole(sentence, option);
            if (isWhole || (option is not null && OptionReader.StartsWithLabel(sentence, option)))
            {
                alone.Add(option!);
                isOuter |= isWhole && (i == 0 || i == words.SentenceCount - 1);
            }
        }

        return isOuter && alone.Count == 1 ? alone.First() : null;
    }

    /// <summary>Finds the option that is the known answer, written as its text, its label or a sentence; null when it cannot be determined.</summary>
    public static string? FindKnownLabel(MedicalQuestion question)
    {
        if (question.AnswerLabel is not null || question.Answer is not { } answer || question.Options.Count == 0)
        {
            return question.AnswerLabel;
        }

        string decision = Decision().Match(answer) is { Success: true } decided ? decided.Groups[1].Value : answer;
        int explained = decision.IndexOf(". Explanation:", StringComparison.Ordinal);
        string plain = explained < 0 ? decision : decision[..explained];
        return Single(question, new OptionReader(question.Options), plain, isException: false)?.Label;
    }

    /// <summary>Gets the words of a text that state its conclusion: what follows the last heading that announces it; null when there is none.</summary>
    public static string? FindSection(string text)
    {
        Match? last = null;
        foreach (Match heading in Heading().Matches(text))
        {
            last = heading;
        }

        return last is null ? ChainSections.FindConclusion(text) : text[(last.Index + last.Length)..].Trim(' ', '\t', '\r', '\n', '*', ':');
    }

    // "B. The others do not fit" concludes B; "The answer is B. The answer is C" concludes nothing.
    private static AnswerOption? FirstSentence(MedicalQuestion question, OptionReader options, string section, bool isException)
    {
        var words = ProseText.Read(section);
        AnswerOption? first = words.SentenceCount < 2 ? null : Single(question, options, words.SentenceText(0), isException);
        for (int i = 1; i < words.SentenceCount && first is not null; i++)
        {
            string sentence = words.SentenceText(i);
            AnswerOption? other = Stating().IsMatch(sentence) ? Single(question, options, sentence, isException) : null;
            first = other is null || other == first ? first : null;
        }

        return first;
    }

    private static AnswerOption? Single(MedicalQuestion question, OptionReader options, string words, bool isException)
    {
        string trimmed = words.Trim(' ', '\t', '\r', '\n', '*', '.', '(', ')', '"', '\'');
        AnswerOption? exact = question.FindOption(trimmed) ?? question.Options.FirstOrDefault(option => TextMatch.IsSame(option.Text, trimmed));
        if (exact is not null || trimmed.Length > LongestLabelled)
        {
            return exact;
        }

        IReadOnlyList<string> labels = ConclusionReader.FindLabels(words, options, isException);
        if (labels.Count == 1)
        {
            return question.FindOption(labels[0]);
        }

        // "Yes, it does" names the option Yes, whose only word carries no meaning in a name.
        string first = FirstWord().Match(trimmed).Value;
        return labels.Count == 0
            ? question.Options.FirstOrDefault(option => string.Equals(option.Text.Trim(), first, StringComparison.OrdinalIgnoreCase))
            : null;
    }

    [GeneratedRegex(@"\\boxed\{(?:\\text\{)?([^{}]*)\}?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Boxed();

    [GeneratedRegex(@"^\s*(?:#{1,6}\s*)?\*{0,2}\s*(?:(?:the\s+)?final answer|conclusion)\b\s*(?:is\b)?\s*:?\s*\*{0,2}:?",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(
        @"\banswer\b.{0,60}\bis\b|\bis the (?:\w+ )?answer\b|\b(?:answer|choice|diagnosis)\s*:"
            + @"|\b(?:therefore|thus|hence|consequently|in conclusion|in summary|overall)\b"
            + @"|\bmost (?:likely|appropriate|probable|suitable|consistent)\b"
            + @"|\b(?:best|correct) (?:answer|choice|option|next step|treatment|explanation|management)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Stating();

    [GeneratedRegex(@"^\s*the final decision is:\s*(\w+)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Decision();

    [GeneratedRegex(@"^\w+", RegexOptions.CultureInvariant)]
    private static partial Regex FirstWord();
}
