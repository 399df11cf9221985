using System.Net;

namespace MedReason.Kg.Primekg;

/// <summary>A failure of the network or the server that a retry may overcome; never leaves the downloader.</summary>
internal sealed class TransientFailure(string message, Exception? cause = null) : Exception(message, cause)
{
    public HttpStatusCode? StatusCode { get; init; }

    public TimeSpan? RetryAfter { get; init; }
}
