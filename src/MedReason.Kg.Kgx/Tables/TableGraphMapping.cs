namespace MedReason.Kg.Kgx;

/// <summary>Specifies which columns of a table of nodes and a table of edges mean what. Immutable.</summary>
/// <remarks>
/// A column that is null is found by the usual names, the first of which wins; case does not matter, and the headers of Neo4j's import format are understood
/// (<c>:ID</c>, <c>:LABEL</c>, <c>:START_ID</c>, <c>:TYPE</c>, <c>:END_ID</c>, <c>name:string</c>). A column that is named here must exist.
/// </remarks>
public sealed class TableGraphMapping
{
    /// <summary>Gets the column of the node's id.</summary>
    /// <value>Default: null, for <c>id</c>, <c>:ID</c>, <c>node_id</c>, <c>curie</c>, <c>identifier</c>.</value>
    public string? NodeIdColumn { get; init; }

    /// <summary>Gets the column of the node's name.</summary>
    /// <value>Default: null, for <c>name</c>, <c>node_name</c>, <c>preferred_name</c>, <c>label</c>, <c>title</c>.</value>
    public string? NodeNameColumn { get; init; }

    /// <summary>Gets the column of the node's type.</summary>
    /// <value>Default: null, for <c>type</c>, <c>node_type</c>, <c>:LABEL</c>, <c>category</c>, <c>kind</c>.</value>
    public string? NodeTypeColumn { get; init; }

    /// <summary>Gets the column of the vocabulary that the node is from.</summary>
    /// <value>Default: null, for <c>source</c>, <c>node_source</c>, <c>vocabulary</c>, <c>ontology</c>; a table need not have it.</value>
    public string? NodeSourceColumn { get; init; }

    /// <summary>Gets the column of the node's synonyms.</summary>
    /// <value>Default: null, for <c>synonyms</c>, <c>synonym</c>, <c>aliases</c>; a table need not have it.</value>
    public string? NodeSynonymsColumn { get; init; }

    /// <summary>Gets the column of the words that say what the node is.</summary>
    /// <value>Default: null, for <c>definition</c>, <c>description</c>; a table need not have it.</value>
    public string? NodeDefinitionColumn { get; init; }

    /// <summary>Gets the type of nodes whose table has no column for it.</summary>
    /// <value>Default: null; the table of nodes must have the column.</value>
    public NodeType? DefaultNodeType { get; init; }

    /// <summary>Gets the column of the node that an edge starts from.</summary>
    /// <value>Default: null, for <c>source</c>, <c>subject</c>, <c>head</c>, <c>from</c>, <c>:START_ID</c>, <c>source_id</c>, <c>x_id</c>.</value>
    public string? EdgeSourceColumn { get; init; }

    /// <summary>Gets the column of the relation.</summary>
    /// <value>Default: null, for <c>relation</c>, <c>predicate</c>, <c>:TYPE</c>, <c>relationship</c>, <c>edge_type</c>, <c>type</c>.</value>
    public string? EdgeRelationColumn { get; init; }

    /// <summary>Gets the column of the node that an edge ends at.</summary>
    /// <value>Default: null, for <c>target</c>, <c>object</c>, <c>tail</c>, <c>to</c>, <c>:END_ID</c>, <c>target_id</c>, <c>y_id</c>.</value>
    public string? EdgeTargetColumn { get; init; }

    /// <summary>Gets the column that says whether the edge is denied: true, false, yes, no, 1, 0 or empty.</summary>
    /// <value>Default: null, for <c>negated</c>; a table need not have it.</value>
    public string? NegatedColumn { get; init; }

    /// <summary>Gets the column of <see cref="KgEdgeAttributes.Sources"/>.</summary>
    /// <value>Default: null, for <c>primary_knowledge_source</c>, <c>knowledge_source</c>, <c>provided_by</c>; a table need not have it.</value>
    public string? KnowledgeSourcesColumn { get; init; }

    /// <summary>Gets the column of <see cref="KgEdgeAttributes.Publications"/>.</summary>
    /// <value>Default: null, for <c>publications</c>, <c>publication</c>, <c>references</c>, <c>reference</c>; a table need not have it.</value>
    public string? PublicationsColumn { get; init; }

    /// <summary>Gets the column of <see cref="KgEdgeAttributes.EvidenceCodes"/>.</summary>
    /// <value>Default: null, for <c>evidence</c>, <c>evidence_codes</c>, <c>has_evidence</c>; a table need not have it.</value>
    public string? EvidenceColumn { get; init; }

    /// <summary>Gets the column of <see cref="KgEdgeAttributes.Frequency"/>. An edge with a frequency of zero is denied.</summary>
    /// <value>Default: null, for <c>frequency</c>; a table need not have it.</value>
    public string? FrequencyColumn { get; init; }

    /// <summary>Gets the column of <see cref="KgEdgeAttributes.Onset"/>.</summary>
    /// <value>Default: null, for <c>onset</c>; a table need not have it.</value>
    public string? OnsetColumn { get; init; }

    /// <summary>Gets the column of <see cref="KgEdgeAttributes.Sex"/>.</summary>
    /// <value>Default: null, for <c>sex</c>; a table need not have it.</value>
    public string? SexColumn { get; init; }

    /// <summary>Gets the column of <see cref="KgEdgeAttributes.Confidence"/>.</summary>
    /// <value>Default: null, for <c>confidence</c>; a table need not have it.</value>
    public string? ConfidenceColumn { get; init; }

    /// <summary>Gets further columns of the table of edges that are kept in <see cref="KgEdgeAttributes.Additional"/>.</summary>
    /// <value>Default: empty.</value>
    public IReadOnlyList<string> AdditionalColumns { get; init; } = [];

    /// <summary>Gets the character between fields.</summary>
    /// <value>Default: null, for the one of tab, comma and semicolon that the header has most often.</value>
    public char? Separator { get; init; }

    /// <summary>Gets the text between the items of a list in one field, such as synonyms and publications.</summary>
    /// <value>Default: <c>|</c>.</value>
    public string ListSeparator { get; init; } = "|";

    /// <summary>Gets the prefix of ids that are not CURIEs: with <c>local</c>, the id <c>17</c> becomes <c>local:17</c>.</summary>
    /// <value>Default: <c>local</c>.</value>
    public string IdPrefix { get; init; } = "local";

    /// <summary>Gets a value indicating whether an edge may name a node that no row of nodes has; the node gets its id as name, and
    /// <see cref="DefaultNodeType"/> or <c>unknown</c> as type.</summary>
    /// <value>Default: false; such an edge is refused.</value>
    public bool AddsMissingNodes { get; init; }
}
