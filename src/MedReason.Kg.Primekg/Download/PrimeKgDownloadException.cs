using System.Net;

namespace MedReason.Kg.Primekg;

/// <summary>The exception thrown when PrimeKG's file cannot be downloaded.</summary>
/// <remarks>What was downloaded so far is kept next to the target, so that the next run can resume, unless it was wrong.</remarks>
public sealed class PrimeKgDownloadException : MedReasonException
{
    /// <summary>Initializes a new instance without a message.</summary>
    public PrimeKgDownloadException()
    {
    }

    /// <summary>Initializes a new instance with a message.</summary>
    /// <param name="message">One sentence for a person.</param>
    public PrimeKgDownloadException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance with a message and the cause.</summary>
    /// <param name="message">One sentence for a person.</param>
    /// <param name="innerException">The cause.</param>
    public PrimeKgDownloadException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the reason of the failure.</summary>
    public PrimeKgDownloadFailure Failure { get; init; }

    /// <summary>Gets the server's last status; null when there was none.</summary>
    public HttpStatusCode? StatusCode { get; init; }
}
