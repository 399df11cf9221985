using System.Text;

namespace MedReason.Runs;

/// <summary>Writes the file of a batch from what is on record. Safe for concurrent use.</summary>
internal sealed class BatchFileWriter(IBatchStore store, BatchForm form)
{
    /// <summary>Writes the file of a batch.</summary>
    public async Task WriteAsync(long batch, Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(form.Head, cancellationToken).ConfigureAwait(false);
        bool isFirst = true;
        await foreach ((string key, byte[] body) in store.ReadBodiesAsync(batch, cancellationToken).ConfigureAwait(false))
        {
            if (!isFirst)
            {
                await stream.WriteAsync(form.Separator, cancellationToken).ConfigureAwait(false);
            }

            isFirst = false;
            await stream.WriteAsync(form.BeforeId, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(key), cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(form.BeforeBody, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(body, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(form.AfterBody, cancellationToken).ConfigureAwait(false);
        }

        await stream.WriteAsync(form.Tail, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The SHA-256 and the length of the file of a batch.</summary>
    public async Task<(string Hash, long Length)> HashAsync(long batch, CancellationToken cancellationToken)
    {
        using var hashing = new HashingStream();
        await WriteAsync(batch, hashing, cancellationToken).ConfigureAwait(false);
        return (hashing.ToHash(), hashing.Length);
    }
}
