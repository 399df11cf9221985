using System.IO.Compression;
using System.Text;
using MedReason.Kg.Primekg;
using MedReason.Tests;

namespace MedReason.Kg.Kgx.Tests;

/// <summary>Hetionet itself: its form in PrimeKG's columns, written as its own tables, is the same graph.</summary>
public sealed class BothFormsOfHetionetTests
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["UBERON"] = "Anatomy",
        ["NCBI"] = "Gene",
        ["DrugBank"] = "Compound",
        ["DOID"] = "Disease",
        ["MESH"] = "Symptom",
        ["UMLS"] = "Side Effect",
        ["NDFRT"] = "Pharmacologic Class",
        ["WikiPathways"] = "Pathway",
    };

    private static readonly Dictionary<string, string> Metaedges = new(StringComparer.Ordinal)
    {
        ["anatomy_downregulates_gene"] = "AdG",
        ["anatomy_upregulates_gene"] = "AuG",
        ["drug_binds_gene"] = "CbG",
        ["drug_causes_effect"] = "CcSE",
        ["drug_downregulates_gene"] = "CdG",
        ["drug_palliates_disease"] = "CpD",
        ["drug_resembles_drug"] = "CrC",
        ["drug_treats_disease"] = "CtD",
        ["drug_upregulates_gene"] = "CuG",
        ["disease_associates_gene"] = "DaG",
        ["disease_downregulates_gene"] = "DdG",
        ["disease_localizes_anatomy"] = "DlA",
        ["disease_presents_effect"] = "DpS",
        ["disease_resembles_disease"] = "DrD",
        ["disease_upregulates_gene"] = "DuG",
        ["gene_covaries_gene"] = "GcG",
        ["gene_interacts_gene"] = "GiG",
        ["gene_participates_pathway"] = "GpPW",
        ["gene_regulates_gene"] = "Gr>G",
        ["pharmacologic_class_includes_drug"] = "PCiC",
    };

    [Fact]
    public async Task Its_own_tables_and_its_form_in_PrimeKG_columns_give_the_same_graph()
    {
        string path = TestData.Require("hetionet/kg.csv.gz");
        GraphReadResult expected = await PrimeKgReader.ReadAsync(path);
        (MemoryStream nodes, MemoryStream edges) = await WriteTablesAsync(path);

        GraphReadResult result = await HetionetReader.ReadAsync(nodes, edges);

        result.RefusedRowCount.ShouldBe(0);
        result.Graph.NodeCount.ShouldBe(expected.Graph.NodeCount);
        result.Graph.EdgeCount.ShouldBe(expected.Graph.EdgeCount);
        (await DescribeAsync(result.Graph)).Except(await DescribeAsync(expected.Graph)).ShouldBeEmpty();
        TableText.Format(result.Graph).Except(TableText.Format(expected.Graph)).ShouldBeEmpty();
        result.Graph.Metadata.ContentHash.ShouldBe(expected.Graph.Metadata.ContentHash);
    }

    private static async Task<List<string>> DescribeAsync(InMemoryKnowledgeGraph graph)
    {
        var nodes = new List<string>();
        for (int ordinal = 0; ordinal < graph.NodeCount; ordinal++)
        {
            KgNode node = (await graph.GetNodeAsync(graph.GetId(ordinal)))!;
            nodes.Add($"{node.Id} {node.Type} {node.Source} {node.Name} {string.Join('|', node.Synonyms)}");
        }

        return nodes;
    }

    private static async Task<(MemoryStream Nodes, MemoryStream Edges)> WriteTablesAsync(string path)
    {
        var nodes = new MemoryStream();
        var edges = new MemoryStream();
        await using var nodeWriter = new StreamWriter(nodes, leaveOpen: true);
        await using var edgeWriter = new StreamWriter(edges, leaveOpen: true);
        await nodeWriter.WriteAsync("id\tname\tkind\n");
        await edgeWriter.WriteAsync("source\tmetaedge\ttarget\n");
        var known = new HashSet<string>(StringComparer.Ordinal);
        var pairs = new HashSet<string>(StringComparer.Ordinal);
        await using FileStream file = File.OpenRead(path);
        await using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        await reader.ReadLineAsync();
        while (await reader.ReadLineAsync() is { } line)
        {
            List<string> fields = Split(line);
            string x = await WriteNodeAsync(nodeWriter, known, fields[3], fields[5], fields[6]);
            string y = await WriteNodeAsync(nodeWriter, known, fields[8], fields[10], fields[11]);

            // The first of the two rows of an edge has its direction.
            string pair = string.CompareOrdinal(x, y) < 0 ? $"{fields[0]}|{x}|{y}" : $"{fields[0]}|{y}|{x}";
            if (pairs.Add(pair))
            {
                await edgeWriter.WriteAsync($"{x}\t{Metaedges[fields[0]]}\t{y}\n");
            }
        }

        await nodeWriter.FlushAsync();
        await edgeWriter.FlushAsync();
        (nodes.Position, edges.Position) = (0, 0);
        return (nodes, edges);
    }

    private static async Task<string> WriteNodeAsync(StreamWriter writer, HashSet<string> known, string id, string name, string source)
    {
        string own = $"{Kinds[source]}::{(source is "UBERON" or "DOID" ? source + ":" : "")}{id}";
        if (known.Add(own))
        {
            await writer.WriteAsync($"{own}\t{(name.Contains('"') ? $"\"{name.Replace("\"", "\"\"")}\"" : name)}\t{Kinds[source]}\n");
        }

        return own;
    }

    private static List<string> Split(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                bool isEscaped = isQuoted && i + 1 < line.Length && line[i + 1] == '"';
                isQuoted = isEscaped || !isQuoted;
                field.Append(isEscaped ? "\"" : "");
                i += isEscaped ? 1 : 0;
            }
            else if (line[i] == ',' && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[i]);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
