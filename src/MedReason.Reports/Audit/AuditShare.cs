using MedReason.Evaluation;

namespace MedReason.Reports;

/// <summary>A share of items that rows hold several of, with an interval that knows that the items of a row are alike. Not safe for concurrent use.</summary>
/// <remarks>The linearised variance of a ratio, clustered by row (Liang and Zeger, Biometrika 73, 1986); normal, at 95 %.</remarks>
internal sealed class AuditShare
{
    private const double Critical = 1.959963984540054;

    private long _rows;
    private double _partSquares;
    private double _products;
    private double _wholeSquares;

    /// <summary>Gets the number of items that count.</summary>
    public long Part { get; private set; }

    /// <summary>Gets the number of items.</summary>
    public long Whole { get; private set; }

    /// <summary>Gets the share; null when there are no items.</summary>
    public double? Share => Whole == 0 ? null : (double)Part / Whole;

    /// <summary>Gets the interval of the share; null when fewer than two rows have items.</summary>
    public Interval? Interval
    {
        get
        {
            if (_rows < 2 || Share is not { } share)
            {
                return null;
            }

            double squares = Math.Max(0, _partSquares - (2 * share * _products) + (share * share * _wholeSquares));
            double half = Critical * Math.Sqrt(squares * _rows / (_rows - 1)) / Whole;
            return new Interval(Math.Max(0, share - half), Math.Min(1, share + half));
        }
    }

    /// <summary>Adds the items of a row.</summary>
    public void Add(int part, int whole)
    {
        if (whole > 0)
        {
            _rows++;
            Part += part;
            Whole += whole;
            _partSquares += (double)part * part;
            _products += (double)part * whole;
            _wholeSquares += (double)whole * whole;
        }
    }
}
