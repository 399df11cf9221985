using QuikGraph;

namespace MedReason.QuikGraph;

/// <summary>Represents one edge of a knowledge graph by ordinals, with the direction in which it is stored. Immutable.</summary>
/// <param name="Source">The ordinal of the node where the edge starts.</param>
/// <param name="Target">The ordinal of the node where the edge ends.</param>
/// <param name="RelationIndex">The index of its relation in <see cref="IAdjacencyView.Relations"/>.</param>
/// <param name="EdgeOrdinal">The ordinal of the edge.</param>
public readonly record struct KgQuikEdge(int Source, int Target, int RelationIndex, int EdgeOrdinal) : IEdge<int>;
