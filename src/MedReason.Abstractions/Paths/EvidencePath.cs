namespace MedReason;

/// <summary>A path that a chain may cite. Immutable.</summary>
public sealed record EvidencePath
{
    /// <summary>The path, from an entity of the question to one of a conclusion.</summary>
    public required KgPath Path { get; init; }

    /// <summary>How good it is, rounded to 1e-9; greater is better, comparable within one question.</summary>
    public required double Score { get; init; }

    /// <summary>What the score is made of; the parts add up to it.</summary>
    public IReadOnlyList<ScorePart> Parts { get; init; } = [];

    /// <summary>Whether it supports or opposes the conclusion it leads to.</summary>
    public EvidenceStance Stance { get; init; }

    /// <summary>Whether it is a direct edge between the two entities: the fact itself, stated, and no mechanism that explains it.</summary>
    public bool IsStatedFact { get; init; }

    /// <summary>The label of the option it leads to; null where it leads to an answer without a label or among the question's own entities.</summary>
    public string? OptionLabel { get; init; }

    /// <summary>
    /// How likely so good a path is between random nodes of the same types and degrees, corrected for the number of pairs tried; 0 to 1. Null where
    /// it was not computed.
    /// </summary>
    public double? PValue { get; init; }

    /// <summary>Gets the kind of argument that the path is, as the table of arguments words it; null when it is no argument, or none was sought.</summary>
    public string? Argument { get; init; }

    /// <summary>Gets whether it leads over an entity that only the source's rationale names, not the question, an option or the answer.</summary>
    public bool IsFromRationale { get; init; }
}
