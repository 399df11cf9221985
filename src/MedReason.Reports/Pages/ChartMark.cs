namespace MedReason.Reports;

/// <summary>How a chart draws its values.</summary>
internal enum ChartMark
{
    /// <summary>Bars, for what has a true zero: shares, counts, the bins of a histogram.</summary>
    Bar,

    /// <summary>Dots, for estimates that are compared by their intervals.</summary>
    Dot,
}
