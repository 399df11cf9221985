using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Specifies the kind of a streamed update.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReasoningUpdateKind>))]
public enum ReasoningUpdateKind
{
    /// <summary>A stage has ended.</summary>
    [JsonStringEnumMemberName("stage")]
    Stage = 0,

    /// <summary>A further piece of the chain's text; provisional until the verdict.</summary>
    [JsonStringEnumMemberName("text")]
    Text = 1,

    /// <summary>The result; always the last update.</summary>
    [JsonStringEnumMemberName("result")]
    Result = 2,
}
