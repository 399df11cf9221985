using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MedReason;

/// <summary>An option that says nothing of its own but stands for others: "both A and C", "all of the above", "none of these". Immutable.</summary>
/// <remarks>
/// A reading of words. An option names others by label ("A and B only"), by position where labels are letters ("both 1 and 2"), or by their whole text
/// ("both prolactin and growth hormone" beside the options "Prolactin" and "Growth hormone"); "both" alone stands for the two options before it.
/// Only options that precede it and do not themselves look like a list of labels can be meant: in lists such as "a, b / a, c / b, c" the letters
/// name statements of the question's text, and in "a-c-d-b" an order, so neither is read as a combination.
/// </remarks>
public sealed partial class OptionCombination
{
    private const int LongestCombination = 200;
    private static readonly char[] Marks = [' ', '.', ',', ';', ':', '!', '\t', '"'];

    private OptionCombination(string label, OptionCombinationKind kind, ImmutableArray<string> labels)
    {
        Label = label;
        Kind = kind;
        Labels = labels;
    }

    /// <summary>The label of the option that stands for others.</summary>
    public string Label { get; }

    /// <summary>How it stands for them.</summary>
    public OptionCombinationKind Kind { get; }

    /// <summary>The labels it stands for, in the question's order; at least one, its own never among them.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Reads the options of a question.</summary>
    /// <param name="options">The options in their order.</param>
    /// <returns>An entry for each option that stands for others, in their order; empty where each stands for itself.</returns>
    public static IReadOnlyList<OptionCombination> Parse(IReadOnlyList<AnswerOption> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var texts = new string[options.Count];
        var isList = new bool[options.Count];
        var isPlain = new bool[options.Count];
        for (int i = 0; i < options.Count; i++)
        {
            string text = options[i].Text.Length > LongestCombination ? options[i].Text[..LongestCombination] : options[i].Text;
            text = text.Trim().ToLowerInvariant();
            isPlain[i] = IsPlainWord(text);
            texts[i] = (isPlain[i] ? text : OwnLabel().Replace(text, string.Empty)).Trim(Marks);
            isList[i] = !isPlain[i] && (Whole().IsMatch(texts[i]) || (LabelList().Match(texts[i]) is { Success: true } list && IsNamed(list, texts[i])));
        }

        var combinations = new List<OptionCombination>();
        for (int i = 0; i < options.Count; i++)
        {
            if (!isPlain[i] && Read(options, texts, isList, i) is { } combination)
            {
                combinations.Add(combination);
            }
        }

        return combinations;
    }

    /// <summary>
    /// Whether a text is one word that joins nothing and is none of those by which an option stands for others. Most drugs are, and are spared the patterns.
    /// </summary>
    private static bool IsPlainWord(string text)
    {
        ReadOnlySpan<char> word = text.AsSpan().Trim(Marks);
        foreach (char unit in word)
        {
            if (char.IsWhiteSpace(unit) || unit is ',' or '&' or '+')
            {
                return false;
            }
        }

        return !(word.StartsWith("all") || word.StartsWith("any") || word.StartsWith("both") || word.StartsWith("either") || word.StartsWith("neither")
            || word.StartsWith("none")
            || word.EndsWith("only") || word.EndsWith("both"));
    }

    private static OptionCombination? Read(IReadOnlyList<AnswerOption> options, string[] texts, bool[] isList, int index)
    {
        string text = texts[index];
        Match whole = Whole().Match(text);
        if (whole.Success)
        {
            OptionCombinationKind kind = text[0] == 'n' ? OptionCombinationKind.None
                : whole.Groups["any"].Success ? OptionCombinationKind.Any : OptionCombinationKind.All;
            int[] others = [.. Enumerable.Range(0, options.Count).Where(other => other != index && !isList[other])];

            // "Both" says two: with more before it, it is unknown which two.
            return others.Length == 0 || (whole.Groups["both"].Success && others.Length != 2) ? null : Make(options, index, kind, others);
        }

        if (LabelList().Match(text) is { Success: true } list)
        {
            int[]? named = IsNamed(list, text) ? FindLabels(options, list, isList, index) : null;
            OptionCombinationKind kind = list.Groups["word"].Value switch
            {
                "neither" => OptionCombinationKind.None,
                "either" => OptionCombinationKind.Any,
                _ => list.Groups["join"].Captures.Any(join => join.Value.Trim() == "or") ? OptionCombinationKind.Any : OptionCombinationKind.All,
            };
            return named is null ? null : Make(options, index, kind, named);
        }

        if (Both().Match(text) is { Success: true } both)
        {
            int first = Array.IndexOf(texts, both.Groups["first"].Value.Trim());
            int second = Array.IndexOf(texts, both.Groups["second"].Value.Trim());
            return first >= 0 && second >= 0 && first != second && first != index && second != index
                ? Make(options, index, OptionCombinationKind.All, [Math.Min(first, second), Math.Max(first, second)])
                : null;
        }

        return null;
    }

    // "AB" is a blood group and "12" a number; letters are labels only where something joins them.
    private static bool IsNamed(Match list, string text) =>
        list.Groups["word"].Success || list.Groups["join"].Success || list.Groups["only"].Success || text.Contains(',', StringComparison.Ordinal);

    private static int[]? FindLabels(IReadOnlyList<AnswerOption> options, Match list, bool[] isList, int index)
    {
        var found = new SortedSet<int>();
        foreach (Capture capture in list.Groups["label"].Captures)
        {
            int position = IndexOfLabel(options, capture.Value);
            if (position < 0 || position >= index || isList[position] || !found.Add(position))
            {
                return null;
            }
        }

        return found.Count >= 2 ? [.. found] : null;
    }

    private static int IndexOfLabel(IReadOnlyList<AnswerOption> options, string name)
    {
        for (int i = 0; i < options.Count; i++)
        {
            if (string.Equals(options[i].Label, name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return char.IsAsciiDigit(name[0]) ? name[0] - '1' : -1;
    }

    private static OptionCombination Make(IReadOnlyList<AnswerOption> options, int index, OptionCombinationKind kind, IEnumerable<int> others) =>
        new(options[index].Label, kind, [.. others.Select(other => options[other].Label)]);

    // "d) none of the above" under the label D.
    [GeneratedRegex(@"^\(?[a-r][).:\]]\s+", RegexOptions.CultureInvariant)]
    private static partial Regex OwnLabel();

    [GeneratedRegex(
        @"^(?:(?:(?:all|(?<both>both)|(?<any>(?:can be |may be )?any|either)|none|neither)(?: of)?(?: (?:the|these|them|those))?(?: "
            + @"(?:above|following|options|others|three|four|two|mentioned|listed))?)(?: (?:is|are) (?:true|correct|right))?|(?:all|none|both) "
            + @"(?:true|correct|equally true))$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(
        @"^(?<word>both|either|neither)?\s*(?:options?\s*)?['""(\[]?(?<label>[a-r1-9])['"")\].]?(?:(?<join>\s*&\s*|\s*\+\s*|\s+and\s+|\s+or\s+|\s+nor\s+)"
        + @"|\s*,\s*(?<join>and\s+|&\s*)?|\s*)(?:options?\s*)?['""(\[]?(?<label>[a-r1-9])['"")\].]?(?:(?:(?<join>\s*&\s*|\s*\+\s*|\s+and\s+|\s+or\s+"
        + @"|\s+nor\s+)|\s*,\s*(?<join>and\s+|&\s*)?|\s*)(?:options?\s*)?['""(\[]?(?<label>[a-r1-9])['"")\].]?)*(?<only>\s*,?\s*(?:only|both|are (?:true"
        + @"|correct)))?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex LabelList();

    [GeneratedRegex(@"^(?:both\s+)?(?<first>.+?)\s+(?:and|&)\s+(?<second>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Both();
}
