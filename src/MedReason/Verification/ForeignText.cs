using System.Net;
using System.Text.RegularExpressions;

namespace MedReason.Verification;

/// <summary>A text that others wrote, parted into lines of arrows and free text. Immutable.</summary>
internal sealed partial class ForeignText
{
    private const int LongestName = 200;
    private const string ThinkEnd = "</think>";

    private ForeignText(string text, IReadOnlyList<ForeignPath> paths, string prose, string? reply)
    {
        Reply = reply;
        Text = text;
        Paths = paths;
        Prose = prose;
    }

    /// <summary>Gets the text with one spelling of its arrows and without marks of markup.</summary>
    public string Text { get; }

    /// <summary>Gets what follows the thoughts; null when none are marked, or nothing follows them.</summary>
    public string? Reply { get; }

    /// <summary>Gets the lines of arrows in their order.</summary>
    public IReadOnlyList<ForeignPath> Paths { get; }

    /// <summary>Gets the text with lines of arrows, headings and numbers of references blanked; positions are those of <see cref="Text"/>.</summary>
    public string Prose { get; }

    /// <summary>Reads a text.</summary>
    public static ForeignText Read(string text)
    {
        string plain = Plain(text);
        var paths = new List<ForeignPath>();
        char[] prose = plain.ToCharArray();
        bool isListed = false;
        int start = 0;
        foreach (string line in plain.Split('\n'))
        {
            bool isHeading = line.TrimStart().StartsWith('#');
            isListed = isHeading ? PathsHeading().IsMatch(line) : isListed;
            string[]? names = isHeading ? null : FindNames(line);
            if (names is not null)
            {
                paths.Add(new ForeignPath(line.Trim(), start, names, isListed));
            }

            if (isHeading || names is not null)
            {
                prose.AsSpan(start, line.Length).Fill(' ');
            }

            start += line.Length + 1;
        }

        foreach (Match reference in References().Matches(plain))
        {
            prose.AsSpan(reference.Index, reference.Length).Fill(' ');
        }

        int end = text.LastIndexOf(ThinkEnd, StringComparison.Ordinal);
        string reply = end < 0 ? string.Empty : text[(end + ThinkEnd.Length)..].Trim();
        return new ForeignText(plain, paths, new string(prose), reply.Length == 0 ? null : reply);
    }

    /// <summary>Writes arrows and entities of markup in one way; a text without any is returned as it is.</summary>
    private static string Plain(string text)
    {
        string plain = text.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(text) : text;
        return Think().Replace(LatexArrow().Replace(plain, " → "), string.Empty).ReplaceLineEndings("\n");
    }

    private static string[]? FindNames(string line)
    {
        string[] names = SpacedArrow().Split(line);
        if (names.Length < 2)
        {
            names = TightArrow().Split(line);
        }

        names = [.. names.Select(Clean)];
        return names.Length >= 2 && !names.Any(name => name.Length is 0 or > LongestName) ? names : null;
    }

    // "1. **Metformin**" is the name Metformin.
    private static string Clean(string name) => ListMark().Replace(name.Trim(), string.Empty).Trim(' ', '\t', '*', '"', '\'', '`', '[', ']', '.', ';', ',');

    [GeneratedRegex(@"\s+(?:[-–—−=]{1,3}>|[→⟶⇒➔➜➝➞⟹⇨►▶])\s+|\s*[→⟶⇒➔➜➝➞⟹⇨►▶]\s*", RegexOptions.CultureInvariant)]
    private static partial Regex SpacedArrow();

    // Inside a name an arrow joins two numbers: "alpha-(1->6)-fucosyltransferase".
    [GeneratedRegex(@"\s*(?<!\d)(?:[-–—−]{1,3}>|=>)(?!\d)\s*", RegexOptions.CultureInvariant)]
    private static partial Regex TightArrow();

    [GeneratedRegex(@"\s*\$?\s*\\(?:long)?(?:right|Right)arrow\s*\$?\s*|\s*\$\\to\$\s*", RegexOptions.CultureInvariant)]
    private static partial Regex LatexArrow();

    [GeneratedRegex("</?think>", RegexOptions.CultureInvariant)]
    private static partial Regex Think();

    [GeneratedRegex(@"^(?:[-*•]\s+|\(?\d{1,3}[.)]\s+|[Pp]ath\s*\d*\s*:\s*)+", RegexOptions.CultureInvariant)]
    private static partial Regex ListMark();

    [GeneratedRegex(@"\[\d{1,3}(?:\s*,\s*\d{1,3})*\]|^\s*\d{1,3}[.)](?=\s)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex References();

    [GeneratedRegex(@"\bpaths\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex PathsHeading();
}
