namespace MedReason.Reports;

/// <summary>A row of a <see cref="Chart"/>. Immutable.</summary>
internal sealed record ChartRow
{
    public required string Label { get; init; }

    /// <summary>The numbers, in the order of <see cref="Chart.Columns"/>.</summary>
    public required IReadOnlyList<ChartCell> Cells { get; init; }

    /// <summary>What the mark shows; null where nothing can be said, and nothing is drawn.</summary>
    public double? Value { get; init; }

    /// <summary>The lower end of the value's interval; null for none.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end of the value's interval; null for none.</summary>
    public double? High { get; init; }
}
