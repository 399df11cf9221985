using System.Globalization;
using MedReason.Chat;
using MedReason.Paths;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Profiles;

/// <summary>
/// The published pruning: of each pair at most fifty paths, drawn by seed, and one call a pair that keeps up to three, written as names without relations.
/// </summary>
internal sealed class PublishedPathRanker(IChatClient client, MedReasonOptions options) : IPathRanker
{
    private const int MaxPathsOfPair = 50;

    public async Task<EvidenceSet> RankAsync(IKnowledgeGraph graph, RankingRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        MedicalQuestion question = PublishedCalls.WithPublishedAnswer(request.Question);
        var kept = new List<EvidencePath>();
        int candidates = 0;
        ModelUsage? usage = null;
        foreach (PairSearchResult pair in request.Search.Pairs.Where(pair => pair.Paths.Count > 0))
        {
            KgPath[] paths = Draw(pair, request);
            candidates += pair.Paths.Count;
            string listed = string.Join('\n', paths.Select((path, position) => string.Create(
                CultureInfo.InvariantCulture, $"P{position + 1}: {string.Join(" -> ", path.Nodes.Select(node => PlainText.Clean(node.Name)))}")));
            List<ChatMessage> messages = FencedMessages.Create(
                PublishedPrompts.Select,
                options.RunKey,
                request.Question.Id,
                [("question", question.Text), ("answer", question.Answer), ("paths", listed)],
                ("count", request.MaxPaths.ToString(CultureInfo.InvariantCulture)));
            StructuredResponse<PathChoiceReply> reply = await client.GetStructuredAsync(
                messages,
                PathChoiceJsonContext.Default.PathChoiceReply,
                PublishedCalls.Ask(PublishedPrompts.Select, options),
                choice => choice.Paths.All(id => ChatPathRanker.GetIndex(id, paths.Length) >= 0) ? null : "every id must be one of those offered",
                cancellationToken).ConfigureAwait(false);
            usage = ModelUsage.Sum(usage, reply.Usage);
            int[] chosen = [.. reply.Value.Paths.Select(id => ChatPathRanker.GetIndex(id, paths.Length)).Distinct().Take(request.MaxPaths)];
            kept.AddRange(chosen.Select((index, rank) => new EvidencePath
            {
                Path = paths[index],
                Score = Math.Round(1.0 / (rank + 1), 9),
                IsStatedFact = paths[index].Length == 1,
            }));
        }

        return new EvidenceSet { Paths = kept, CandidateCount = candidates, Usage = usage };
    }

    private static KgPath[] Draw(PairSearchResult pair, RankingRequest request) => pair.Paths.Count <= MaxPathsOfPair
        ? [.. pair.Paths]
        :
        [
            .. pair.Paths
                .OrderBy(path => StableHash.Of(request.Seed, [request.Question.Id, .. path.Nodes.Select(node => node.Id.Value)]))
                .ThenBy(path => path)
                .Take(MaxPathsOfPair)
                .Order(),
        ];
}
