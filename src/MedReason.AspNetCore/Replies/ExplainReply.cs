namespace MedReason.AspNetCore.Replies;

/// <summary>What became of a question. Immutable.</summary>
internal sealed record ExplainReply
{
    private const string Failure = "A stage failed; the host's log says why.";

    /// <summary>Gets the graph that was reasoned over.</summary>
    public required GraphStamp Graph { get; init; }

    /// <summary>Gets the result.</summary>
    public required ReasoningResult Result { get; init; }

    /// <summary>Creates the reply to a question.</summary>
    public static ExplainReply Of(KnowledgeGraphMetadata metadata, ReasoningResult result) => new()
    {
        Graph = GraphStamp.Of(metadata),
        Result = result with
        {
            // What a graph or a model said when it failed may name files and addresses; that belongs in the log.
            Detail = result.Outcome == ReasoningOutcome.Failed ? Failure : result.Detail,

            // The evidence has the paths that were chosen; all that were found would be thousands.
            Search = result.Search is { } search ? search with { Pairs = [.. search.Pairs.Select(static pair => pair with { Paths = [] })] } : null,
        },
    };
}
