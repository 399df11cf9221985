using System.Text;
using System.Text.Json;
using MedReason.Kg.Primekg;

namespace MedReason.Tests;

/// <summary>What rows become: identity, direction, merging, names, and what is refused.</summary>
public sealed class PrimeKgReaderTests
{
    [Theory]
    [InlineData("MONDO", "5148", "MONDO:0005148")]
    [InlineData("MONDO", "12345678", "MONDO:12345678")]
    [InlineData("GO", "6094", "GO:0006094")]
    [InlineData("UBERON", "0002082", "UBERON:0002082")]
    [InlineData("HPO", "1945", "HP:0001945")]
    [InlineData("HP", "1945", "HP:1945")]
    [InlineData("MONDO_grouped", "709_21207", "MONDO_grouped:709_21207")]
    [InlineData("NCBI", "9796", "NCBI:9796")]
    [InlineData("DrugBank", "DB00734", "DrugBank:DB00734")]
    [InlineData("REACTOME", "R-HSA-1", "REACTOME:R-HSA-1")]
    [InlineData("MONDO", "x12", "MONDO:x12")]
    public void An_id_is_source_and_id_with_the_leading_zeros_that_the_file_has_lost(string source, string id, string expected) =>
        PrimeKgSchema.ResolveId(source, id).Value.ShouldBe(expected);

    [Fact]
    public async Task The_two_rows_of_an_edge_and_its_duplicates_make_one_edge()
    {
        GraphReadResult result = await PrimeKgText.ReadAsync(
            PrimeKgText.Indication, PrimeKgText.IndicationReversed, PrimeKgText.Indication, PrimeKgText.IndicationReversed);

        result.RowCount.ShouldBe(4);
        result.MergedRowCount.ShouldBe(3);
        PrimeKgText.Edges(result.Graph).Select(PrimeKgText.Format).ShouldBe(["DrugBank:DB00331 indication MONDO:0005148"]);
    }

    [Fact]
    public async Task The_schema_decides_the_direction_between_ends_of_different_types_whichever_row_comes_first()
    {
        GraphReadResult result = await PrimeKgText.ReadAsync(PrimeKgText.IndicationReversed, PrimeKgText.Indication);

        PrimeKgText.Edges(result.Graph).Select(PrimeKgText.Format).ShouldBe(["DrugBank:DB00331 indication MONDO:0005148"]);
    }

    [Fact]
    public async Task The_first_row_decides_the_direction_between_ends_of_the_same_type()
    {
        GraphReadResult result = await PrimeKgText.ReadAsync(
            "disease_disease,parent-child,9,5015,disease,diabetes mellitus,MONDO,2,5148,disease,type 2 diabetes mellitus,MONDO",
            "disease_disease,parent-child,2,5148,disease,type 2 diabetes mellitus,MONDO,9,5015,disease,diabetes mellitus,MONDO",
            "disease_disease,parent-child,8,9999,disease,rare disease,MONDO,7,1,disease,rarer disease,MONDO",
            "disease_disease,parent-child,7,1,disease,rarer disease,MONDO,8,9999,disease,rare disease,MONDO");

        PrimeKgText.Edges(result.Graph).Select(PrimeKgText.Format).ShouldBe(
            ["MONDO:0005015 disease_disease MONDO:0005148", "MONDO:0009999 disease_disease MONDO:0000001"]);
    }

    [Fact]
    public async Task The_first_row_decides_the_direction_of_a_relation_that_the_schema_does_not_know()
    {
        GraphReadResult result = await PrimeKgText.ReadAsync(
            "cures,makes well,2,5148,disease,type 2 diabetes mellitus,MONDO,1,DB00331,drug,Metformin,DrugBank",
            "cures,makes well,1,DB00331,drug,Metformin,DrugBank,2,5148,disease,type 2 diabetes mellitus,MONDO");

        PrimeKgText.Edges(result.Graph).Select(PrimeKgText.Format).ShouldBe(["MONDO:0005148 cures DrugBank:DB00331"]);
        result.UndeclaredRelations.ShouldBe([new RelationType("cures")]);
        RelationInfo info = result.Graph.Relations.Single();
        info.DisplayName.ShouldBe("makes well");
        info.ForwardPhrase.ShouldBe("makes well");
        info.Polarity.ShouldBe(Polarity.Affirmed);
    }

    [Fact]
    public async Task Parts_of_drug_protein_are_relations_of_one_family()
    {
        const string ends = "1,DB00331,drug,Metformin,DrugBank,3,6580,gene/protein,SLC22A1,NCBI";
        GraphReadResult result = await PrimeKgText.ReadAsync(
            "drug_protein,transporter," + ends, "drug_protein,target," + ends, "drug_protein,," + ends);

        result.Graph.Relations.Select(relation => relation.Relation.Value).ShouldBe(["drug_protein", "drug_protein/target", "drug_protein/transporter"]);
        result.Graph.Relations.Select(relation => relation.Family).Distinct().ShouldBe(["drug_protein"]);
        result.UndeclaredRelations.ShouldBeEmpty();
        result.Graph.EdgeCount.ShouldBe(3);
    }

    [Fact]
    public async Task A_node_with_two_names_keeps_the_first_as_its_name_and_the_other_as_a_synonym()
    {
        GraphReadResult result = await PrimeKgText.ReadAsync(
            "protein_protein,ppi,5,113201,gene/protein,CASC4,NCBI,6,9796,gene/protein,PHYHIP,NCBI",
            "protein_protein,ppi,6,9796,gene/protein,PHYHIP,NCBI,5,113201,gene/protein,CASC4,NCBI",
            "protein_protein,ppi,7,113201,gene/protein,GOLM2,NCBI,6,9796,gene/protein,PHYHIP,NCBI",
            "protein_protein,ppi,7,113201,gene/protein,GOLM2,NCBI,6,9796,gene/protein,PHYHIP,NCBI");

        KgNode node = (await result.Graph.GetNodeAsync(new NodeId("NCBI:113201"))).ShouldNotBeNull();
        node.Name.ShouldBe("CASC4");
        node.Synonyms.ShouldBe(["GOLM2"]);
        result.Graph.NodeCount.ShouldBe(2);
        result.Graph.EdgeCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_name_that_a_gene_and_a_drug_share_stays_with_both()
    {
        GraphReadResult result = await PrimeKgText.ReadAsync("drug_protein,target,1,DB14009,drug,MCC,DrugBank,2,4163,gene/protein,MCC,NCBI");

        IReadOnlyList<ScoredNode> found = (await result.Graph.SearchAsync(["mcc"]))[0];
        found.Select(candidate => candidate.Node.Id.Value).ShouldBe(["DrugBank:DB14009", "NCBI:4163"]);
        (await result.Graph.SearchAsync(["MCC"], new NodeSearchOptions { Types = [new NodeType("drug")] }))[0].Single().Node.Type.Value.ShouldBe("drug");
    }

    [Fact]
    public async Task A_self_loop_is_kept_once()
    {
        const string row = "protein_protein,ppi,5,1,gene/protein,A,NCBI,5,1,gene/protein,A,NCBI";
        GraphReadResult result = await PrimeKgText.ReadAsync(row, row);

        PrimeKgText.Edges(result.Graph).Select(PrimeKgText.Format).ShouldBe(["NCBI:1 protein_protein NCBI:1"]);
        result.Graph.GetNeighbors(0).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Quotes_commas_line_ends_inside_names_byte_order_mark_CRLF_and_blank_lines_are_read()
    {
        string file = "\uFEFF" + PrimeKgText.Header + "\r\n\r\n"
            + "indication,indication,1,DB1,drug,\"a, \"\"b\"\"\",DrugBank,2,5148,disease,\"two\r\nlines\",MONDO\r\n\r\n"
            + "indication,indication,2,5148,disease,\"two\r\nlines\",MONDO,1,DB1,drug,\"a, \"\"b\"\"\",\"DrugBank\"";
        GraphReadResult result = await PrimeKgText.ReadBytesAsync(Encoding.UTF8.GetBytes(file));

        result.RowCount.ShouldBe(2);
        result.Graph.EdgeCount.ShouldBe(1);
        result.Graph.GetNode(0).Name.ShouldBe("a, \"b\"");
        result.Graph.GetNode(1).Name.ShouldBe("two\r\nlines");
    }

    [Fact]
    public async Task Columns_are_found_by_name_in_any_order_with_others_between_them()
    {
        string file = "extra,y_source,y_name,y_type,y_id,y_index,x_source,x_name,x_type,x_id,x_index,display_relation,relation\n"
            + "?,MONDO,type 2 diabetes mellitus,disease,5148,2,DrugBank,Metformin,drug,DB00331,1,indication,indication\n"
            + "?,DrugBank,Metformin,drug,DB00331,1,MONDO,type 2 diabetes mellitus,disease,5148,2,indication,indication\n";
        GraphReadResult result = await PrimeKgText.ReadBytesAsync(Encoding.UTF8.GetBytes(file));

        PrimeKgText.Edges(result.Graph).Select(PrimeKgText.Format).ShouldBe(["DrugBank:DB00331 indication MONDO:0005148"]);
        result.MergedRowCount.ShouldBe(1);
    }

    [Fact]
    public async Task Gzip_is_recognised_by_content()
    {
        byte[] bytes = PrimeKgText.Gzip(Encoding.UTF8.GetBytes(PrimeKgText.File(PrimeKgText.Indication)));
        (await PrimeKgText.ReadBytesAsync(bytes)).Graph.EdgeCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_gzip_that_is_cut_short_or_damaged_is_refused()
    {
        byte[] whole = PrimeKgText.Gzip(Encoding.UTF8.GetBytes(PrimeKgText.File([.. Enumerable.Repeat(PrimeKgText.Indication, 500)])));

        await Should.ThrowAsync<InputFormatException>(() => PrimeKgText.ReadBytesAsync(whole[..(whole.Length / 2)]));
        await Should.ThrowAsync<InputFormatException>(() => PrimeKgText.ReadBytesAsync(whole[..^4]));
        byte[] damaged = [.. whole];
        damaged[whole.Length / 2] ^= 0x55;
        await Should.ThrowAsync<InputFormatException>(() => PrimeKgText.ReadBytesAsync(damaged));
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("\n\n", "the file is empty")]
    [InlineData("relation,x_id\na,b\n", "lacks the column 'display_relation'")]
    [InlineData("relation,relation,display_relation\n", "names the column 'relation' twice")]
    [InlineData("\"relation", "the header is no CSV record")]
    public async Task A_file_without_the_columns_is_refused_whatever_is_done_with_rows(string file, string expected)
    {
        InputFormatException exception = await Should.ThrowAsync<InputFormatException>(
            () => PrimeKgText.ReadBytesAsync(
                Encoding.UTF8.GetBytes(file), new GraphReadOptions { OnError = GraphErrorHandling.Report, InputName = "kg.csv" }));
        exception.ToLine().ShouldStartWith("kg.csv, line 1: ");
        exception.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task A_header_alone_is_a_graph_without_nodes()
    {
        GraphReadResult result = await PrimeKgText.ReadAsync();
        result.Graph.NodeCount.ShouldBe(0);
        result.RowCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_by_its_name()
    {
        InputFormatException exception = await Should.ThrowAsync<InputFormatException>(() => PrimeKgReader.ReadAsync("/no/such/kg.csv"));
        exception.ToLine().ShouldStartWith("/no/such/kg.csv: cannot be opened");
    }

    public static TheoryData<string, string, string> BadRows => new()
    {
        { "a,b,c", RefusalReasons.FieldCount, "expected 12 fields, found 3" },
        { PrimeKgText.Indication + ",more", RefusalReasons.FieldCount, "expected 12 fields, found 13" },
        { PrimeKgText.Indication.Replace(",5148,", ",,", StringComparison.Ordinal), RefusalReasons.EmptyField, "the field y_id is empty" },
        { PrimeKgText.Indication.Replace(",2,", ", ,", StringComparison.Ordinal), RefusalReasons.EmptyField, "the field y_index is empty" },
        { PrimeKgText.Indication.Replace("Metformin", "\u00A0", StringComparison.Ordinal), RefusalReasons.EmptyField, "the field x_name is empty" },
        { PrimeKgText.Indication.Replace("Metformin", "Met\"formin", StringComparison.Ordinal), RefusalReasons.BadQuote, "a quote is not closed" },
        { PrimeKgText.Indication.Replace("Metformin", "\"Met\"formin", StringComparison.Ordinal), RefusalReasons.BadQuote, "a quote is not closed" },
        { PrimeKgText.Indication.Replace("Metformin", "\"Metformin", StringComparison.Ordinal), RefusalReasons.BadQuote, "a quote is not closed" },
        { PrimeKgText.Indication.Replace("Metformin", "Met\0formin", StringComparison.Ordinal), RefusalReasons.NulByte, "NUL" },
        { "indication,indication,1,DB9,drug,A,S,2,DB9,disease,A,S", RefusalReasons.TypeConflict, "two types" },
        {
            "indication,indication,1,DB00331,disease,Metformin,DrugBank,3,1,disease,x,MONDO",
            RefusalReasons.TypeConflict,
            "DrugBank:DB00331 is of type disease here"
        },
    };

    [Theory]
    [MemberData(nameof(BadRows))]
    public async Task A_row_that_cannot_be_used_is_refused_with_its_reason_and_the_rows_around_it_are_read(string row, string reason, string detail)
    {
        GraphReadResult result = await PrimeKgText.ReadReportingAsync(PrimeKgText.Indication, row, PrimeKgText.IndicationReversed);

        result.RowCount.ShouldBe(3);
        RefusedRow refused = result.Refused.ShouldHaveSingleItem();
        refused.Reason.ShouldBe(reason);
        refused.Detail.ShouldContain(detail);
        refused.Line.ShouldBe(3);
        refused.ByteOffset.ShouldBe(PrimeKgText.Header.Length + PrimeKgText.Indication.Length + 2);
        result.Graph.NodeCount.ShouldBe(2);
        result.Graph.EdgeCount.ShouldBe(1);

        InputFormatException exception = await Should.ThrowAsync<InputFormatException>(
            () => PrimeKgText.ReadAsync(PrimeKgText.Indication, row, PrimeKgText.Indication));
        exception.Line.ShouldBe(3);
        exception.ByteOffset.ShouldBe(refused.ByteOffset);
        exception.Message.ShouldContain(detail);
    }

    [Fact]
    public async Task A_row_that_is_not_UTF_8_is_refused()
    {
        byte[] bytes = Encoding.Latin1.GetBytes(PrimeKgText.File(
            PrimeKgText.Indication.Replace("Metformin", "Metf\u00F6rmin", StringComparison.Ordinal), PrimeKgText.Indication));
        GraphReadResult result = await PrimeKgText.ReadBytesAsync(bytes, new GraphReadOptions { OnError = GraphErrorHandling.Report });

        result.RefusedByReason.ShouldHaveSingleItem().Key.ShouldBe(RefusalReasons.InvalidUtf8);
        result.Graph.EdgeCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_costs_one_line_and_not_the_rest_of_the_file()
    {
        string open = PrimeKgText.Indication.Replace("Metformin", "\"Metformin", StringComparison.Ordinal);
        GraphReadResult result = await PrimeKgText.ReadReportingAsync([open, .. Enumerable.Repeat(PrimeKgText.Indication, 20_000)]);

        result.RefusedRowCount.ShouldBe(1);
        result.RowCount.ShouldBe(20_001);
        result.Refused[0].Reason.ShouldBe(RefusalReasons.TooLong);
        result.MergedRowCount.ShouldBe(19_999);
    }

    [Fact]
    public async Task Three_megabytes_without_a_line_end_are_refused_without_being_held()
    {
        GraphReadResult result = await PrimeKgText.ReadReportingAsync(new string('x', 3 << 20), PrimeKgText.Indication);

        result.RefusedRowCount.ShouldBeGreaterThan(0);
        result.Graph.EdgeCount.ShouldBe(1);
    }

    [Fact]
    public async Task The_report_is_a_JSON_line_for_each_refused_row_and_only_the_first_are_kept()
    {
        using var report = new StringWriter();
        byte[] bytes = Encoding.UTF8.GetBytes(PrimeKgText.File("a", PrimeKgText.Indication, "b", "\"c"));
        GraphReadResult result = await PrimeKgText.ReadBytesAsync(
            bytes, new GraphReadOptions { OnError = GraphErrorHandling.Report, Report = report, MaxKeptRefusals = 2 });

        result.RefusedRowCount.ShouldBe(3);
        result.Refused.Count.ShouldBe(2);
        string[] written = report.ToString().Split(report.NewLine, StringSplitOptions.RemoveEmptyEntries);
        List<JsonElement> lines = [.. written.Select(line => JsonDocument.Parse(line).RootElement)];
        lines.Select(line => line.GetProperty("line").GetInt64()).ShouldBe([2, 4, 5]);
        lines.Select(line => line.GetProperty("reason").GetString()).ShouldBe(["field_count", "field_count", "bad_quote"]);
        lines[0].GetProperty("byte_offset").GetInt64().ShouldBe(PrimeKgText.Header.Length + 1);
        lines[0].GetProperty("detail").GetString().ShouldBe("expected 12 fields, found 1");
    }

    [Fact]
    public async Task Reading_gives_the_same_graph_however_the_stream_portions_its_bytes()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(PrimeKgText.File(SampleRows(3_000)));
        string expected = (await PrimeKgText.ReadBytesAsync(bytes)).Graph.Metadata.ContentHash!;

        foreach (int portion in new[] { 1, 7, 4_096 })
        {
            using var stream = new PortionedStream(bytes, portion);
            (await PrimeKgReader.ReadAsync(stream)).Graph.Metadata.ContentHash.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Rows_across_buffers_are_read_whole()
    {
        string[] rows = SampleRows(60_000);
        GraphReadResult result = await PrimeKgText.ReadAsync(rows);

        result.RowCount.ShouldBe(60_000);
        result.Graph.EdgeCount.ShouldBe(rows.Select(row => string.Join(',', row.Split(',')[2..])).Distinct().Count());
    }

    [Fact]
    public async Task Progress_tells_rows_and_bytes()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(PrimeKgText.File(SampleRows(50_000)));
        using var stream = new MemoryStream(bytes);
        var seen = new List<GraphReadProgress>();

        await PrimeKgReader.ReadAsync(stream, progress: new ListProgress(seen));

        seen.Count.ShouldBeGreaterThan(1);
        seen.ShouldAllBe(report => report.TotalBytes == bytes.Length);
        seen[^1].BytesRead.ShouldBe(bytes.Length);
        seen.Select(report => report.Rows).ShouldBeInOrder();
    }

    [Fact]
    public async Task Cancellation_ends_reading_even_where_the_stream_never_ends()
    {
        using var stop = new CancellationTokenSource();
        using var stream = new EndlessStream(Encoding.UTF8.GetBytes(PrimeKgText.File()), Encoding.UTF8.GetBytes(PrimeKgText.Indication + "\n"));
        Task reading = PrimeKgReader.ReadAsync(stream, progress: new ActionProgress(() => stop.CancelAfter(20)), cancellationToken: stop.Token);

        await Should.ThrowAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_stream_that_fails_is_told_as_such()
    {
        using var stream = new FailingStream();
        InputFormatException exception = await Should.ThrowAsync<InputFormatException>(() => PrimeKgReader.ReadAsync(stream));
        exception.InnerException.ShouldBeOfType<IOException>();
    }

    private static string[] SampleRows(int count)
    {
        var rows = new string[count];
        for (int i = 0; i < count; i++)
        {
            int x = i * 7919 % 2_003;
            int y = i * 104_729 % 1_009;
            rows[i] = $"drug_effect,side effect,{x},DB{x},drug,drug number {x},DrugBank,{5_000 + y},{y + 1},effect/phenotype,effect number {y},HPO";
        }

        return rows;
    }

    private sealed class ListProgress(List<GraphReadProgress> seen) : IProgress<GraphReadProgress>
    {
        public void Report(GraphReadProgress value) => seen.Add(value);
    }

    private sealed class ActionProgress(Action action) : IProgress<GraphReadProgress>
    {
        public void Report(GraphReadProgress value) => action();
    }
}
