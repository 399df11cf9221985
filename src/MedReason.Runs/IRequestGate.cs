namespace MedReason.Runs;

/// <summary>Admits the requests of one call one after another, and records what became of each.</summary>
/// <typeparam name="T">The type of the reply.</typeparam>
/// <remarks>
/// Every request that entered must end with one call of <see cref="AnswerAsync"/> or <see cref="FailAsync"/>. These two take no token: they record what must
/// not be lost.
/// </remarks>
public interface IRequestGate<in T>
{
    /// <summary>Waits until a request may be sent, and records that it will be. The time spent here is not part of a request's deadline.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The number of the request.</returns>
    /// <exception cref="RequestRefusedException">The request must not be sent.</exception>
    Task<long> EnterAsync(CancellationToken cancellationToken);

    /// <summary>Records the reply of a request.</summary>
    /// <param name="request">The number of the request.</param>
    /// <param name="reply">The reply.</param>
    /// <returns>A task that completes when the reply is on record.</returns>
    Task AnswerAsync(long request, T reply);

    /// <summary>Records that a request got no reply.</summary>
    /// <param name="request">The number of the request.</param>
    /// <param name="failure">The reason.</param>
    /// <returns>A task that completes when the failure is on record.</returns>
    Task FailAsync(long request, RequestFailure failure);
}
