using System.Globalization;

namespace MedReason.Reports;

/// <summary>Formats numbers and names for the page of a result.</summary>
internal static class ResultText
{
    public static string Words(string? name) => string.Concat(
        (name ?? "unknown").Select((unit, index) => char.IsUpper(unit) ? (index > 0 ? " " : string.Empty) + char.ToLowerInvariant(unit) : unit.ToString()));

    public static string Count(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");

    public static string Share(double share) => ChartScale.Percent(share, share is 0 or 1 ? 0 : 1);

    public static string Figure(double value) => value.ToString("0.###;−0.###", CultureInfo.InvariantCulture);

    /// <summary>Says which node words are linked to, how both relate and how much of the words the node covers.</summary>
    public static string Link(EntityLink link, PathWording wording)
    {
        if (link.Node is not { } node)
        {
            return $"{link.Mention.Text}: not in the graph ({Words(link.NilReason?.ToString())})";
        }

        string kind = link.Relation is { } relation ? $", {Words(relation.ToString())}" : string.Empty;
        string coverage = link.Coverage is { } share ? $", covers {Share(Math.Clamp(share, 0, 1))} of the words" : string.Empty;
        return $"{link.Mention.Text} → {wording.Name(node)} ({node.Id.Value}{kind}{coverage})";
    }

    public static string Digits(int value) => value.ToString(CultureInfo.InvariantCulture);
}
