using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;
using MedReason;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace WebExplorer;

/// <summary>Streams a chain as it is made, one server-sent event for each thing that becomes known.</summary>
internal static class ExplainEndpoint
{
    /// <summary>The name of the policy that bounds how long a question may take.</summary>
    public const string TimeoutPolicy = "run";

    /// <summary>Answers a question. What the client leaves, nobody works on: its token runs through every stage.</summary>
    public static async Task<IResult> HandleAsync(
        ExplainRequest request,
        ReasoningPipeline pipeline,
        RunQueue queue,
        IOptions<ExplorerOptions> limits,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        IDictionary<string, string[]> errors = ExplainRequestCheck.Check(request, limits.Value);
        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        RateLimitLease place = await queue.EnterAsync(cancellationToken);
        context.Response.RegisterForDispose(place);
        if (!place.IsAcquired)
        {
            return Refusal.Create(StatusCodes.Status503ServiceUnavailable, "Too many questions are waiting.", TimeSpan.FromSeconds(2));
        }

        RunOptions options = pipeline.DefaultOptions with { Mode = request.Mode };
        return TypedResults.ServerSentEvents(StreamAsync(pipeline, request.ToQuestion(), options, cancellationToken));
    }

    private static async IAsyncEnumerable<SseItem<ExplorerEvent>> StreamAsync(
        ReasoningPipeline pipeline, MedicalQuestion question, RunOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Item(new StartedEvent { Mode = options.Mode, Ask = question.Ask, Seeks = question.Seeks });
        await foreach (ReasoningUpdate update in pipeline.RunStreamingAsync(question, options, cancellationToken))
        {
            foreach (ExplorerEvent item in await ExplorerEvents.CreateAsync(update, pipeline.Graph, cancellationToken))
            {
                yield return Item(item);
            }
        }
    }

    private static SseItem<ExplorerEvent> Item(ExplorerEvent item) => new(item, item.Name);
}
