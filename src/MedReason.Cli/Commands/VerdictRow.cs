using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MedReason.Datasets;

namespace MedReason.Cli;

/// <summary>The form in which a verdict about a chain is written: its claims, findings, measures and what was read.</summary>
internal static class VerdictRow
{
    /// <summary>Writes a row as one object.</summary>
    /// <param name="writer">Where it is written.</param>
    /// <param name="id">The identity of the row.</param>
    /// <param name="verdict">The decision.</param>
    /// <param name="chain">What was read in a chain that others wrote; null for one of ours.</param>
    /// <param name="writeMore">Writes further members at the end; null for none.</param>
    public static void Write(Utf8JsonWriter writer, RowId id, ChainVerdict verdict, ForeignChain? chain, Action<Utf8JsonWriter>? writeMore = null)
    {
        writer.WriteStartObject();
        id.Write(writer, "id");
        JsonElement members = JsonSerializer.SerializeToElement(
            verdict, (JsonTypeInfo<ChainVerdict>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ChainVerdict)));
        writer.WritePropertyName("verdict");
        members.GetProperty("status").WriteTo(writer);
        if (chain is not null)
        {
            WriteClaims(writer, chain, verdict);
        }

        foreach (JsonProperty member in members.EnumerateObject())
        {
            member.WriteTo(writer);
        }

        if (chain is not null)
        {
            writer.WriteString("concluded", chain.Chain.AnswerLabel);
            WriteArrows(writer, chain.Counts);
            WriteSentences(writer, chain.Counts);
        }

        writeMore?.Invoke(writer);
        writer.WriteEndObject();
    }

    /// <summary>Gets the name of a status.</summary>
    public static string NameOf(ClaimStatus status) => status switch
    {
        ClaimStatus.Supported => "supported",
        ClaimStatus.Contradicted => "contradicted",
        ClaimStatus.NotInGraph => "not_in_graph",
        _ => "not_checkable",
    };

    private static void WriteClaims(Utf8JsonWriter writer, ForeignChain chain, ChainVerdict verdict)
    {
        writer.WriteStartObject("claims");
        foreach (ClaimStatus status in (ClaimStatus[])[ClaimStatus.Supported, ClaimStatus.Contradicted, ClaimStatus.NotInGraph, ClaimStatus.NotCheckable])
        {
            writer.WriteNumber(NameOf(status), chain.CountClaims(status));
        }

        writer.WriteEndObject();
        WriteShare(writer, "claim_precision", verdict.Measures?.ClaimPrecision);
        WriteShare(writer, "read_share", verdict.Measures?.ReadClaimShare);
        writer.WriteStartArray("claim_list");
        var form = (JsonTypeInfo<TextClaim>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(TextClaim));
        foreach (TextClaim claim in chain.Claims)
        {
            JsonSerializer.SerializeToElement(claim, form).WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    private static void WriteShare(Utf8JsonWriter writer, string name, double? share)
    {
        if (share is { } value)
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteArrows(Utf8JsonWriter writer, ForeignChainCounts counts)
    {
        writer.WriteStartObject("arrow_paths");
        writer.WriteNumber("found", counts.ArrowPaths);
        writer.WriteNumber("names", counts.Names);
        writer.WriteNumber("linked_names", counts.LinkedNames);
        writer.WriteNumber("hops", counts.Hops);
        writer.WriteNumber("hops_in_graph", counts.HopsInGraph);
        writer.WriteStartArray("unlinked");
        foreach (string name in counts.UnlinkedNames)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSentences(Utf8JsonWriter writer, ForeignChainCounts counts)
    {
        writer.WriteStartObject("sentences");
        writer.WriteNumber("found", counts.Sentences);
        writer.WriteNumber("mentions", counts.Mentions);
        writer.WriteNumber("linked_mentions", counts.LinkedMentions);
        writer.WriteNumber("pairs", counts.Pairs);
        writer.WriteNumber("read_pairs", counts.ReadPairs);
        writer.WriteNumber("pairs_in_graph", counts.PairsInGraph);
        writer.WriteEndObject();
    }
}
