namespace MedReason.Graph;

/// <summary>The sections of a snapshot, in the order in which they stand.</summary>
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
}
