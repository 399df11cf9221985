using System.Collections.Frozen;

namespace MedReason.Entities;

/// <summary>
/// Specificity: the most specific node that the text supports wins. A longer name whose every word is in the text is more specific; each word
/// that is not there counts against it.
/// </summary>
internal static class NameSupport
{
    public static FrozenSet<string> Words(string text)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Range range in WordRanges(text))
        {
            words.Add(text[range]);
        }

        return words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    public static double Measure(string name, FrozenSet<string> words)
    {
        FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        int total = 0;
        int covered = 0;
        foreach (Range range in WordRanges(name))
        {
            total++;
            covered += lookup.Contains(name.AsSpan(range)) ? 1 : 0;
        }

        return Math.Max(0, (2 * covered) - total) / (1.0 + total);
    }

    private static IEnumerable<Range> WordRanges(string text)
    {
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool inside = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                yield return start..i;
                start = -1;
            }
        }
    }
}
