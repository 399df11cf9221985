namespace MedReason.Chat;

/// <summary>Lets large replies be read one after another: reading takes many times the length of a text, and many replies come at once.</summary>
internal static class LargeReplies
{
    // A chain has a few thousand characters; replies up to here are read side by side.
    private const int FreeLength = 64 * 1024;
    private static readonly SemaphoreSlim Turn = new(1, 1);

    /// <summary>Reads a text, in its turn when it is large. Reading waits for nothing, so that no turn waits for another.</summary>
    public static async Task<T> ReadAsync<T>(string text, Func<T> read, CancellationToken cancellationToken)
    {
        if (text.Length <= FreeLength)
        {
            return read();
        }

        await Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return read();
        }
        finally
        {
            Turn.Release();
        }
    }
}
