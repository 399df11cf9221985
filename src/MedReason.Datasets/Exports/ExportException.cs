namespace MedReason.Datasets;

/// <summary>An export that cannot be written as it should be. Nothing of it takes its name.</summary>
public sealed class ExportException : MedReasonException
{
    /// <summary>Makes an exception without a message.</summary>
    public ExportException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What was wrong.</param>
    public ExportException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What was wrong.</param>
    /// <param name="innerException">Why.</param>
    public ExportException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
