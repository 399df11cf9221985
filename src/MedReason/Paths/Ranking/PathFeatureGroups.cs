namespace MedReason.Paths;

/// <summary>Groups of features, so that each can be left out to measure its effect.</summary>
[Flags]
internal enum PathFeatureGroups
{
    /// <summary>No features.</summary>
    None = 0,

    /// <summary>The number of hops of a path, and its excess over the shortest.</summary>
    Length = 1,

    /// <summary>Relations with their direction, node types, pairs and triples of types.</summary>
    Sequence = 2,

    /// <summary>Degrees along the path.</summary>
    Degree = 4,

    /// <summary>The number of other candidates with the same nodes and hops.</summary>
    Agreement = 8,

    /// <summary>The position of a node in the candidates, by its type.</summary>
    NodePlace = 16,

    /// <summary>The degrees of a node.</summary>
    NodeDegree = 32,

    /// <summary>The decision trees over the numbers of <see cref="NodeContext"/>.</summary>
    NodeContext = 64,

    /// <summary>The sign of a path, and pairs of successive relations.</summary>
    Sign = 128,

    /// <summary>What known mechanisms of other starts hold: the only features that know nodes.</summary>
    Known = 256,

    /// <summary>All features but <see cref="Known"/>.</summary>
    Patterns = Length | Sequence | Degree | Agreement | NodePlace | NodeDegree | NodeContext | Sign,

    /// <summary>All features.</summary>
    All = Patterns | Known,
}
