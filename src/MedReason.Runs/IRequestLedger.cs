namespace MedReason.Runs;

/// <summary>
/// The record of a run's requests to models and the one truth about its money: a request is on record with its worst case before it is sent, and with what it
/// came to after it ended. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Every ticket that <see cref="BeginAsync"/> gave without a <see cref="RequestTicket.KnownReply"/> must end with one call of <see cref="AnswerAsync"/> or
/// <see cref="FailAsync"/>, which take no token: they record what must not be lost. Amounts are picodollars (10^-12 US dollars).
/// </remarks>
public interface IRequestLedger
{
    /// <summary>Gets what the run's requests came to, those of earlier sessions and of other workers included as far as they were seen.</summary>
    RunSpending Spending { get; }

    /// <summary>Gets why no further request may be sent; null as long as the run goes on.</summary>
    RunStop? End { get; }

    /// <summary>Lets no further request of the run be sent. The first reason stays.</summary>
    /// <param name="stop">The reason.</param>
    void Stop(RunStop stop);

    /// <summary>
    /// Waits until the money allows a request, and records that it will be sent: intent, reservation and place in a shared rate are one change.
    /// </summary>
    /// <param name="intent">The request.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The ticket, once the intent is durable.</returns>
    /// <exception cref="RequestRefusedException">The request must not be sent: the money is used up, or the run was stopped.</exception>
    /// <exception cref="RunException">The store failed.</exception>
    Task<RequestTicket> BeginAsync(RequestIntent intent, CancellationToken cancellationToken = default);

    /// <summary>Records a reply and settles its cost, in one change.</summary>
    /// <param name="ticket">The ticket of the request.</param>
    /// <param name="answer">The reply and what it came to.</param>
    /// <returns>The reply that holds for the call: another worker's where that was on record first; else that of the answer.</returns>
    /// <exception cref="RunException">The store failed.</exception>
    Task<byte[]> AnswerAsync(RequestTicket ticket, RequestAnswer answer);

    /// <summary>Records that a request got no reply, and settles it: with its worst case where it may be billed, else with nothing.</summary>
    /// <param name="ticket">The ticket of the request.</param>
    /// <param name="failure">The reason.</param>
    /// <returns>A task that completes when it is durable.</returns>
    /// <exception cref="RunException">The store failed.</exception>
    Task FailAsync(RequestTicket ticket, RequestFailure failure);
}
