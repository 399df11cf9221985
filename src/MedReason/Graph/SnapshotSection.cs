namespace MedReason.Graph;

/// <summary>The sections of a snapshot, in their order in the file.</summary>
internal enum SnapshotSection
{
    Metadata = 1,
    IdOffsets,
    IdBlob,
    NameOffsets,
    NameBlob,
    NodeTypes,
    NodeSources,
    SynonymOffsets,
    SynonymTextOffsets,
    SynonymBlob,
    AdjacencyOffsets,
    Neighbors,
    RelationCodes,
    EdgeOrdinals,
    NameHashes,
    NameReferences,

    // Only in the snapshot of a graph with sources or with attributes on its edges.
    GraphSources,
    AttributeSets,
    AttributeOffsets,
    AttributeBlob,
    AttributeTextOffsets,
    AttributeTextBlob,

    // Only in the snapshot of a graph whose nodes have definitions, which then has those above as well.
    DefinitionOffsets,
    DefinitionBlob,
}
