namespace MedReason.Paths;

/// <summary>What known mechanisms of other starts say of an inner node of a pool.</summary>
/// <param name="SameEnd">Mechanisms with the same end.</param>
/// <param name="SameFirst">Mechanisms with another end that begin at a first node of the candidates, such as another drug of the same target.</param>
internal readonly record struct KnownNode(KnownShare SameEnd, KnownShare SameFirst);
