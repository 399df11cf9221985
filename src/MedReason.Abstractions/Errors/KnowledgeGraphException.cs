namespace MedReason;

/// <summary>A graph cannot be read, is damaged, or lacks what is asked of it.</summary>
public class KnowledgeGraphException : MedReasonException
{
    /// <summary>A failure without a message.</summary>
    public KnowledgeGraphException()
    {
    }

    /// <summary>A failure.</summary>
    /// <param name="message">One sentence for a person that says what to do where something can be done.</param>
    public KnowledgeGraphException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its cause.</summary>
    /// <param name="message">One sentence for a person that says what to do where something can be done.</param>
    /// <param name="innerException">The cause.</param>
    public KnowledgeGraphException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
