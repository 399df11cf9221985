using System.Runtime.CompilerServices;

namespace MedReason.Cli;

/// <summary>Reads the bodies of replies within a maximum length and the budget of all replies.</summary>
internal static class ReplyBody
{
    private const int FirstLength = 16 * 1024;

    /// <summary>Reads a body to its end.</summary>
    /// <param name="content">The body on the wire.</param>
    /// <param name="provider">The provider's name, for messages.</param>
    /// <param name="lease">What the request takes of the budget.</param>
    /// <param name="budget">The budget.</param>
    /// <param name="cancellationToken">Cancels reading and waiting.</param>
    /// <exception cref="ModelOutputException">The body is longer than <see cref="ReplyBudget.MaxReplyLength"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpContent content, string provider, ReplyLease lease, ReplyBudget budget, CancellationToken cancellationToken)
    {
        long? stated = content.Headers.ContentLength;
        if (stated > ReplyBudget.MaxReplyLength)
        {
            throw TooLong(provider);
        }

        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable disposal = stream.ConfigureAwait(false);
        byte[] bytes = new byte[Math.Clamp((stated ?? 0) + 1, FirstLength, ReplyBudget.FreeLength)];
        int length = 0;
        while (await stream.ReadAsync(bytes.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and int read)
        {
            length += read;
            if (length > ReplyBudget.MaxReplyLength)
            {
                throw TooLong(provider);
            }

            if (length == bytes.Length)
            {
                if (length >= ReplyBudget.FreeLength)
                {
                    await lease.EnterAsync(budget, cancellationToken).ConfigureAwait(false);
                }

                Array.Resize(ref bytes, Math.Min(2 * length, ReplyBudget.MaxReplyLength + 1));
            }
        }

        return bytes.AsMemory(0, length);
    }

    /// <summary>The failure of a reply that is too long; none of it is kept.</summary>
    public static ModelOutputException TooLong(string provider, string? what = null) =>
        new($"The reply of {provider} is {what ?? $"longer than {ReplyBudget.MaxReplyLength / ReplyBudget.MegaByte} MB"}.")
        {
            Failure = ModelOutputFailure.Parse,
        };
}
