using MedReason.Kg.Primekg;

namespace MedReason.Tests;

/// <summary>Real files: rows of PrimeKG itself, Hetionet and DrugMechDB in PrimeKG's columns.</summary>
public sealed class RealPrimeKgTests
{
    [Fact]
    public async Task Hetionet_has_29284_nodes_and_991809_edges_once_both_rows_of_each_are_merged()
    {
        string path = TestData.Require("hetionet/kg.csv.gz");

        GraphReadResult result = await PrimeKgReader.ReadAsync(path);

        result.Graph.NodeCount.ShouldBe(29_284);
        result.Graph.EdgeCount.ShouldBe(991_809);
        result.RowCount.ShouldBe(1_986_996);
        result.MergedRowCount.ShouldBe(1_986_996 - 991_809);
        result.RefusedRowCount.ShouldBe(0);
        result.Graph.Metadata.RelationCounts[new RelationType("gene_regulates_gene")].ShouldBe((531_344 / 2) - 1_689);
        result.Graph.Metadata.RelationCounts[new RelationType("drug_treats_disease")].ShouldBe(1_510 / 2);
        result.UndeclaredRelations.ShouldBeEmpty();
        result.Graph.Metadata.Name.ShouldBe("Hetionet");
        RelationInfo treats = result.Graph.Relations.Single(relation => relation.Relation.Value == "drug_treats_disease");
        treats.DisplayName.ShouldBe("treats");
        treats.Polarity.ShouldBe(Polarity.Affirmed);
    }

    [Fact]
    public async Task The_incomplete_slice_ends_reading_with_file_line_and_offset()
    {
        string path = TestData.Require("primekg/kg_slice_incomplete.csv.gz");

        InputFormatException exception = await Should.ThrowAsync<InputFormatException>(() => PrimeKgReader.ReadAsync(path));

        exception.File.ShouldBe(path);
        exception.Line.ShouldNotBeNull().ShouldBeGreaterThan(1);
        exception.ByteOffset.ShouldNotBeNull().ShouldBeGreaterThan(100);
        exception.ToLine().ShouldContain("is empty");
    }

    [Fact]
    public async Task The_incomplete_slice_is_refused_row_by_row_and_counted_where_rows_are_reported()
    {
        string path = TestData.Require("primekg/kg_slice_incomplete.csv.gz");
        using var report = new StringWriter();

        GraphReadResult result = await PrimeKgReader.ReadAsync(path, new GraphReadOptions { OnError = GraphErrorHandling.Report, Report = report });

        result.RowCount.ShouldBe(82_505);
        result.RefusedRowCount.ShouldBe(58_777);
        result.RefusedByReason[RefusalReasons.EmptyField].ShouldBe(58_777);
        report.ToString().Split(report.NewLine, StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(58_777);
    }

    [Fact]
    public async Task A_snapshot_of_Hetionet_holds_the_same_graph()
    {
        string path = TestData.Require("hetionet/kg.csv.gz");
        GraphReadResult result = await PrimeKgReader.ReadAsync(path);
        string file = Path.Combine(Path.GetTempPath(), $"medreason-hetionet-{Environment.ProcessId}.mrkg");
        try
        {
            await result.Graph.SaveSnapshotAsync(file);
            using InMemoryKnowledgeGraph opened = await InMemoryKnowledgeGraph.OpenSnapshotAsync(file);

            opened.Metadata.ContentHash.ShouldBe(result.Graph.Metadata.ContentHash);
            opened.EdgeCount.ShouldBe(result.Graph.EdgeCount);
            for (int ordinal = 0; ordinal < opened.NodeCount; ordinal += 97)
            {
                opened.GetNeighbors(ordinal).SequenceEqual(result.Graph.GetNeighbors(ordinal)).ShouldBeTrue();
                opened.GetRelationCodes(ordinal).SequenceEqual(result.Graph.GetRelationCodes(ordinal)).ShouldBeTrue();
                opened.GetEdgeOrdinals(ordinal).SequenceEqual(result.Graph.GetEdgeOrdinals(ordinal)).ShouldBeTrue();
                opened.GetNode(ordinal).ToString().ShouldBe(result.Graph.GetNode(ordinal).ToString());
            }
        }
        finally
        {
            File.Delete(file);
        }
    }
}
