using System.Text.Json;
using MedReason.Datasets;

namespace MedReason.Cli;

/// <summary>Writes the rows of <c>paths</c>. Every row holds every field, so that a reader needs no case distinction.</summary>
internal static class PathRow
{
    public static void WriteFound(Utf8JsonWriter writer, RowId id, PairSearchResult pair, IReadOnlyList<EvidencePath> best)
    {
        writer.WriteStartObject();
        id.Write(writer, "id");
        writer.WriteString("outcome", JsonNamingPolicy.SnakeCaseLower.ConvertName(pair.Outcome.ToString()));
        if (pair.Distance is int distance)
        {
            writer.WriteNumber("distance", distance);
        }
        else
        {
            writer.WriteNull("distance");
        }

        writer.WriteNumber("shortest_paths", pair.ShortestPathCount);
        writer.WriteBoolean("saturated", pair.IsCountSaturated);
        writer.WriteBoolean("truncated", pair.IsTruncated || pair.Cuts.Count > 0);
        writer.WriteStartArray("paths");
        foreach (EvidencePath path in best)
        {
            writer.WriteStartObject();
            writer.WriteNumber("score", path.Score);
            MedReasonJsonUtilities.WriteMembers(writer, path.Path);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>A pair whose ends are not both one node: unknown where a name leads nowhere, else ambiguous with what it may mean.</summary>
    public static void WriteUnresolved(Utf8JsonWriter writer, RowId id, IReadOnlyList<KgNode> from, IReadOnlyList<KgNode> to)
    {
        bool isUnknown = from.Count == 0 || to.Count == 0;
        writer.WriteStartObject();
        id.Write(writer, "id");
        writer.WriteString("outcome", isUnknown ? "unknown_name" : "ambiguous_name");
        writer.WriteString("end", (isUnknown ? from.Count == 0 : from.Count > 1) ? "from" : "to");
        writer.WriteNull("distance");
        writer.WriteNumber("shortest_paths", 0);
        writer.WriteBoolean("saturated", false);
        writer.WriteBoolean("truncated", false);
        writer.WriteStartArray("paths");
        writer.WriteEndArray();
        if (!isUnknown)
        {
            writer.WriteStartArray("candidates");
            foreach (KgNode candidate in from.Count > 1 ? from : to)
            {
                writer.WriteStartObject();
                writer.WriteString("id", candidate.Id.Value);
                writer.WriteString("name", candidate.Name);
                writer.WriteString("type", candidate.Type.Value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
