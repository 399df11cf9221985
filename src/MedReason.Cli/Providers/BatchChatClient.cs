using MedReason.Runs;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>Writes the requests of a provider's client for batches, and reads the replies of batches as that client reads live ones.</summary>
/// <remarks>Bodies are those that the library writes, and replies pass every check that a live reply passes. Safe for concurrent use.</remarks>
internal sealed class BatchChatClient : DelegatingChatClient, IBatchChatClient
{
    private static readonly ChatMessage[] Nothing = [new(ChatRole.User, ".")];
    private readonly IChatClient _library;
    private readonly string _provider;
    private readonly KeyGuard _guard;
    private readonly HttpClient _http;

    /// <param name="client">The client of live calls, with its retries.</param>
    /// <param name="library">The same client without retries, whose requests pass a <see cref="BatchMessageHandler"/>.</param>
    /// <param name="provider">The provider's name, for messages.</param>
    /// <param name="guard">Finds the key in replies.</param>
    /// <param name="transport">The provider's interface for batches.</param>
    /// <param name="http">The client of the interface; disposed with this.</param>
    public BatchChatClient(IChatClient client, IChatClient library, string provider, KeyGuard guard, IBatchTransport transport, HttpClient http)
        : base(client)
    {
        _library = library;
        _provider = provider;
        _guard = guard;
        Transport = transport;
        _http = http;
    }

    public IBatchTransport Transport { get; }

    public async Task<ReadOnlyMemory<byte>> WriteAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var exchange = new BatchExchange();
        BatchExchange.Current = exchange;
        try
        {
            await _library.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (exchange.Body is not null && !cancellationToken.IsCancellationRequested)
        {
            return exchange.Body;
        }
        finally
        {
            BatchExchange.Current = null;
        }

        throw new UnsupportedRequestException("The request cannot go into a batch.");
    }

    public async Task<BatchReply> ReadAsync(int status, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        BatchExchange.Current = new BatchExchange { Reply = (status, body) };
        try
        {
            ChatResponse reply = await _library.GetResponseAsync(Nothing, options: null, cancellationToken).ConfigureAwait(false);
            return _guard.IsRepeatedIn(reply) ? throw KeyGuard.Refusal(_provider) : new BatchReply { Reply = reply };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            RequestFailure failure = ProviderFaults.Describe(ProviderFaults.Translate(exception, _provider, passedDeadline: null, attempts: 1));

            // An error in a batch is not billed, whatever it says.
            return new BatchReply
            {
                Failure = new RequestFailure
                {
                    Summary = failure.Summary,
                    IsTransient = failure.IsTransient,
                    MayBeBilled = status < 400 && failure.MayBeBilled,
                },
            };
        }
        finally
        {
            BatchExchange.Current = null;
        }
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(IBatchChatClient) ? this : base.GetService(serviceType, serviceKey);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _http.Dispose();
        }

        base.Dispose(disposing);
    }
}
