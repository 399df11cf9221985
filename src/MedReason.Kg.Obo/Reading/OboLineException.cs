namespace MedReason.Kg.Obo;

/// <summary>Ends the reading of one line that cannot be used. Never leaves the reader.</summary>
internal sealed class OboLineException(string reason, string message) : FormatException(message)
{
    /// <summary>Gets the reason, one of <see cref="OboReportReasons"/>.</summary>
    public string Reason { get; } = reason;
}
