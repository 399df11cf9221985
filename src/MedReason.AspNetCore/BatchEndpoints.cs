using System.Text.Json;
using System.Threading.RateLimiting;
using MedReason.AspNetCore.Replies;
using MedReason.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MedReason.AspNetCore;

/// <summary>Answers batches: a bounded number waits, fewer are worked on.</summary>
internal sealed partial class BatchEndpoints : IDisposable
{
    private readonly GraphService _graph;
    private readonly MedReasonEndpointOptions _options;
    private readonly ILogger _logger;

    // Who has a place may send its body, so that waiting bodies are bounded; who has a turn is worked on, so that a slow sender keeps no processor idle.
    private readonly ConcurrencyLimiter _places;
    private readonly ConcurrencyLimiter _turns;

    public BatchEndpoints(GraphService graph, MedReasonEndpointOptions options, IServiceProvider services)
    {
        _graph = graph;
        _options = options;
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(BatchEndpoints).FullName!);
        int places = options.MaxConcurrentBatches + options.MaxQueuedBatches;
        _places = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = places, QueueLimit = 0 });
        _turns = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.MaxConcurrentBatches,
            QueueLimit = places,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    /// <summary>Rewards completions.</summary>
    public Task RewardAsync(HttpContext context) => AnswerAsync(context, async (graph, body) =>
    {
        BatchItem[] items = new BatchReader(_options, graph.Language).ReadCompletions(body.RootElement);
        RewardRequest[] requests =
        [
            .. items.Select(item => new RewardRequest { Question = item.Question, Completion = item.Text, ReferenceEdges = item.Reference }),
        ];
        IReadOnlyList<RewardScore> scores;
        using (await _turns.AcquireAsync(1, context.RequestAborted).ConfigureAwait(false))
        {
            scores = await graph.Reward.ScoreAsync(graph.Graph, requests, context.RequestAborted).ConfigureAwait(false);
        }

        var reply = new RewardReply
        {
            Graph = GraphStamp.Of(graph.Metadata),
            Scores = [.. scores.Select((score, i) => RewardRow.Of(items[i].Id, score))],
        };
        await EndpointJson.WriteAsync(context, reply, EndpointJson.Reward, StatusCodes.Status200OK).ConfigureAwait(false);
    });

    /// <summary>Verifies texts.</summary>
    public Task VerifyAsync(HttpContext context) => AnswerAsync(context, async (graph, body) =>
    {
        BatchItem[] items = new BatchReader(_options, graph.Language).ReadTexts(body.RootElement);
        var rows = new VerifyRow[items.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = context.RequestAborted };
        using (await _turns.AcquireAsync(1, context.RequestAborted).ConfigureAwait(false))
        {
            await Parallel.ForAsync(0, items.Length, parallel, async (i, token) => rows[i] = VerifyRow.Of(
                items[i].Id,
                await graph.Auditor.AuditAsync(graph.Graph, items[i].Question, items[i].Text, null, token).ConfigureAwait(false))).ConfigureAwait(false);
        }

        var reply = new VerifyReply { Graph = GraphStamp.Of(graph.Metadata), Verdicts = rows };
        await EndpointJson.WriteAsync(context, reply, EndpointJson.Verify, StatusCodes.Status200OK).ConfigureAwait(false);
    });

    /// <inheritdoc />
    public void Dispose()
    {
        _places.Dispose();
        _turns.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, Func<ServedGraph, JsonDocument, Task> answer)
    {
        if (await _graph.FindAsync(context).ConfigureAwait(false) is not { } graph)
        {
            return;
        }

        using RateLimitLease place = _places.AttemptAcquire();
        if (!place.IsAcquired)
        {
            await EndpointJson.RefuseAsync(
                context, StatusCodes.Status503ServiceUnavailable, "Too many batches are waiting.", _options.RetryAfter).ConfigureAwait(false);
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
                context, StatusCodes.Status500InternalServerError, "The batch could not be judged; the host's log says where.").ConfigureAwait(false);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(1, LogLevel.Error, "A batch could not be judged: {ErrorType}\n{Frames}")]
    private partial void LogFailure(string errorType, string frames);
}
