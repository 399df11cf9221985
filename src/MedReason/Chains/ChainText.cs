using System.Globalization;
using System.Text;

namespace MedReason.Chains;

/// <summary>The text of a chain in the three sections of the published dataset.</summary>
internal static class ChainText
{
    /// <summary>Puts a chain's parts together.</summary>
    /// <param name="steps">The steps; each text is one line.</param>
    /// <param name="paths">What they cite by index.</param>
    /// <param name="wording">The names of nodes.</param>
    /// <param name="conclusion">The words of the conclusion, one line.</param>
    /// <returns>Cited paths numbered in the order of their first citation, the steps with those numbers behind them, the conclusion.</returns>
    public static string Render(IReadOnlyList<ChainStep> steps, IReadOnlyList<EvidencePath> paths, PathWording wording, string conclusion)
    {
        List<int> cited = [.. steps.SelectMany(step => step.PathIndexes).Distinct()];
        var text = new StringBuilder();
        text.Append(ChainSections.Paths).Append('\n');
        for (int i = 0; i < cited.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {wording.Arrows(paths[cited[i]].Path)}\n");
        }

        text.Append('\n').Append(ChainSections.Process).Append('\n');
        for (int i = 0; i < steps.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {steps[i].Text}");
            if (steps[i].PathIndexes.Count > 0)
            {
                text.Append(" [").AppendJoin(", ", steps[i].PathIndexes.Select(index => cited.IndexOf(index) + 1)).Append(']');
            }

            text.Append('\n');
        }

        return text.Append('\n').Append(ChainSections.Conclusion).Append('\n').Append(conclusion).ToString();
    }
}
