using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MedReason.Runs;

/// <summary>Brings a batch to the provider once, whatever is known of earlier tries. One caller at a time.</summary>
internal sealed class BatchSubmission(
    string place, IBatchTransport transport, IBatchStore store, RunBatchOptions options, Func<bool> isHeld, TimeProvider time)
{
    private readonly BatchFileWriter _files = new(store, transport.Form);

    /// <summary>Uploads and submits a batch, unless that was done before.</summary>
    /// <returns>Whether it is submitted.</returns>
    /// <exception cref="BatchTransportException">The provider's interface failed.</exception>
    public async Task<bool> SubmitAsync(OpenBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Entry.Hash.Length == 0)
        {
            await HashAsync(batch, cancellationToken).ConfigureAwait(false);
        }

        BatchEntry entry = batch.Entry;
        var file = new BatchFile(entry.Tag, entry.Count, entry.Length, (stream, token) => _files.WriteAsync(entry.Id, stream, token));
        if (entry.Step == BatchStep.Sealed && transport.HasFiles)
        {
            string? fileId = batch.IsUploadBegun ? await transport.FindFileAsync(entry.Tag, cancellationToken).ConfigureAwait(false) : null;
            batch.IsUploadBegun = true;
            if (fileId is null)
            {
                fileId = await transport.UploadAsync(file, cancellationToken).ConfigureAwait(false);
                await options.ReachAsync(BatchPoint.Sent).ConfigureAwait(false);
            }

            await batch.SetAsync(entry with { Step = BatchStep.Uploaded, FileId = fileId }, BatchPoint.Uploaded).ConfigureAwait(false);
        }

        if (isHeld())
        {
            return false;
        }

        BatchStatus? status = null;
        if (batch.Entry.Step == BatchStep.Submitting)
        {
            (status, bool isDecided) = await FindAsync(batch, cancellationToken).ConfigureAwait(false);
            if (!isDecided)
            {
                return false;
            }
        }

        batch.MissingSince = null;
        status ??= await SendAsync(batch, file, cancellationToken).ConfigureAwait(false);
        await batch.SetAsync(batch.Entry with { Step = BatchStep.Submitted, RemoteId = status.Id }, BatchPoint.Submitted).ConfigureAwait(false);
        return true;
    }

    private async Task HashAsync(OpenBatch batch, CancellationToken cancellationToken)
    {
        (string hash, long length) = await _files.HashAsync(batch.Entry.Id, cancellationToken).ConfigureAwait(false);
        string run = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{place} {time.GetUtcNow().UtcTicks}"))))[..16];
        string tag = string.Create(CultureInfo.InvariantCulture, $"{hash}-{run}-{batch.Entry.Id}");
        await batch.SetAsync(batch.Entry with { Tag = tag, Hash = hash, Length = length }, BatchPoint.Hashed).ConfigureAwait(false);
    }

    private async Task<BatchStatus> SendAsync(OpenBatch batch, BatchFile file, CancellationToken cancellationToken)
    {
        await batch.SetAsync(batch.Entry with { Step = BatchStep.Submitting, Since = time.GetUtcNow() }, BatchPoint.Submitting).ConfigureAwait(false);
        BatchStatus status;
        try
        {
            status = await transport.SubmitAsync(file, batch.Entry.FileId, cancellationToken).ConfigureAwait(false);
        }
        catch (BatchTransportException exception) when (!exception.MayHaveArrived)
        {
            BatchStep step = batch.Entry.FileId is null ? BatchStep.Sealed : BatchStep.Uploaded;
            await batch.SetAsync(batch.Entry with { Step = step, Since = null }, point: null).ConfigureAwait(false);
            if (!exception.IsTransient && !exception.IsUnauthorized && await IsFileGoneAsync(batch, cancellationToken).ConfigureAwait(false))
            {
                await batch.SetAsync(batch.Entry with { Step = BatchStep.Sealed, FileId = null }, point: null).ConfigureAwait(false);
                throw new BatchTransportException(exception.Message) { IsTransient = true };
            }

            throw;
        }

        await options.ReachAsync(BatchPoint.Arrived).ConfigureAwait(false);
        return status;
    }

    // Once for each batch: a provider that keeps losing it is not given it for ever.
    private async Task<bool> IsFileGoneAsync(OpenBatch batch, CancellationToken cancellationToken)
    {
        bool isGone = batch is { Entry.FileId: not null, IsUploadedAgain: false }
            && await transport.FindFileAsync(batch.Entry.Tag, cancellationToken).ConfigureAwait(false) is null;
        batch.IsUploadedAgain |= isGone;
        return isGone;
    }

    /// <summary>Finds out what became of a submission whose end is not on record.</summary>
    /// <returns>The batch, or null where it never arrived; and whether that is certain yet.</returns>
    private async Task<(BatchStatus? Batch, bool IsDecided)> FindAsync(OpenBatch batch, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        BatchEntry entry = batch.Entry;
        var ticket = new BatchTicket
        {
            Tag = entry.Tag,
            Count = entry.Count,
            Since = entry.Since ?? now,
            Others = await store.ReadRemotesAsync(cancellationToken).ConfigureAwait(false),
        };
        bool isOpen = false;
        foreach (BatchStatus candidate in await transport.FindAsync(ticket, cancellationToken).ConfigureAwait(false))
        {
            if (candidate.IsNamed || (candidate.State == BatchState.Ended && await IsOfAsync(entry, candidate, cancellationToken).ConfigureAwait(false)))
            {
                return (candidate, true);
            }

            isOpen |= candidate.State == BatchState.InProgress;
        }

        return (null, batch.IsMissingForLong(now, time) && !isOpen);
    }

    // Identifiers are hashes of what is asked, and no other batch has most of them.
    private async Task<bool> IsOfAsync(BatchEntry batch, BatchStatus candidate, CancellationToken cancellationToken)
    {
        HashSet<string> missing = await store.ReadCallsAsync(batch.Id, cancellationToken).Select(static call => call.Key)
            .ToHashSetAsync(StringComparer.Ordinal, cancellationToken).ConfigureAwait(false);
        await foreach (BatchResult result in transport.ReadResultsAsync(candidate, cancellationToken).ConfigureAwait(false))
        {
            missing.Remove(result.CustomId);
        }

        return missing.Count < batch.Count - missing.Count;
    }
}
