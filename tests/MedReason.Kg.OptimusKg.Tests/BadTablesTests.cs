using System.Text;
using Parquet;
using Parquet.Schema;

namespace MedReason.Kg.OptimusKg.Tests;

public sealed class BadTablesTests
{
    public static TheoryData<string, string, string, string> BadEdges => new()
    {
        { "", "DIS-GEN", "{}", "empty_field: the field from is empty" },
        { "two words", "DIS-GEN", "{}", "invalid_value: the field from: expected an id such as MONDO_0005148, found two words" },
        { "MONDO_1", "DIS", "{}", "invalid_value: the field label: expected two labels of nodes such as DIS-GEN, found DIS" },
        { "MONDO_1", "DIS-GEN-X", "{}", "invalid_value: the field label: expected two labels of nodes such as DIS-GEN, found DIS-GEN-X" },
        { "MONDO\0_1", "DIS-GEN", "{}", "nul_byte: the field from holds a NUL character" },
        { "MONDO_1", "DIS-GEN", "[1]", "invalid_value: the field properties: expected a JSON object, found another value" },
        { "MONDO_1", "DIS-GEN", "\"text\"", "invalid_value: the field properties: expected a JSON object, found another value" },
        { "MONDO_1", "DIS-GEN", "{\"references\":[\"PMID:1\"", "invalid_value: the field properties: expected a JSON object, found" },
        { "MONDO_1", "DIS-GEN", "{\"references\":[\"\\ud800\"]}", "invalid_value: the field properties: expected a JSON object, found" },
        { "MONDO_1", "DIS-GEN", "{\"references\":[\"\uFFFD\"]}", "invalid_utf8: the field properties is not UTF-8" },
    };

    [Theory]
    [MemberData(nameof(BadEdges))]
    public async Task A_bad_row_stops_or_is_reported_by_its_number(string from, string label, string properties, string expected)
    {
        string?[][] rows =
        [
            Tables.Edge("MONDO_0005148", "ENSG00000141510", "DIS-GEN", "ASSOCIATED_WITH"),
            Tables.Edge(from, "ENSG00000141510", label, "ASSOCIATED_WITH", properties),
        ];
        using var report = new StringWriter();

        GraphReadResult result = await Tables.ReadAsync(Tables.Nodes, rows, new GraphReadOptions { OnError = GraphErrorHandling.Report, Report = report });
        InputFormatException error = await Should.ThrowAsync<InputFormatException>(() => Tables.ReadAsync(rows));

        RefusedRow refused = result.Refused.ShouldHaveSingleItem();
        (refused.File, refused.Line).ShouldBe(("edges", 2));
        $"{refused.Reason}: {refused.Detail}".ShouldStartWith(expected);
        (error.File, error.Line).ShouldBe(("edges", 2));
        report.ToString().ShouldStartWith("{\"file\":\"edges\",\"line\":2,\"byte_offset\":0,\"reason\":");
        result.Graph.EdgeCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_that_returns_with_another_name_is_refused_and_a_repeated_one_counted()
    {
        string?[][] nodes =
        [
            ["MONDO_1", "DIS", """{"name":"a"}"""], ["MONDO:1", "DIS", """{"name":"a"}"""], ["MONDO_1", "DIS", """{"name":"b"}"""],
            ["MONDO_1", "PHE", """{"name":"a"}"""],
        ];

        GraphReadResult result = await Tables.ReadAsync(nodes, [], Tables.Reporting);

        result.Graph.NodeCount.ShouldBe(1);
        result.Refused.Select(row => (row.Line, row.Reason)).ShouldBe([(3, RefusalReasons.DuplicateId), (4, RefusalReasons.DuplicateId)]);
        result.Remarks.ShouldContain("1 rows of nodes repeat an earlier one");
    }

    [Fact]
    public async Task A_node_whose_properties_are_no_text_leaves_nothing_behind()
    {
        GraphReadResult result = await Tables.ReadAsync(
            [["MONDO_1", "DIS", """{"name":"a","synonyms":["\ud800"]}"""], ["MONDO_2", "DIS", """{"name":"b"}"""]], [], Tables.Reporting);

        result.Graph.NodeCount.ShouldBe(1);
        result.Refused.ShouldHaveSingleItem().Line.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_whose_id_is_none_is_refused() =>
        (await Tables.ReadAsync([["two words", "DIS", null], [null, "DIS", null]], [], Tables.Reporting)).Refused.Select(row => row.Detail).ShouldBe(
            ["the field id: expected an id such as MONDO_0005148, found two words", "the field id is empty"]);

    [Fact]
    public async Task A_missing_column_is_named_with_those_found()
    {
        using MemoryStream nodes = await Tables.WriteAsync(["id", "type"], [["MONDO_1", "DIS"]]);
        using MemoryStream edges = await Tables.WriteEdgesAsync([]);

        (await Should.ThrowAsync<InputFormatException>(() => OptimusKgReader.ReadAsync(nodes, edges))).ToLine()
            .ShouldBe("nodes: expected a column label, found the columns id, type");
    }

    [Fact]
    public async Task Tables_without_properties_are_read_and_remarked()
    {
        using MemoryStream nodes = await Tables.WriteAsync(["id", "label"], [["MONDO_1", "DIS"], ["GO_1", "BPO"]]);
        using MemoryStream edges = await Tables.WriteAsync(["label", "relation", "to", "from"], [["DRG-DIS", "INDICATION", "MONDO_1", "CHEMBL1"]]);

        GraphReadResult result = await OptimusKgReader.ReadAsync(nodes, edges);

        result.Graph.EdgeCount.ShouldBe(1);
        result.Remarks.ShouldContain("the table of nodes has no names: ids alone cannot be found by name");
        result.Graph.GetService<IEdgeAttributes>().ShouldBeNull();
    }

    [Fact]
    public async Task The_tables_of_one_type_whose_properties_are_nested_are_refused()
    {
        var id = new DataField<string>("id");
        var label = new DataField<string>("label");
        var name = new DataField<string>("name");
        using var nodes = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(id, label, new StructField("properties", name)), nodes))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync(id, ["MONDO_1"]);
            await group.WriteAsync(label, ["DIS"]);
            await group.WriteAsync(name, ["a"]);
        }

        nodes.Position = 0;
        using MemoryStream edges = await Tables.WriteEdgesAsync([]);

        (await Should.ThrowAsync<InputFormatException>(() => OptimusKgReader.ReadAsync(nodes, edges))).ToLine()
            .ShouldBe("nodes: expected the column properties as JSON text, as nodes.parquet and edges.parquet have it, found another type");
    }

    [Fact]
    public async Task Ids_that_are_numbers_are_refused()
    {
        var id = new DataField<long>("id");
        var label = new DataField<string>("label");
        using var nodes = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(id, label), nodes))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync<long>(id, new long[] { 1 });
            await group.WriteAsync(label, ["DIS"]);
        }

        nodes.Position = 0;
        using MemoryStream edges = await Tables.WriteEdgesAsync([]);

        (await Should.ThrowAsync<InputFormatException>(() => OptimusKgReader.ReadAsync(nodes, edges))).ToLine()
            .ShouldBe("nodes: expected text in the column id, found another type");
    }

    [Fact]
    public async Task Empty_tables_are_an_error()
    {
        (await Should.ThrowAsync<InputFormatException>(() => Tables.ReadAsync([], []))).Message.ShouldBe("expected rows of nodes or edges, found none");
    }

    [Fact]
    public async Task Files_that_are_not_Parquet_are_one_clear_line()
    {
        byte[] whole = (await Tables.WriteNodesAsync(Tables.Nodes)).ToArray();
        byte[][] bad =
        [
            [], "id\tlabel\n"u8.ToArray(), Encoding.UTF8.GetBytes(new string('x', 5_000)), whole[..^9], whole[40..],
            [.. "PAR1"u8, 0xFF, 0xFF, 0xFF, 0x7F, .. "PAR1"u8],
        ];
        foreach (byte[] bytes in bad)
        {
            using var nodes = new MemoryStream(bytes);
            using MemoryStream edges = await Tables.WriteEdgesAsync([]);
            InputFormatException error = await Should.ThrowAsync<InputFormatException>(() => OptimusKgReader.ReadAsync(nodes, edges));
            error.ToLine().ShouldStartWith("nodes: the file is damaged, cut short or not Parquet: ");
        }
    }

    [Fact]
    public async Task Flipped_bytes_never_end_in_another_exception()
    {
        byte[] whole = (await Tables.WriteNodesAsync(Tables.Nodes)).ToArray();
        using MemoryStream edges = await Tables.WriteEdgesAsync([]);
        var random = new Random(20261128);
        for (int i = 0; i < 400; i++)
        {
            byte[] bytes = [.. whole];
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            using var nodes = new MemoryStream(bytes);
            edges.Position = 0;
            try
            {
                (await OptimusKgReader.ReadAsync(nodes, edges, Tables.Reporting)).Graph.Dispose();
            }
            catch (InputFormatException)
            {
                // A refusal is as good as a reading: what counts is that nothing else is thrown.
            }
        }
    }
}
