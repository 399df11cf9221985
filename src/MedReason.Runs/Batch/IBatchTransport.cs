namespace MedReason.Runs;

/// <summary>Represents a provider's interface for batches: requests that are answered within a day at a lower price.</summary>
/// <remarks>
/// Implementations are safe for concurrent use, repeat nothing themselves, and throw <see cref="BatchTransportException"/> for every failure of the provider.
/// <see cref="OpenAIBatchTransport"/> and <see cref="AnthropicBatchTransport"/> are those of two providers.
/// </remarks>
public interface IBatchTransport
{
    /// <summary>Gets the name of the provider, for messages.</summary>
    string Provider { get; }

    /// <summary>Gets the most that one batch takes.</summary>
    BatchLimits Limits { get; }

    /// <summary>Gets how the requests of a batch are written.</summary>
    BatchForm Form { get; }

    /// <summary>Gets a value indicating whether requests are uploaded as a file before they are submitted.</summary>
    bool HasFiles { get; }

    /// <summary>Finds a file that was uploaded earlier.</summary>
    /// <param name="tag">The name of the batch.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The identifier of the file; null when there is none, or when <see cref="HasFiles"/> is false.</returns>
    Task<string?> FindFileAsync(string tag, CancellationToken cancellationToken);

    /// <summary>Uploads the requests of a batch; called only when <see cref="HasFiles"/> is true.</summary>
    /// <param name="file">The requests.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The identifier of the file.</returns>
    Task<string> UploadAsync(BatchFile file, CancellationToken cancellationToken);

    /// <summary>Submits a batch. The provider makes and bills its requests from here on.</summary>
    /// <param name="file">The requests.</param>
    /// <param name="fileId">The identifier of the uploaded file; null when <see cref="HasFiles"/> is false.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The batch.</returns>
    Task<BatchStatus> SubmitAsync(BatchFile file, string? fileId, CancellationToken cancellationToken);

    /// <summary>Finds the batches that a submission whose end is not on record may have become.</summary>
    /// <param name="ticket">What is known of the submission.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The one batch, where the provider names batches (<see cref="BatchStatus.IsNamed"/>); else all that may be the one, which their results decide.
    /// </returns>
    Task<IReadOnlyList<BatchStatus>> FindAsync(BatchTicket ticket, CancellationToken cancellationToken);

    /// <summary>Gets how far a batch is.</summary>
    /// <param name="id">The provider's identifier.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The batch.</returns>
    Task<BatchStatus> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>Reads the results of a batch that has ended, in any order. Lines that cannot be read are left out: their requests have no result.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The results, read as they are enumerated.</returns>
    IAsyncEnumerable<BatchResult> ReadResultsAsync(BatchStatus batch, CancellationToken cancellationToken);
}
