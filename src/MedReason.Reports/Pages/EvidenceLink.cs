namespace MedReason.Reports;

/// <summary>What a drawing joins two nodes by: the relations of one polarity between them, read from left to right. Immutable but for its place.</summary>
internal sealed class EvidenceLink
{
    /// <summary>The node that the words start from, by its index.</summary>
    public required int From { get; init; }

    /// <summary>The node that the words end at, by its index.</summary>
    public required int To { get; init; }

    public required Polarity Polarity { get; init; }

    /// <summary>The relations; forward where the edge runs from <see cref="From"/> to <see cref="To"/>.</summary>
    public required IReadOnlyList<KgHopRelation> Relations { get; init; }

    /// <summary>The evidence's paths that hold it, ascending.</summary>
    public required IReadOnlyList<int> Paths { get; init; }

    /// <summary>The words on it, in lines, read along the arrow.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Where the line runs: horizontal at each of these, smooth between them.</summary>
    public IReadOnlyList<DrawingPoint> Points { get; set; } = [];

    /// <summary>The middle of the words.</summary>
    public DrawingPoint WordsAt { get; set; }
}
