using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Specifies the part of a question that contains a mention.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MentionRole>))]
public enum MentionRole
{
    /// <summary>The question text.</summary>
    [JsonStringEnumMemberName("question")]
    Question = 0,

    /// <summary>The context that comes with the question.</summary>
    [JsonStringEnumMemberName("context")]
    Context = 1,

    /// <summary>The answer, where it is known and not hidden.</summary>
    [JsonStringEnumMemberName("answer")]
    Answer = 2,

    /// <summary>The rationale that the source gives for its answer.</summary>
    [JsonStringEnumMemberName("rationale")]
    Rationale = 3,

    /// <summary>One of the options; see <see cref="EntityMention.OptionLabel"/>.</summary>
    [JsonStringEnumMemberName("option")]
    Option = 4,
}
