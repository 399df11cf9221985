namespace MedReason.Entities;

/// <summary>Mentions of one question that must get the same answer: same words, same hint, same offer, same supporting text.</summary>
internal sealed class LinkGroup
{
    public required EntityMention First { get; init; }

    public List<int> Positions { get; } = [];

    public List<LinkCandidate> Candidates { get; } = [];

    /// <summary>Every candidate was a homograph of another type and was left out.</summary>
    public bool IsHomograph { get; set; }

    /// <summary>More than one candidate could be taken, so the question's other nodes are asked.</summary>
    public bool IsContested { get; set; }
}
