namespace MedReason.Datasets;

/// <summary>What a source is meant for at its origin.</summary>
public enum SourceRole
{
    /// <summary>The source has parts of both kinds and the split is not declared.</summary>
    Undeclared = 0,

    /// <summary>Meant to learn from.</summary>
    Train = 1,

    /// <summary>Meant to measure with: what is trained on it cannot be measured by it any more.</summary>
    Benchmark = 2,
}
