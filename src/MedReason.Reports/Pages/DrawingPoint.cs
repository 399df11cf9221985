namespace MedReason.Reports;

/// <summary>A place in a drawing.</summary>
internal readonly record struct DrawingPoint(double X, double Y);
