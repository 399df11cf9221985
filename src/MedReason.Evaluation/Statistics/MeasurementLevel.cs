namespace MedReason.Evaluation;

/// <summary>What the distance of two ratings means.</summary>
public enum MeasurementLevel
{
    /// <summary>Ratings are equal or not.</summary>
    Nominal = 0,

    /// <summary>Ratings have an order.</summary>
    Ordinal = 1,

    /// <summary>Ratings have distances.</summary>
    Interval = 2,
}
