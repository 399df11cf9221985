using System.Text.Json;

namespace MedReason.Kg.OptimusKg;

/// <summary>Holds what the properties of a row state about its edge.</summary>
internal sealed class OptimusKgStatement
{
    // Kept as they are, under their own names. What is left out counts or scores the evidence, and differs in nearly every row.
    private static readonly string[] AdditionalNames =
    [
        "aspect", "bio_curation", "call_quality", "highest_clinical_trial_phase", "interaction_description", "mechanisms_of_action", "modifiers",
        "outcome_relationships", "reference_ids", "source_urls",
    ];

    private static readonly Dictionary<string, string> NothingMore = [];
    private readonly List<string> _sources = [];
    private List<string>? _publications;
    private List<string>? _evidence;
    private Dictionary<string, string>? _additional;
    private List<(string Source, string Relation)>? _assertions;
    private KgFrequency? _frequency;
    private string? _onset;
    private string? _sex;
    private double? _confidence;
    private bool _isNegated;

    /// <summary>Gets a value indicating whether what the row affirms is denied: negated, or never observed.</summary>
    public bool IsDenied => _isNegated || _frequency is { IsExcluded: true };

    /// <summary>Gets the relation of the row and those that single sources assert, each once.</summary>
    public string[] GetRelations(string relation) => _assertions is null
        ? [relation]
        : [.. _assertions.Select(static assertion => assertion.Relation).Prepend(relation).Distinct(StringComparer.Ordinal)];

    /// <summary>Adds a property.</summary>
    /// <returns>True; false for one that is not kept.</returns>
    public bool Add(string name, JsonElement value)
    {
        switch (name)
        {
            case "sources" when value.ValueKind == JsonValueKind.Object:
                _sources.AddRange(Member(value, "direct"));
                _sources.AddRange(Member(value, "indirect"));
                return true;
            case "sources" or "direct_sources" or "indirect_sources":
                _sources.AddRange(Values(value));
                return true;
            case "references":
                (_publications ??= []).AddRange(Values(value));
                return true;
            case "evidence" or "evidence_type" or "eco_ids":
                (_evidence ??= []).AddRange(Values(value));
                return true;
            case "frequency":
                // Several, or one of another form, cannot be one number; they are kept as text.
                string[] frequencies = [.. Values(value)];
                _ = KgFrequency.TryParse(frequencies is [var only] ? only : null, null, out _frequency);
                Keep(name, _frequency is null ? frequencies : []);
                return true;
            case "onset":
                _onset = KeepOne(name, [.. Values(value)]);
                return true;
            case "sexes":
                _sex = KeepOne(name, [.. Values(value)]);
                return true;
            case "evidence_score":
                _confidence = value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
                return true;
            case "qualifier_not":
                _isNegated = Values(value).Any(static text => text.Equals("true", StringComparison.OrdinalIgnoreCase));
                return true;
            case "relation_assertions":
                AddAssertions(value);
                return true;
            case "relation_conflict":
                Keep(name, [.. Values(value).Where(static text => text == "true")]);
                return true;
            default:
                bool isKept = Array.IndexOf(AdditionalNames, name) >= 0;
                Keep(name, isKept ? [.. Values(value)] : []);
                return isKept || IsEmpty(value);
        }
    }

    /// <summary>Gets the statement about the edge of a relation; its sources are those that assert the relation, where that is known.</summary>
    public KgEdgeAttributes ToAttributes(string relation)
    {
        string[] asserting = _assertions is null
            ? []
            : [.. _assertions.Where(assertion => assertion.Relation == relation).Select(static assertion => assertion.Source)];
        return new KgEdgeAttributes
        {
            Sources = [.. (asserting.Length > 0 ? asserting : _sources.AsEnumerable()).Distinct(StringComparer.Ordinal)],
            Publications = _publications ?? [],
            EvidenceCodes = _evidence ?? [],
            Frequency = _frequency,
            Onset = _onset,
            Sex = _sex,
            Confidence = _confidence,
            Additional = _additional ?? NothingMore,
        };
    }

    /// <summary>Gets the texts of a value: those of a list, or the value itself; none for null.</summary>
    public static IEnumerable<string> Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        JsonValueKind.String => value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? [text.Trim()] : [],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Values),
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        _ => [value.GetRawText()],
    };

    /// <summary>Gets the texts of a member; none when it is missing.</summary>
    public static IEnumerable<string> Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) ? Values(member) : [];

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.String or JsonValueKind.Array => !Values(value).Any(),
        _ => false,
    };

    private void AddAssertions(JsonElement value)
    {
        foreach (JsonElement assertion in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default)
        {
            if (Member(assertion, "relation").FirstOrDefault() is { } relation)
            {
                (_assertions ??= []).Add((Member(assertion, "source").FirstOrDefault() ?? string.Empty, relation));
            }
        }
    }

    private string? KeepOne(string name, string[] values)
    {
        Keep(name, values.Length > 1 ? values : []);
        return values is [var only] ? only : null;
    }

    private void Keep(string name, string[] values)
    {
        if (values.Length > 0)
        {
            (_additional ??= new(StringComparer.Ordinal))[name] = string.Join('|', values);
        }
    }
}
