namespace MedReason;

/// <summary>Represents one of the sources that a graph was built from. Immutable.</summary>
public sealed record KgSource
{
    /// <summary>Gets the name, such as <c>Hetionet</c>; unique within the graph.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the version as its publisher names it; empty when unknown.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>Gets the licence as its publisher names it; empty when unknown.</summary>
    public string License { get; init; } = string.Empty;

    /// <summary>Gets the SHA-256 of the files that were read, as 64 lower-case hexadecimal digits; empty when unknown.</summary>
    public string FileHash { get; init; } = string.Empty;

    /// <summary>Gets the number of nodes that the source names. A node that several sources name counts for each.</summary>
    public long NodeCount { get; init; }

    /// <summary>Gets the number of edges that the source states. An edge that several sources state counts for each.</summary>
    public long EdgeCount { get; init; }
}
