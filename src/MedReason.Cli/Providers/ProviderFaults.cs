using Anthropic.Exceptions;
using MedReason.Runs;
using static System.FormattableString;

namespace MedReason.Cli;

/// <summary>Translates the exceptions of the client libraries into the failures of this command.</summary>
internal static class ProviderFaults
{
    /// <summary>Translates the exception of an attempt.</summary>
    /// <param name="exception">The exception of the attempt.</param>
    /// <param name="provider">The provider's name, for messages.</param>
    /// <param name="passedDeadline">The deadline that the attempt has passed; null when it has not.</param>
    /// <param name="attempts">The number of requests sent for the call so far.</param>
    /// <returns>A <see cref="ChatProviderException"/>, or a <see cref="ModelOutputException"/> for a reply that cannot be read.</returns>
    public static MedReasonException Translate(Exception exception, string provider, TimeSpan? passedDeadline, int attempts)
    {
        if (passedDeadline is { } deadline)
        {
            return Transient(Invariant($"{provider} gave no whole reply within {deadline.TotalSeconds:0.###} s"), ChatProviderFailure.Timeout);
        }

        if (exception is ModelOutputException unusable)
        {
            return unusable;
        }

        bool isBroken = false;
        bool isTimeout = false;
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is ChatProviderException known)
            {
                return known.After(attempts);
            }

            if (cause is AnthropicSseException)
            {
                return Transient($"{provider} sent an error in the middle of its reply", ChatProviderFailure.ServerError);
            }

            isBroken |= cause is IOException or HttpRequestException or System.Net.Sockets.SocketException;
            isTimeout |= cause is OperationCanceledException or TimeoutException;
        }

        return isTimeout ? Transient($"{provider} gave no reply in time", ChatProviderFailure.Timeout)
            : isBroken ? Transient($"{provider} broke off its reply", ChatProviderFailure.ConnectionLost)
            : new ModelOutputException($"The reply of {provider} is not the JSON of its protocol.") { Failure = ModelOutputFailure.Schema };

        ChatProviderException Transient(string summary, ChatProviderFailure failure) => new(summary, failure, attempts) { IsTransient = true };
    }

    /// <summary>Describes a failed attempt for the gate of its request.</summary>
    /// <remarks>A provider bills what it answered, and how far it came before a connection was lost or a deadline passed is unknown.</remarks>
    public static RequestFailure Describe(Exception exception) => exception switch
    {
        ChatProviderException failure => new RequestFailure
        {
            Summary = failure.Summary,
            IsTransient = failure.IsTransient,
            IsRateLimit = failure is { Failure: ChatProviderFailure.RateLimited, IsTransient: true },
            RetryAfter = failure.IsTransient ? failure.RetryAfter : null,
            MayBeBilled = failure.Failure is ChatProviderFailure.ConnectionLost or ChatProviderFailure.Timeout or ChatProviderFailure.ServerError,
        },
        UnsupportedRequestException => new RequestFailure { Summary = exception.Message },
        ModelOutputException => new RequestFailure { Summary = exception.Message, IsTransient = true, MayBeBilled = true },
        _ => new RequestFailure { Summary = "cancelled", IsTransient = true, MayBeBilled = true },
    };
}
