using MedReason.Paths;
using MedReason.Questions;

namespace MedReason.Pipeline;

/// <summary>Tests the argument for the answer of an open question against answers of the same type and a like degree, drawn at random.</summary>
/// <param name="graph">The graph.</param>
/// <param name="seed">The seed of the draw.</param>
internal sealed class AnswerDraws(IKnowledgeGraph graph, long seed)
{
    // With fewer no p-value reaches 0.05.
    private const int MinDraws = 19;
    private const int MaxDraws = 32;

    /// <summary>Draws answers for which the graph could have argued.</summary>
    /// <param name="answer">The entities of the answer; one, since of several none can be exchanged alone.</param>
    /// <param name="excluded">The entities of the question and its answer.</param>
    /// <param name="questionId">The id of the question.</param>
    /// <param name="canEnd">Whether an argument could end at a node.</param>
    /// <param name="cancellationToken">Cancels the draw.</param>
    /// <returns>The answers; empty when there are too few.</returns>
    public async Task<IReadOnlyList<ConclusionGroup>> DrawAsync(
        IReadOnlyList<NodeId> answer, IEnumerable<NodeId> excluded, string questionId, Func<NodeId, bool> canEnd, CancellationToken cancellationToken)
    {
        if (answer.Count != 1 || await DecoyIndex.ForAsync(graph, cancellationToken).ConfigureAwait(false) is not { } index)
        {
            return [];
        }

        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync(answer, cancellationToken).ConfigureAwait(false);
        NodeId[] drawn = nodes[0] is { } node ? [.. index.Draw(node, MaxDraws, [.. excluded, .. answer], seed, questionId).Where(canEnd)] : [];
        return drawn.Length < MinDraws ? [] : [.. drawn.Select(static id => new ConclusionGroup(null, [id]))];
    }

    /// <summary>Returns the probability of an argument as strong as the answer's for an answer that is drawn.</summary>
    public static double GetPValue(double strength, ArgumentAssessment drawn, int count) =>
        (1d + Enumerable.Range(0, count).Count(group => drawn.GetStrength(group) >= strength)) / (count + 1);
}
