using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Specifies the outcome of a path search between two nodes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PathOutcome>))]
public enum PathOutcome
{
    /// <summary>At least one path was found.</summary>
    [JsonStringEnumMemberName("found")]
    Found = 0,

    /// <summary>There is no path of any length: one side's component was exhausted under the filter.</summary>
    [JsonStringEnumMemberName("disconnected")]
    Disconnected = 1,

    /// <summary>There is no path within the maximum length.</summary>
    [JsonStringEnumMemberName("too_far")]
    TooFar = 2,

    /// <summary>A limit ended the search before its outcome was known; see <see cref="PairSearchResult.Cuts"/>.</summary>
    [JsonStringEnumMemberName("cut")]
    Cut = 3,

    /// <summary>Both ends are the same node; there is nothing to search.</summary>
    [JsonStringEnumMemberName("same_node")]
    SameNode = 4,

    /// <summary>The graph does not contain one of the ends.</summary>
    [JsonStringEnumMemberName("unknown_node")]
    UnknownNode = 5,
}
