namespace MedReason.Entities;

/// <summary>A node that a mention may name, with what speaks for it.</summary>
internal sealed class LinkCandidate
{
    public required KgNode Node { get; init; }

    /// <summary>How well the name fits, less where the type differs from the hint.</summary>
    public required double NameScore { get; init; }

    public required string Method { get; init; }

    public string? MatchedName { get; init; }

    public bool MatchesHint { get; init; }

    /// <summary>Nearness in the graph to what else the question names, 0 to 1.</summary>
    public double Coherence { get; set; }

    /// <summary>How far the text supports the words of the node's name, 0 to 1.</summary>
    public double Support { get; set; }

    /// <summary>All evidence in one number; decides the order.</summary>
    public double Rank { get; set; }

    /// <summary>The name score times the share of belief among all candidates of the mention.</summary>
    public double Score { get; set; }

    public MentionCandidate ToMentionCandidate() => new() { NodeId = Node.Id, Score = Score, Method = Method, MatchedName = MatchedName };
}
