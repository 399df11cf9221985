namespace MedReason;

/// <summary>Represents the base class of the failures that this library distinguishes.</summary>
public class MedReasonException : Exception
{
    /// <summary>A failure without a message.</summary>
    public MedReasonException()
    {
    }

    /// <summary>A failure.</summary>
    /// <param name="message">One sentence for a person; never the text of a question.</param>
    public MedReasonException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its cause.</summary>
    /// <param name="message">One sentence for a person; never the text of a question.</param>
    /// <param name="innerException">The cause.</param>
    public MedReasonException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The stage that failed, one of <see cref="StageNames"/>; null outside a pipeline.</summary>
    public string? StageName { get; init; }
}
