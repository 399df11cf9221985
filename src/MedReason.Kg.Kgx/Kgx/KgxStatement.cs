using System.Globalization;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Collects what a row states about its edge, by the names of the Biolink model.</summary>
internal sealed class KgxStatement
{
    private static readonly string[] SourceColumns = ["primary_knowledge_source", "aggregator_knowledge_source", "knowledge_source", "provided_by"];
    private readonly List<string>[] _sources = [.. SourceColumns.Select(static _ => new List<string>())];
    private readonly List<string> _publications = [];
    private readonly List<string> _evidence = [];
    private readonly SortedDictionary<string, string> _additional = new(StringComparer.Ordinal);
    private KgFrequency? _frequency;
    private string? _onset;
    private string? _sex;
    private double? _confidence;

    public bool IsNegated { get; private set; }

    /// <summary>Whether the edge is denied: negated, or never observed.</summary>
    public bool IsDenied => IsNegated || _frequency is { IsExcluded: true };

    /// <summary>Whether a column says what the edge is, and not something about it.</summary>
    public static bool IsIdentity(string column) => column is "subject" or "predicate" or "object" or "id";

    /// <summary>Adds the values of a column.</summary>
    /// <returns>Why the row is refused; null when the values are accepted.</returns>
    public (string Reason, string Detail)? Add(string column, IReadOnlyList<string> values)
    {
        string text = string.Join('|', values);
        int source = Array.IndexOf(SourceColumns, column);
        switch (column)
        {
            case not null when source >= 0:
                _sources[source].AddRange(values);
                return null;
            case "publications":
                _publications.AddRange(values);
                return null;
            case "has_evidence":
                _evidence.AddRange(values);
                return null;
            case "frequency_qualifier":
                return KgFrequency.TryParse(text, null, out _frequency)
                    ? null
                    : Invalid(column, "a count such as 7/10, a percentage such as 45%, a fraction or a term of HPO", text);
            case "onset_qualifier":
                _onset = text;
                return null;
            case "sex_qualifier":
                _sex = text;
                return null;
            case "negated":
                IsNegated = text.ToUpperInvariant() is "TRUE" or "1";
                return IsNegated || text.ToUpperInvariant() is "FALSE" or "0" ? null : Invalid(column, "true or false", text);
            case "has_confidence_level"
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double level) && double.IsFinite(level):
                _confidence = level;
                return null;
            default:
                _additional[column!] = text;
                return null;
        }
    }

    public KgEdgeAttributes ToAttributes() => new()
    {
        Sources = [.. _sources.SelectMany(static list => list).Distinct(StringComparer.Ordinal)],
        Publications = [.. _publications],
        EvidenceCodes = [.. _evidence],
        Frequency = _frequency,
        Onset = _onset,
        Sex = _sex,
        Confidence = _confidence,
        Additional = new Dictionary<string, string>(_additional, StringComparer.Ordinal),
    };

    private static (string Reason, string Detail) Invalid(string column, string expected, string found) =>
        (RefusalReasons.InvalidValue, $"the field {column}: expected {expected}, found {PlainText.Clean(found)}");
}
