using System.Text.Json;
using System.Threading.RateLimiting;
using MedReason.AspNetCore.Replies;
using MedReason.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MedReason.AspNetCore;

/// <summary>Admits requests of one kind: a bounded number waits, fewer are worked on. What is wrong or fails is answered here, in one way for all.</summary>
internal sealed partial class RequestGate : IDisposable
{
    private readonly GraphService _graph;
    private readonly MedReasonEndpointOptions _options;
    private readonly string _full;
    private readonly ILogger _logger;

    // Who has a place may send its body, so that waiting bodies are bounded; who has a turn is worked on, so that a slow sender keeps no processor idle.
    private readonly ConcurrencyLimiter _places;
    private readonly ConcurrencyLimiter _turns;

    /// <summary>Creates a gate.</summary>
    /// <param name="graph">The graph that requests are answered from.</param>
    /// <param name="options">How large a body may be, and when who is refused comes again.</param>
    /// <param name="concurrent">The maximum number of requests that are worked on at the same time.</param>
    /// <param name="queued">The maximum number of requests that wait.</param>
    /// <param name="full">What is answered when all places are taken.</param>
    /// <param name="services">The host's services.</param>
    public RequestGate(GraphService graph, MedReasonEndpointOptions options, int concurrent, int queued, string full, IServiceProvider services)
    {
        _graph = graph;
        _options = options;
        _full = full;
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RequestGate).FullName!);
        int places = concurrent + queued;
        _places = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = places, QueueLimit = 0 });
        _turns = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = concurrent,
            QueueLimit = places,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    /// <summary>Waits for a turn.</summary>
    /// <returns>The turn, to be disposed when the work is done.</returns>
    public ValueTask<RateLimitLease> TakeTurnAsync(CancellationToken cancellationToken) => _turns.AcquireAsync(1, cancellationToken);

    /// <summary>Gives a request its place, reads its body, and answers.</summary>
    public async Task AnswerAsync(HttpContext context, Func<ServedGraph, JsonDocument, Task> answer)
    {
        if (await _graph.FindAsync(context).ConfigureAwait(false) is not { } graph)
        {
            return;
        }

        using RateLimitLease place = _places.AttemptAcquire();
        if (!place.IsAcquired)
        {
            await EndpointJson.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, _full, _options.RetryAfter).ConfigureAwait(false);
            return;
        }

        try
        {
            using RequestBody body = await RequestBody.ReadAsync(context.Request, _options.MaxBodyBytes, context.RequestAborted).ConfigureAwait(false);
            using JsonDocument document = JsonFields.Parse(body.Bytes);
            await answer(graph, document).ConfigureAwait(false);
        }
        catch (RequestFault fault)
        {
            await EndpointJson.RefuseAsync(context, fault).ConfigureAwait(false);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            // The client is gone or the time is over: the server and the host's middleware know what to answer, and the message quotes nothing.
            throw;
        }
#pragma warning disable CA1031 // The host's own handler would log the message, which may quote what the request says.
        catch (Exception exception)
        {
            LogFailure(exception.GetType().FullName ?? exception.GetType().Name, exception.StackTrace ?? string.Empty);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            await EndpointJson.RefuseAsync(
                context, StatusCodes.Status500InternalServerError, "The request could not be answered; the host's log says where.").ConfigureAwait(false);
        }
#pragma warning restore CA1031
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _places.Dispose();
        _turns.Dispose();
    }

    [LoggerMessage(1, LogLevel.Error, "A request could not be answered: {ErrorType}\n{Frames}")]
    private partial void LogFailure(string errorType, string frames);
}
