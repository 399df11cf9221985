namespace MedReason.Entities;

/// <summary>A node that a mention may name, with what speaks for it.</summary>
internal sealed class LinkCandidate
{
    public required KgNode Node { get; init; }

    /// <summary>How well the name fits, less where the type differs from the hint.</summary>
    public required double NameScore { get; init; }

    public required string Method { get; init; }

    public string? MatchedName { get; init; }

    /// <summary>The words of the mention that the name matched; null for the whole mention.</summary>
    public string? MatchedText { get; init; }

    /// <summary>How node and matched words relate, as far as the finder says.</summary>
    public LinkRelation? Found { get; init; }

    public bool MatchesHint { get; init; }

    /// <summary>Whether the node is of the type that the question needs of its conclusions.</summary>
    public bool IsNeeded { get; set; }

    /// <summary>The words of the text that the node covers, by index.</summary>
    public HashSet<int> Covered { get; set; } = [];

    /// <summary>How node and text relate.</summary>
    public LinkRelation Relation { get; set; }

    /// <summary>The share of the text's content that the node covers.</summary>
    public double Coverage { get; set; } = 1;

    /// <summary>Nearness in the graph to what else the question names, 0 to 1.</summary>
    public double Coherence { get; set; }

    /// <summary>How far the text supports the words of the node's name, 0 to 1.</summary>
    public double Support { get; set; }

    /// <summary>All evidence in one number; decides the order.</summary>
    public double Rank { get; set; }

    /// <summary>The name score times the share of belief among all candidates of the mention.</summary>
    public double Certainty { get; set; }

    /// <summary>The certainty, of which a node that names too little keeps one half by its name and the other half by how much of the text it covers.</summary>
    public double Score => Relation is LinkRelation.Broader or LinkRelation.Partial
        ? Math.Round(Certainty * (1 + Coverage) / 2, 9, MidpointRounding.ToEven)
        : Certainty;

    public MentionCandidate ToMentionCandidate() => new()
    {
        NodeId = Node.Id,
        Score = Score,
        Method = Method,
        MatchedName = MatchedName,
        MatchedText = MatchedText,
        Relation = Relation,
        Coverage = Math.Round(Coverage, 9),
    };
}
