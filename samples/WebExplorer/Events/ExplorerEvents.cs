using MedReason;
using MedReason.Reports;

namespace WebExplorer;

/// <summary>Turns the pipeline's updates into events that carry each thing once.</summary>
internal static class ExplorerEvents
{
    /// <summary>Makes the events of an update, in the order in which a reader needs them.</summary>
    public static async ValueTask<IEnumerable<ExplorerEvent>> CreateAsync(
        ReasoningUpdate update, IKnowledgeGraph graph, CancellationToken cancellationToken) => update switch
        {
            { Kind: ReasoningUpdateKind.Text, Text: { } text } => [new TextEvent { Text = text }],
            { Kind: ReasoningUpdateKind.Stage, Stage: { } stage, Result: { } soFar } =>
                [new StageEvent { Stage = stage }, .. OfStage(stage, soFar, await DrawAsync(stage, soFar, graph, cancellationToken))],
            { Kind: ReasoningUpdateKind.Result, Result: { } result } => [OutcomeOf(result)],
            _ => [],
        };

    /// <summary>Draws the evidence where it becomes known, and again where steps cite it.</summary>
    private static async ValueTask<string?> DrawAsync(string stage, ReasoningResult soFar, IKnowledgeGraph graph, CancellationToken cancellationToken) =>
        stage is StageNames.Rank or StageNames.Write ? EvidenceSvg.Render(soFar, await graph.GetMetadataAsync(cancellationToken)) : null;

    private static IEnumerable<ExplorerEvent> OfStage(string stage, ReasoningResult soFar, string? drawing) => (stage, soFar) switch
    {
        (StageNames.Link, _) => [new EntitiesEvent { Links = soFar.Links }],
        (StageNames.Search, { Search: { } search }) =>
        [
            new SearchEvent
            {
                Pairs = search.Pairs.Count,
                Found = search.Pairs.Count(pair => pair.Outcome == PathOutcome.Found),
                Paths = search.Pairs.Sum(pair => pair.Paths.Count),
                OmittedPairs = search.OmittedPairs,
            },
        ],
        (StageNames.Rank, { Evidence: { } evidence }) =>
        [
            new EvidenceEvent { Paths = evidence.Paths, CandidateCount = evidence.CandidateCount, Drawing = drawing },
            new ContrastEvent { Options = evidence.Contrast, FavoredLabel = evidence.FavoredLabel },
        ],
        (StageNames.Write, { Chain: { } chain }) =>
        [
            new StepsEvent
            {
                Steps = chain.Steps,
                Conclusion = ChainSections.FindConclusion(chain.Text),
                Answer = chain.Answer,
                AnswerLabel = chain.AnswerLabel,
                ModelId = chain.ModelId,
                Drawing = drawing,
            },
        ],
        (StageNames.Verify, { Verdict: { } verdict }) => [new VerdictEvent { Verdict = verdict }],
        _ => [],
    };

    // What a graph or a model said when it failed may name files and addresses; that belongs in the log.
    private static OutcomeEvent OutcomeOf(ReasoningResult result) => new()
    {
        Outcome = result.Outcome,
        Stage = result.FailedStage,
        Reason = result.Reason,
        Detail = result.Outcome == ReasoningOutcome.Failed ? "A stage failed. The server's log says why." : result.Detail,
        Provenance = result.Provenance,
        Usage = result.Usage,
    };
}
