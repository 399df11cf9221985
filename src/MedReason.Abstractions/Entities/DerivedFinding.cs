using System.Globalization;

namespace MedReason;

/// <summary>A finding that was read off a value by a reference range, such as hypokalemia off a potassium of 2.9 mmol/L. Immutable.</summary>
public sealed record DerivedFinding
{
    /// <summary>Gets the name of the finding, such as <c>hypokalemia</c>.</summary>
    public required string Finding { get; init; }

    /// <summary>Gets the name of the test or measurement, such as <c>potassium</c>.</summary>
    public required string Test { get; init; }

    /// <summary>Gets the value as the text states it.</summary>
    public required double Value { get; init; }

    /// <summary>Gets the unit of the value; when the text writes none, the only one in which the value is possible.</summary>
    public required string Unit { get; init; }

    /// <summary>Gets the lower limit of the range, below which a value is a finding; null when there is none.</summary>
    public double? Low { get; init; }

    /// <summary>Gets the upper limit of the range, above or from which a value is a finding; null when there is none.</summary>
    public double? High { get; init; }

    /// <summary>Gets the unit of the limits.</summary>
    public required string RangeUnit { get; init; }

    /// <summary>Gets where the range is from.</summary>
    public required string Source { get; init; }

    /// <summary>Returns finding, value and range in one line.</summary>
    /// <returns>For example <c>hypokalemia by potassium 2.9 mmol/L, range 3.5 to 5.5 mmol/L</c>.</returns>
    public override string ToString()
    {
        string range = (Low, High) switch
        {
            ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $"{low} to {high}"),
            ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $"from {low}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"up to {High}"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Finding} by {Test} {Value} {Unit}, range {range} {RangeUnit}");
    }
}
