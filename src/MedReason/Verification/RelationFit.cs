namespace MedReason.Verification;

/// <summary>How an edge of the graph relates to what some words state.</summary>
internal enum RelationFit
{
    /// <summary>The edge states something else.</summary>
    Other = 0,

    /// <summary>The edge states the same.</summary>
    Same = 1,

    /// <summary>The edge states the same in the opposite direction.</summary>
    Turned = 2,

    /// <summary>The edge states what excludes it.</summary>
    Excluded = 3,
}
