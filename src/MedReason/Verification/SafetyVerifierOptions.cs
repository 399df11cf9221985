namespace MedReason;

/// <summary>How <see cref="SafetyVerifier"/> reads a graph's hierarchy. Immutable.</summary>
public sealed class SafetyVerifierOptions
{
    /// <summary>Relations that run from the more special node to the more general one. Default: <c>is_a</c>, <c>subclass_of</c>.</summary>
    public IReadOnlyList<RelationType> ChildToParent { get; init; } = [new("is_a"), new("subclass_of")];

    /// <summary>
    /// Relations that run from the more general node to the more special one. Default: PrimeKG's <c>disease_disease</c> and <c>phenotype_phenotype</c>, and
    /// <c>superclass_of</c>.
    /// </summary>
    public IReadOnlyList<RelationType> ParentToChild { get; init; } = [new("disease_disease"), new("phenotype_phenotype"), new("superclass_of")];

    /// <summary>Gets the maximum number of levels that are climbed. Default 16; a deeper hierarchy makes the verdict unknown.</summary>
    public int MaxLevels { get; init; } = 16;
}
