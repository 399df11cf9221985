namespace MedReason.Datasets;

/// <summary>Stands before and behind the requests of one call: one request after another, as often as whoever repeats them tries.</summary>
/// <typeparam name="T">The reply.</typeparam>
internal interface IRequestGate<in T>
{
    /// <summary>Waits until a request may be sent, and records that it will be. The time spent here is no part of a request's deadline.</summary>
    /// <returns>The request's number.</returns>
    /// <exception cref="RequestRefusedException">It must not be sent.</exception>
    Task<long> EnterAsync(CancellationToken cancellationToken);

    /// <summary>The request was answered. Returns when that is on record.</summary>
    Task AnswerAsync(long request, T reply);

    /// <summary>The request got no reply. Returns when that is on record.</summary>
    Task FailAsync(long request, RequestFailure failure);
}
