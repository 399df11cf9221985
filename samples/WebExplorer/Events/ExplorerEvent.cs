using System.Text.Json.Serialization;

namespace WebExplorer;

/// <summary>Something that became known of a question.</summary>
[JsonDerivedType(typeof(StartedEvent))]
[JsonDerivedType(typeof(StageEvent))]
[JsonDerivedType(typeof(EntitiesEvent))]
[JsonDerivedType(typeof(SearchEvent))]
[JsonDerivedType(typeof(EvidenceEvent))]
[JsonDerivedType(typeof(ContrastEvent))]
[JsonDerivedType(typeof(TextEvent))]
[JsonDerivedType(typeof(StepsEvent))]
[JsonDerivedType(typeof(VerdictEvent))]
[JsonDerivedType(typeof(OutcomeEvent))]
internal abstract record ExplorerEvent
{
    private protected ExplorerEvent(string name) => Name = name;

    /// <summary>The type of the server-sent event, which the data does not repeat.</summary>
    [JsonIgnore]
    public string Name { get; }
}
