namespace MedReason.Runs;

/// <summary>The exception thrown when a provider's interface for batches fails. The message never holds text of a question, a reply or a key.</summary>
public sealed class BatchTransportException : MedReasonException
{
    /// <summary>Initializes a failure.</summary>
    /// <param name="message">One sentence without a full stop, such as <c>openai answered 401 (invalid_api_key)</c>.</param>
    public BatchTransportException(string message)
        : base(message)
    {
    }

    /// <summary>Gets a value indicating whether the same call may succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Gets a value indicating whether the provider may have done what it was asked although the call failed.</summary>
    public bool MayHaveArrived { get; init; }

    /// <summary>Gets a value indicating whether the key was refused, so that no call can succeed.</summary>
    public bool IsUnauthorized { get; init; }

    /// <summary>Gets a value indicating whether the provider does not know, or does not keep any more, what it was asked for.</summary>
    public bool IsNotFound { get; init; }

    /// <summary>Gets the delay that the provider asks for before a retry; null when it names none.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
