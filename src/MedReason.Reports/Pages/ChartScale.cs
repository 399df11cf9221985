using System.Globalization;

namespace MedReason.Reports;

/// <summary>What a chart's marks are drawn against. Immutable.</summary>
internal sealed record ChartScale
{
    /// <summary>The left end.</summary>
    public double Minimum { get; init; }

    /// <summary>The right end; above <see cref="Minimum"/>.</summary>
    public required double Maximum { get; init; }

    /// <summary>A value that a line marks, such as no difference, or chance; bars start at it where it is given, else at <see cref="Minimum"/>.</summary>
    public double? Reference { get; init; }

    /// <summary>How the numbers of the axis are written.</summary>
    public required Func<double, string> Format { get; init; }

    /// <summary>Shares, from 0 to 100 %.</summary>
    public static ChartScale Share { get; } = new() { Maximum = 1, Format = value => Percent(value, 0) };

    /// <summary>Counts or amounts from 0 to a round number that is at least the largest.</summary>
    public static ChartScale UpTo(double largest)
    {
        double step = largest <= 0 || !double.IsFinite(largest) ? 1 : Math.Pow(10, Math.Floor(Math.Log10(largest)));
        double maximum = new[] { 1d, 2, 5, 10 }.Select(factor => Math.Round(factor * step, 12)).First(round => round >= largest || round >= 10 * step);
        return new ChartScale { Maximum = maximum, Format = value => value.ToString("#,0.###", CultureInfo.InvariantCulture) };
    }

    /// <summary>A share as a percentage, with a space before the sign that no line breaks at.</summary>
    public static string Percent(double share, int decimals = 1) =>
        (share * 100).ToString(decimals == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + "\u00A0%";

    /// <summary>Where a value lies, from 0 to 1; values outside lie at the end that they pass.</summary>
    public double Place(double value) => Math.Clamp((value - Minimum) / (Maximum - Minimum), 0, 1);
}
