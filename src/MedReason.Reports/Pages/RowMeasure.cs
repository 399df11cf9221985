namespace MedReason.Reports;

/// <summary>A measure from 0 to 1 over many chains.</summary>
internal sealed class RowMeasure
{
    private double _sum;

    /// <summary>Gets the number of chains that have the measure.</summary>
    public long Count { get; private set; }

    /// <summary>Gets the number of chains whose value is 1, at the precision of a row (nine decimals).</summary>
    public long Whole { get; private set; }

    /// <summary>Gets the mean of the measure.</summary>
    public double Mean => _sum / Count;

    public void Add(double value)
    {
        Count++;
        _sum += value;
        Whole += value >= 1 - 1e-9 ? 1 : 0;
    }
}
