using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>What became of the search for paths between two nodes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PathOutcome>))]
public enum PathOutcome
{
    /// <summary>There are paths.</summary>
    [JsonStringEnumMemberName("found")]
    Found = 0,

    /// <summary>There is none at any length: one side's component was exhausted under the filter.</summary>
    [JsonStringEnumMemberName("disconnected")]
    Disconnected = 1,

    /// <summary>There is none within the greatest length.</summary>
    [JsonStringEnumMemberName("too_far")]
    TooFar = 2,

    /// <summary>A cap ended the search before it could tell; see <see cref="PairSearchResult.Cuts"/>.</summary>
    [JsonStringEnumMemberName("cut")]
    Cut = 3,

    /// <summary>Both ends are the same node; there is nothing to search.</summary>
    [JsonStringEnumMemberName("same_node")]
    SameNode = 4,

    /// <summary>The graph does not know one of the ends.</summary>
    [JsonStringEnumMemberName("unknown_node")]
    UnknownNode = 5,
}
