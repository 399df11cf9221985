using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>A cap that cut a search short.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PathCut>))]
public enum PathCut
{
    /// <summary><see cref="PathQuery.MaxExpandedEdges"/> was reached.</summary>
    [JsonStringEnumMemberName("expanded_edges")]
    ExpandedEdges = 0,

    /// <summary>There are more paths than <see cref="PathQuery.MaxPathsPerPair"/>.</summary>
    [JsonStringEnumMemberName("paths")]
    Paths = 1,

    /// <summary>The graph cut the neighbour list of a node.</summary>
    [JsonStringEnumMemberName("neighbors")]
    Neighbors = 2,

    /// <summary>The cap on working memory was reached.</summary>
    [JsonStringEnumMemberName("memory")]
    Memory = 3,
}
