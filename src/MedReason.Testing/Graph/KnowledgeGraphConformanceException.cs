namespace MedReason.Testing;

/// <summary>Thrown by a conformance check that a graph fails; the message says what was expected and what was found.</summary>
public sealed class KnowledgeGraphConformanceException : Exception
{
    /// <summary>Initializes an exception without a message of its own.</summary>
    public KnowledgeGraphConformanceException()
    {
    }

    /// <summary>Initializes an exception with a message.</summary>
    /// <param name="message">What was expected and what was found.</param>
    public KnowledgeGraphConformanceException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes an exception with a message and the exception that the graph threw.</summary>
    /// <param name="message">What was expected and what was found.</param>
    /// <param name="innerException">The exception that the graph threw.</param>
    public KnowledgeGraphConformanceException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
