using System.Threading.RateLimiting;
using MedReason.AspNetCore.Replies;
using MedReason.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;

namespace MedReason.AspNetCore;

/// <summary>Judges batches of texts.</summary>
/// <param name="gate">Admits batches.</param>
/// <param name="options">What is accepted.</param>
internal sealed class BatchEndpoints(RequestGate gate, MedReasonEndpointOptions options)
{
    /// <summary>Rewards completions.</summary>
    public Task RewardAsync(HttpContext context) => gate.AnswerAsync(context, async (graph, body) =>
    {
        BatchItem[] items = new BatchReader(options, graph.Language).ReadCompletions(body.RootElement);
        RewardRequest[] requests =
        [
            .. items.Select(item => new RewardRequest { Question = item.Question, Completion = item.Text, ReferenceEdges = item.Reference }),
        ];
        IReadOnlyList<RewardScore> scores;
        using (RateLimitLease turn = await gate.TakeTurnAsync(context.RequestAborted).ConfigureAwait(false))
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
    public Task VerifyAsync(HttpContext context) => gate.AnswerAsync(context, async (graph, body) =>
    {
        BatchItem[] items = new BatchReader(options, graph.Language).ReadTexts(body.RootElement);
        var rows = new VerifyRow[items.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = context.RequestAborted };
        using (RateLimitLease turn = await gate.TakeTurnAsync(context.RequestAborted).ConfigureAwait(false))
        {
            await Parallel.ForAsync(0, items.Length, parallel, async (i, token) => rows[i] = VerifyRow.Of(
                items[i].Id,
                await graph.Auditor.AuditAsync(graph.Graph, items[i].Question, items[i].Text, null, token).ConfigureAwait(false))).ConfigureAwait(false);
        }

        var reply = new VerifyReply { Graph = GraphStamp.Of(graph.Metadata), Verdicts = rows };
        await EndpointJson.WriteAsync(context, reply, EndpointJson.Verify, StatusCodes.Status200OK).ConfigureAwait(false);
    });
}
