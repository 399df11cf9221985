using System.Net.ServerSentEvents;
using System.Threading.Channels;
using System.Threading.RateLimiting;
using MedReason.AspNetCore.Replies;
using MedReason.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MedReason.AspNetCore;

/// <summary>Explains questions: the result as JSON, or what becomes known of it as server-sent events.</summary>
/// <param name="gate">Admits questions.</param>
/// <param name="options">What is accepted, and what draws.</param>
internal sealed class ExplainEndpoint(RequestGate gate, MedReasonEndpointOptions options)
{
    private const string EventStream = "text/event-stream";

    /// <summary>Explains a question. What the client leaves, nobody works on: its token runs through every stage.</summary>
    public Task ExplainAsync(HttpContext context) => gate.AnswerAsync(context, async (graph, body) =>
    {
        AskedQuestion asked = new QuestionReader(options, graph.Language).Read(body.RootElement);
        RunOptions run = graph.Pipeline.DefaultOptions with { Mode = asked.Mode };
        if (WantsEvents(context.Request))
        {
            await StreamAsync(context, graph, asked, run).ConfigureAwait(false);
            return;
        }

        ReasoningResult result;
        using (RateLimitLease turn = await gate.TakeTurnAsync(context.RequestAborted).ConfigureAwait(false))
        {
            result = await graph.Pipeline.RunAsync(asked.Question, run, context.RequestAborted).ConfigureAwait(false);
        }

        await EndpointJson.WriteAsync(context, ExplainReply.Of(graph.Metadata, result), EndpointJson.Explain, StatusCodes.Status200OK).ConfigureAwait(false);
    });

    private static bool WantsEvents(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? accepted)
        && accepted.Any(static type => type.MediaType.Equals(EventStream, StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);

    private async Task StreamAsync(HttpContext context, ServedGraph graph, AskedQuestion asked, RunOptions run)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        RateLimitLease turn = await gate.TakeTurnAsync(stop.Token).ConfigureAwait(false);

        // The turn ends with the work and not with the reading, so that a slow reader keeps only what its own result holds.
        var events = Channel.CreateUnbounded<SseItem<byte[]>>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        Task working = Task.Run(() => WorkAsync(graph, asked, run, turn, events.Writer, stop.Token), CancellationToken.None);
        try
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentType = EventStream;
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await context.Response.StartAsync(stop.Token).ConfigureAwait(false);
            await SseFormatter.WriteAsync(
                events.Reader.ReadAllAsync(stop.Token),
                context.Response.Body,
                static (item, buffer) =>
                {
                    item.Data.CopyTo(buffer.GetSpan(item.Data.Length));
                    buffer.Advance(item.Data.Length);
                },
                stop.Token).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WorkAsync(
        ServedGraph graph, AskedQuestion asked, RunOptions run, RateLimitLease turn, ChannelWriter<SseItem<byte[]>> events, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            var started = new StartedEvent { Mode = asked.Mode, Ask = asked.Question.Ask, Seeks = asked.Question.Seeks };
            Add("started", EndpointJson.ToUtf8(started, EndpointJson.Started));
            await foreach (ReasoningUpdate update in graph.Pipeline.RunStreamingAsync(asked.Question, run, cancellationToken).ConfigureAwait(false))
            {
                switch (update)
                {
                    case { Kind: ReasoningUpdateKind.Text, Text: { } text }:
                        Add("text", EndpointJson.ToUtf8(new TextEvent { Text = text }, EndpointJson.Text));
                        break;
                    case { Kind: ReasoningUpdateKind.Stage, Stage: { } stage, Result: { } soFar }:
                        Add("stage", EndpointJson.ToUtf8(StageEvent.Of(stage, soFar, Draw(stage, soFar, graph.Metadata)), EndpointJson.Stage));
                        break;
                    case { Kind: ReasoningUpdateKind.Result, Result: { } result }:
                        Add("result", EndpointJson.ToUtf8(ExplainReply.Of(graph.Metadata, result), EndpointJson.Explain));
                        break;
                    default:
                        break;
                }
            }
        }
#pragma warning disable CA1031 // Whoever reads the events gets the exception.
        catch (Exception exception)
        {
            failure = exception;
        }
#pragma warning restore CA1031
        finally
        {
            turn.Dispose();
            events.TryComplete(failure);
        }

        void Add(string name, byte[] data) => events.TryWrite(new SseItem<byte[]>(data, name));
    }

    // Where the evidence becomes known, and again where steps cite it.
    private string? Draw(string stage, ReasoningResult soFar, KnowledgeGraphMetadata metadata) =>
        stage is StageNames.Rank or StageNames.Write ? options.Drawing?.Invoke(soFar, metadata) : null;
}
