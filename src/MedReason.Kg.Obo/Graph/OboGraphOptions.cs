namespace MedReason.Kg.Obo;

/// <summary>How ontologies become a graph. Immutable.</summary>
public sealed class OboGraphOptions
{
    /// <summary>The type of the nodes of a prefix that <see cref="NodeTypes"/> does not name.</summary>
    private const string TypeWithoutPrefix = "term";

    /// <summary>
    /// The graph's name; null for the ontologies' own short names, such as <c>hp</c>, joined by <c>+</c>.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>The graph's version; null for the ontologies' own, joined by <c>+</c>.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// The node type of each id prefix. Default: PrimeKG's words for HP (<c>effect/phenotype</c>), DOID and MONDO (<c>disease</c>) and UBERON
    /// (<c>anatomy</c>). A prefix that is not named takes its term's namespace where that is one of the Gene Ontology's three, else the prefix itself.
    /// </summary>
    public IReadOnlyDictionary<string, NodeType> NodeTypes { get; init; } = DefaultNodeTypes;

    /// <summary>
    /// Which synonyms become names of their node. Default: exact, narrow and related ones. A broad synonym names something more general than the
    /// node, so a text that uses it does not speak of the node.
    /// </summary>
    public IReadOnlyList<OboSynonymScope> SynonymScopes { get; init; } = DefaultSynonymScopes;

    /// <summary>Gets the relation table of the caller, which comes before the words that ontologies give.</summary>
    /// <value>Default: null, for the ontologies' words and the built-in vocabularies.</value>
    public RelationVocabulary? Relations { get; init; }

    /// <summary>
    /// Whether the ids of merged and replaced terms become synonyms of the node that took their place, so that an old id still finds it by name in
    /// every kind of graph. Default: true.
    /// </summary>
    public bool AddsAlternateIds { get; init; } = true;

    internal static IReadOnlyList<OboSynonymScope> DefaultSynonymScopes { get; } = [OboSynonymScope.Exact, OboSynonymScope.Narrow, OboSynonymScope.Related];

    private static Dictionary<string, NodeType> DefaultNodeTypes { get; } = new(StringComparer.Ordinal)
    {
        ["HP"] = new("effect/phenotype"),
        ["DOID"] = new("disease"),
        ["MONDO"] = new("disease"),
        ["UBERON"] = new("anatomy"),
    };

    internal NodeType GetNodeType(OboTerm term)
    {
        string prefix = term.Id.Prefix.ToString();
        return NodeTypes.TryGetValue(prefix, out NodeType type) ? type
            : term.Namespace is "biological_process" or "molecular_function" or "cellular_component" ? new NodeType(term.Namespace)
            : new NodeType(string.IsNullOrWhiteSpace(prefix) ? TypeWithoutPrefix : prefix);
    }
}
