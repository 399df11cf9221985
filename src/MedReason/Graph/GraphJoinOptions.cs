namespace MedReason;

/// <summary>Configures how graphs are joined.</summary>
public sealed class GraphJoinOptions
{
    /// <summary>Gets the name of the joined graph.</summary>
    /// <value>Default: null, for the names of the sources joined by <c>+</c>.</value>
    public string? Name { get; init; }

    /// <summary>Gets the version of the joined graph.</summary>
    /// <value>Default: null, for the versions of the sources joined by <c>+</c>.</value>
    public string? Version { get; init; }

    /// <summary>Gets a value indicating whether nodes of different vocabularies that have the same type and the same name are joined.</summary>
    /// <value>
    /// Default: false. Names are not unique, and one name can denote two concepts: a name that two nodes of one vocabulary share joins neither of them. A
    /// possessive and its bare form ("Huntington's disease", "Huntington disease") are one name.
    /// </value>
    public bool JoinsByName { get; init; }
}
