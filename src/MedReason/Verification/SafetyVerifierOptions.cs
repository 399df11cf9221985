namespace MedReason;

/// <summary>How <see cref="SafetyVerifier"/> reads a graph's hierarchy. Immutable.</summary>
public sealed class SafetyVerifierOptions
{
    /// <summary>
    /// Gets the relations between a condition and a more general one, read in the direction of their meaning (<see cref="RelationInfo.IsMeaningReversed"/>).
    /// </summary>
    /// <value>The default is null: all affirmed, directed relations that mean <see cref="RelationMeaning.IsA"/>.</value>
    /// <remarks>A relation that the graph does not have is ignored.</remarks>
    public IReadOnlyList<RelationType>? HierarchyRelations { get; init; }

    /// <summary>Gets the maximum number of levels that are climbed. Default 16; a deeper hierarchy makes the verdict unknown.</summary>
    public int MaxLevels { get; init; } = 16;
}
