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

    public static string Digits(int value) => value.ToString(CultureInfo.InvariantCulture);
}
