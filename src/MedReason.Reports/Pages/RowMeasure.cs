namespace MedReason.Reports;

/// <summary>A measure from 0 to 1 over many chains.</summary>
internal sealed class RowMeasure
{
    private double _sum;

    /// <summary>How many chains have it.</summary>
    public long Count { get; private set; }

    /// <summary>In how many it is 1, as far as a row tells it (nine decimals).</summary>
    public long Whole { get; private set; }

    /// <summary>Its mean.</summary>
    public double Mean => _sum / Count;

    public void Add(double value)
    {
        Count++;
        _sum += value;
        Whole += value >= 1 - 1e-9 ? 1 : 0;
    }
}
