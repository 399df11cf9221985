namespace MedReason.Datasets;

/// <summary>Specifies what a source is meant for at its origin.</summary>
public enum SourceRole
{
    /// <summary>No registered bank has the name of the dataset, or the bank has no split of this name.</summary>
    Unknown = 0,

    /// <summary>Meant to train on.</summary>
    Train = 1,

    /// <summary>Meant to measure with: a model that is trained on it can no longer be measured by it.</summary>
    Benchmark = 2,

    /// <summary>The source has splits of both kinds and the split is not declared.</summary>
    Undeclared = 3,
}
