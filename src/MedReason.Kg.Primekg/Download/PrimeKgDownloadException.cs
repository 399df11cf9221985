using System.Net;

namespace MedReason.Kg.Primekg;

/// <summary>PrimeKG's file could not be fetched. What was fetched so far stays beside the target, for the next run to go on from, unless it was wrong.</summary>
public sealed class PrimeKgDownloadException : MedReasonException
{
    /// <summary>A failure without a message.</summary>
    public PrimeKgDownloadException()
    {
    }

    /// <summary>A failure.</summary>
    /// <param name="message">One sentence for a person.</param>
    public PrimeKgDownloadException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its cause.</summary>
    /// <param name="message">One sentence for a person.</param>
    /// <param name="innerException">The cause.</param>
    public PrimeKgDownloadException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Why.</summary>
    public PrimeKgDownloadFailure Failure { get; init; }

    /// <summary>The server's last status; null where there was none.</summary>
    public HttpStatusCode? StatusCode { get; init; }
}
