namespace MedReason.Cli;

/// <summary>How much memory the replies under way may take, all together. Safe for concurrent use.</summary>
/// <remarks>
/// A reply is read freely up to a length that nearly every reply keeps within. A longer one first gets one of a few places and keeps it until it was used; a
/// place covers the whole of what it may still read, so that no reply waits for another while it holds what that one needs. A reply that waits for a place
/// reads nothing meanwhile, and its request's deadline runs on.
/// </remarks>
internal sealed class ReplyBudget : IDisposable
{
    /// <summary>
    /// The maximum length of a reply's body, in bytes. The longest reply of a model has 128,000 tokens, some 0.6 MB as JSON; what is longer is no reply. A
    /// library and a stage take some 20 times the length of a body in memory.
    /// </summary>
    public const int MaxReplyLength = MegaByte;

    /// <summary>The maximum number of tokens in a reply's JSON: a library's document takes more memory for each than the shortest one has bytes.</summary>
    public const int MaxTokens = 50_000;

    /// <summary>
    /// The maximum length of a reply's stream of events, in bytes: each token of the longest reply in an event of its own. It is passed on as it comes, and
    /// the text that it adds up to is held to <see cref="MaxReplyLength"/>.
    /// </summary>
    public const int MaxStreamLength = 32 * MegaByte;

    /// <summary>The maximum length of one event of a stream, in bytes, which a library keeps until it is whole; an event holds a few tokens.</summary>
    public const int MaxEventLength = MegaByte / 4;

    /// <summary>The length up to which a reply needs no place, in bytes: that of some 15,000 tokens.</summary>
    public const int FreeLength = 64 * 1024;

    /// <summary>A million bytes and a little, in which the maximum lengths are stated.</summary>
    public const int MegaByte = 1024 * 1024;

    private const int DefaultPlaces = 2;
    private readonly SemaphoreSlim _places;

    /// <param name="places">The number of replies beyond <see cref="FreeLength"/> that are read or used at the same time.</param>
    public ReplyBudget(int places = DefaultPlaces) => _places = new SemaphoreSlim(places, places);

    /// <summary>The budget of this process.</summary>
    public static ReplyBudget Process { get; } = new();

    /// <summary>The number of places that are free now.</summary>
    public int FreePlaces => _places.CurrentCount;

    public Task EnterAsync(CancellationToken cancellationToken) => _places.WaitAsync(cancellationToken);

    public void Leave() => _places.Release();

    public void Dispose() => _places.Dispose();
}
