namespace MedReason;

/// <summary>The headings of the three sections of a chain's text, as the published dataset writes them.</summary>
public static class ChainSections
{
    /// <summary>The section that lists the cited paths, one a line: names joined by arrows.</summary>
    public const string Paths = "### Finding Reasoning Paths:";

    /// <summary>The section with the steps.</summary>
    public const string Process = "### Reasoning Process:";

    /// <summary>The section with the conclusion; the last one.</summary>
    public const string Conclusion = "### Conclusion:";

    /// <summary>The words of the conclusion.</summary>
    /// <param name="text">A chain's text.</param>
    /// <returns>What follows the last line that is a conclusion's heading, however deep and with or without colon; null when there is no such line.</returns>
    public static string? FindConclusion(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int end = text.Length;
        while (end > 0)
        {
            int start = text.LastIndexOf('\n', end - 1) + 1;
            ReadOnlySpan<char> heading = text.AsSpan(start, end - start).Trim().Trim("#*: ");
            if (heading.Equals("conclusion", StringComparison.OrdinalIgnoreCase))
            {
                return text[end..].Trim();
            }

            end = start - 1;
        }

        return null;
    }
}
