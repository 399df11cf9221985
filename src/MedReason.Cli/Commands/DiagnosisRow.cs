using System.Text.Json;
using MedReason.Datasets;

namespace MedReason.Cli;

/// <summary>Writes the rows of <c>diagnose</c>. Every row holds every field, so that a reader needs no case distinction.</summary>
internal static class DiagnosisRow
{
    public static void Write(Utf8JsonWriter writer, RowId id, DiagnosisCase read, DiagnosisResult result)
    {
        writer.WriteStartObject();
        id.Write(writer, "id");
        writer.WriteString("outcome", JsonNamingPolicy.SnakeCaseLower.ConvertName(result.Outcome.ToString()));
        writer.WriteStartArray("ranked");
        foreach (RankedDisease disease in result.Diseases)
        {
            writer.WriteStartObject();
            writer.WriteString("id", disease.Disease.Id.Value);
            writer.WriteString("name", disease.Disease.Name);
            writer.WriteNumber("score", Math.Round(disease.Score, 4));
            WriteStrings(writer, "equivalent", disease.EquivalentDiseases.Select(static equivalent => equivalent.Value));
            writer.WriteString("series", disease.SeriesDisease?.Id.Value);
            writer.WriteNumber("series_score", Math.Round(disease.SeriesScore, 4));
            WriteMatches(writer, "evidence", disease.Findings);
            WriteMatches(writer, "excluded", disease.Excluded);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("unresolved");
        foreach ((string finding, IReadOnlyList<KgNode> candidates) in read.Unresolved)
        {
            writer.WriteStartObject();
            writer.WriteString("finding", finding);
            writer.WriteString("reason", candidates.Count == 0 ? "unknown_name" : "ambiguous_name");
            WriteStrings(writer, "candidates", candidates.Select(static candidate => candidate.Id.Value));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteMatches(Utf8JsonWriter writer, string name, IReadOnlyList<FindingMatch> matches)
    {
        writer.WriteStartArray(name);
        foreach (FindingMatch match in matches)
        {
            writer.WriteStartObject();
            writer.WriteString("finding", match.Finding.Id.Value);
            writer.WriteString("finding_name", match.Finding.Name);
            writer.WriteString("matched", match.Matched?.Id.Value);
            writer.WriteString("matched_name", match.Matched?.Name);
            writer.WriteString("relation", JsonNamingPolicy.SnakeCaseLower.ConvertName(match.Relation.ToString()));
            writer.WriteString("shared", match.Shared?.Id.Value);
            writer.WriteNumber("information_content", Math.Round(match.InformationContent, 4));
            writer.WriteNumber("score", Math.Round(match.Score, 4));
            writer.WriteString("frequency", match.Frequency?.Text);
            writer.WriteString("onset", match.Onset);
            WriteStrings(writer, "publications", match.Publications);
            writer.WriteBoolean("stated_by_name", match.IsStatedByName);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
