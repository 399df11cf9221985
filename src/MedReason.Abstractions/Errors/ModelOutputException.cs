namespace MedReason;

/// <summary>A model's reply cannot be used: refused, empty, cut short, not parsable, against the schema or against the offer.</summary>
public class ModelOutputException : MedReasonException
{
    /// <summary>A failure without a message.</summary>
    public ModelOutputException()
    {
    }

    /// <summary>A failure.</summary>
    /// <param name="message">One sentence for a person, without the reply's text.</param>
    public ModelOutputException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its cause.</summary>
    /// <param name="message">One sentence for a person, without the reply's text.</param>
    /// <param name="innerException">The cause.</param>
    public ModelOutputException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The reply as it came; null where there was none. Untrusted, and left out of <see cref="Exception.Message"/>.</summary>
    public string? RawText { get; init; }

    /// <summary>Gets the finish reason that the provider reported; null when it reported none.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Gets what is wrong with the reply; null when that was not specified.</summary>
    public ModelOutputFailure? Failure { get; init; }

    /// <summary>What the attempts cost, all together; null where unknown.</summary>
    public ModelUsage? Usage { get; init; }
}
