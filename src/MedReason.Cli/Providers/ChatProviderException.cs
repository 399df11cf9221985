namespace MedReason.Cli;

/// <summary>The exception thrown when a model's provider gives no reply.</summary>
/// <remarks>
/// The message is built from the provider's name, a status and codes that are identifiers: never from a reply's body, which may repeat a key or a question.
/// For the same reason no exception of a client library is an inner exception; a timeout has a <see cref="TimeoutException"/>.
/// </remarks>
internal sealed class ChatProviderException : MedReasonException
{
    public ChatProviderException(string summary, ChatProviderFailure failure, int attempts = 1)
        : base(
            attempts == 1 ? summary + "." : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{summary}, {attempts} attempts."),
            failure == ChatProviderFailure.Timeout ? new TimeoutException() : null)
    {
        Summary = summary;
        Failure = failure;
        Attempts = attempts;
    }

    /// <summary>The message without its count of attempts and full stop.</summary>
    public string Summary { get; }

    public ChatProviderFailure Failure { get; }

    /// <summary>The number of requests sent for the call that failed.</summary>
    public int Attempts { get; }

    /// <summary>The status of the reply; null when there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>How long the provider asked to wait; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Returns the same failure with the number of attempts and, when given, another summary.</summary>
    public ChatProviderException After(int attempts, string? summary = null) => new(summary ?? Summary, Failure, attempts)
    {
        StatusCode = StatusCode,
        RetryAfter = RetryAfter,
        IsTransient = IsTransient,
        StageName = StageName,
    };
}
