namespace MedReason.Paths;

/// <summary>Groups of features, so that each can be left out and its worth told.</summary>
[Flags]
internal enum PathFeatureGroups
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>How many hops a path has, and how many more than the shortest.</summary>
    Length = 1,

    /// <summary>Relations with their direction, node types, pairs and triples of types.</summary>
    Sequence = 2,

    /// <summary>Degrees along the path.</summary>
    Degree = 4,

    /// <summary>How many of the other candidates run over the same nodes and hops.</summary>
    Agreement = 8,

    /// <summary>Where a node stands in the candidates, by its type.</summary>
    NodePlace = 16,

    /// <summary>A node's degrees.</summary>
    NodeDegree = 32,

    /// <summary>All of them.</summary>
    All = Length | Sequence | Degree | Agreement | NodePlace | NodeDegree,
}
