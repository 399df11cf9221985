using System.Text.RegularExpressions;
using MedReason.Text;

namespace MedReason.Verification;

/// <summary>Finds the options of a question in a text, by label and by text. Immutable.</summary>
/// <remarks>
/// An option's text names it where it appears as whole words and not inside the longer text of another option. A label names it in the ways in which people
/// write labels: "option B", "the answer is B", "(B)", "B." or "B)" at the start of a line or sentence, or "B" alone. "Hepatitis B" names none.
/// </remarks>
internal sealed partial class OptionReader
{
    private static readonly char[] Marks = [' ', '\t', '\r', '\n', '*', '.', ')', '(', ':', '"', '\''];

    private readonly (string Label, string[] Keys)[] _texts;
    private readonly HashSet<string> _labels;

    /// <summary>Prepares the options.</summary>
    public OptionReader(IReadOnlyList<AnswerOption> options)
    {
        _texts = [.. options.SelectMany(option => Names(option.Text).Select(name => (option.Label, ProseText.Keys(name))))];
        _labels = new HashSet<string>(options.Select(option => option.Label), StringComparer.Ordinal);
    }

    /// <summary>Where the text names options, in order.</summary>
    public IReadOnlyList<OptionMention> Find(ProseText text)
    {
        var byText = new List<OptionMention>();
        foreach ((string label, string[] keys) in _texts)
        {
            byText.AddRange(text.Find(keys).Select(span => new OptionMention(label, span, false)));
        }

        IEnumerable<OptionMention> longest = byText.Where(mention => !byText.Exists(other => other.Span.Holds(mention.Span)));
        return [.. longest.Concat(FindLabels(text)).OrderBy(mention => mention.Span.First).ThenBy(mention => mention.Label, StringComparer.Ordinal)];
    }

    /// <summary>Returns whether a text is an option and nothing else: its label, its text, or both.</summary>
    public static bool IsWhole(string text, AnswerOption option)
    {
        string plain = text.Trim(Marks);
        string rest = StartsWithLabel(plain, option) ? plain[option.Label.Length..].Trim(Marks) : plain;
        return plain == option.Label || rest.Length == 0 || TextMatch.IsSame(rest, option.Text);
    }

    /// <summary>Returns whether a text begins with the label of an option and a mark: "C) Spider bite".</summary>
    public static bool StartsWithLabel(string text, AnswerOption option)
    {
        string plain = text.TrimStart(Marks);
        return plain.StartsWith(option.Label, StringComparison.Ordinal)
            && plain.Length > option.Label.Length && plain[option.Label.Length] is ')' or '.' or ':';
    }

    // "Squamous cell carcinoma (SCC)" is named by either.
    private static IEnumerable<string> Names(string text)
    {
        yield return text;
        if (Abbreviated().Match(text) is { Success: true } match)
        {
            yield return match.Groups[1].Value;
            yield return match.Groups[2].Value;
        }
    }

    /// <summary>Whether two options read the same, so that no text distinguishes them.</summary>
    public bool AreSame(string left, string right) => string.Equals(left, right, StringComparison.Ordinal)
        || Array.Find(_texts, entry => entry.Label == left).Keys.AsSpan().SequenceEqual(Array.Find(_texts, entry => entry.Label == right).Keys);

    private IEnumerable<OptionMention> FindLabels(ProseText text)
    {
        for (int i = 0; i < text.Words.Count; i++)
        {
            ProseWord word = text.Words[i];
            string form = text.Text[word.Start..word.End];
            if (_labels.Contains(form) && IsLabel(text, i))
            {
                yield return new OptionMention(form, new ProseSpan(i, i), true);
            }
        }
    }

    private static bool IsLabel(ProseText text, int index)
    {
        ProseWord word = text.Words[index];
        if (text.Words.Count == 1)
        {
            return true;
        }

        char before = Before(text.Text, word.Start);
        char after = word.End < text.Text.Length ? text.Text[word.End] : '\0';
        if (before == '(' && after == ')')
        {
            return true;
        }

        bool isFirst = index == 0 || (word.Traits & TextTokenTraits.SentenceBefore) != 0 || StartsLine(text.Text, word.Start);
        if (isFirst && after is ')' or '.' or ':')
        {
            return isFirst;
        }

        string previous = index > 0 && text.Words[index - 1].Sentence == word.Sentence ? text.Words[index - 1].Form : string.Empty;
        if (previous is "is" or "be" && before == ' ' && after == ')')
        {
            // "The false statement is C) ...".
            return true;
        }

        if (previous is "option" or "choice" or "alternative" or "answer" or "letter")
        {
            return true;
        }

        return previous is "is" or "be" && index > 1 && text.Words[index - 2].Form is "answer" or "option" or "choice" or "alternative";
    }

    [GeneratedRegex(@"^(.{4,}?)\s*\(([A-Z][A-Za-z0-9-]*[A-Z][A-Za-z0-9-]*)\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Abbreviated();

    private static char Before(string text, int index) => index > 0 ? text[index - 1] : '\0';

    private static bool StartsLine(string text, int index)
    {
        while (index > 0 && text[index - 1] is ' ' or '\t' or '(' or '*')
        {
            index--;
        }

        return index == 0 || text[index - 1] == '\n';
    }
}
