using System.Text;
using System.Text.Json;

namespace MedReason.Kg.Kgx.Tests;

/// <summary>Tables of nodes and edges: columns, separators, ids, attributes, and what is refused.</summary>
public sealed class TableGraphReaderTests
{
    [Theory]
    [InlineData("id,name,type", "source,relation,target")]
    [InlineData("ID,Name,Type", "Source,Relation,Target")]
    [InlineData("curie,label,category", "subject,predicate,object")]
    [InlineData("node_id,node_name,node_type", "head,relation,tail")]
    [InlineData(":ID,name,:LABEL", ":START_ID,:TYPE,:END_ID")]
    [InlineData("conceptId:ID(Concept),name:string,:LABEL", ":START_ID(Concept),:TYPE,:END_ID(Concept)")]
    [InlineData("id,name,kind", "x_id,relation,y_id")]
    public async Task Columns_have_the_usual_names(string nodeColumns, string edgeColumns)
    {
        GraphReadResult expected = await TableText.ReadAsync(TableText.Nodes, TableText.Edges);

        GraphReadResult result = await TableText.ReadAsync(
            TableText.Nodes.Replace("id,name,type", nodeColumns), TableText.Edges.Replace("source,relation,target", edgeColumns));

        TableText.Format(result.Graph).ShouldBe(["DrugBank:DB1 treats MONDO:1"]);
        result.Graph.Metadata.ContentHash.ShouldBe(expected.Graph.Metadata.ContentHash);
        result.Remarks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(",", "\n", false, false)]
    [InlineData("\t", "\r\n", false, false)]
    [InlineData(";", "\n", true, false)]
    [InlineData("\t", "\n", false, true)]
    public async Task Separator_line_ends_byte_order_mark_and_gzip_make_no_difference(string separator, string lineEnd, bool hasMark, bool isPacked)
    {
        GraphReadResult expected = await TableText.ReadAsync(TableText.Nodes, TableText.Edges);
        string Change(string text) => (hasMark ? "\uFEFF" : "") + text.Replace(",", separator).Replace("\n", lineEnd);
        byte[] Bytes(string text) => isPacked ? TableText.Gzip(Change(text)) : Encoding.UTF8.GetBytes(Change(text));

        GraphReadResult result = await TableText.ReadBytesAsync(Bytes(TableText.Nodes + "\n\n"), Bytes("\n" + TableText.Edges.TrimEnd()));

        result.Graph.Metadata.ContentHash.ShouldBe(expected.Graph.Metadata.ContentHash);
        result.RowCount.ShouldBe(3);
    }

    [Fact]
    public async Task Quoted_fields_hold_separators_quotes_and_line_ends()
    {
        GraphReadResult result = await TableText.ReadAsync(
            "id,name,type,synonyms,source,definition\nMONDO:1,\"fever, \"\"high\"\"\nor not\",disease,hot | pyrexia,MONDO,\"Heat, of the body.\"\n", "source,relation,target\n");

        KgNode node = (await result.Graph.GetNodeAsync(new NodeId("MONDO:1"))).ShouldNotBeNull();
        node.Name.ShouldBe("fever, \"high\"\nor not");
        node.Synonyms.ShouldBe(["hot", "pyrexia"]);
        node.Source.ShouldBe("MONDO");
        node.Definition.ShouldBe("Heat, of the body.");
    }

    [Fact]
    public async Task Ids_that_are_no_CURIEs_get_a_prefix_at_both_places()
    {
        GraphReadResult result = await TableText.ReadAsync(
            "id,name,type\n1,fever,disease\n:x,aspirin,drug\nMONDO:3,pain,disease\n",
            "source,relation,target\n:x,treats,1\n:x,treats,MONDO:3\n",
            new TableGraphMapping { IdPrefix = "mine" });

        TableText.Format(result.Graph).ShouldBe(["mine::x treats MONDO:3", "mine::x treats mine:1"]);
    }

    [Fact]
    public async Task A_mapping_names_the_columns_and_those_that_are_not_read_are_remarked()
    {
        GraphReadResult result = await TableText.ReadAsync(
            "key;text;colour\n1;fever;red\n2;aspirin;white\n",
            "a;b;how;pm;n;w\n2;1;treats;PMID:1/PMID:2;0.5;0.9\n",
            new TableGraphMapping
            {
                NodeIdColumn = "key",
                NodeNameColumn = "text",
                DefaultNodeType = new NodeType("thing"),
                EdgeSourceColumn = "a",
                EdgeTargetColumn = "b",
                EdgeRelationColumn = "how",
                PublicationsColumn = "pm",
                ListSeparator = "/",
                AdditionalColumns = ["w"],
            });

        KgEdgeAttributes stated = (await result.Graph.GetAttributesAsync(TableText.EdgesOf(result.Graph)))[0].Single();
        stated.Publications.ShouldBe(["PMID:1", "PMID:2"]);
        stated.Additional.ShouldBe(new Dictionary<string, string> { ["w"] = "0.9" });
        result.Graph.Metadata.NodeTypes.Keys.Single().Value.ShouldBe("thing");
        result.Remarks.ShouldBe(["columns of the nodes that are ignored: colour", "columns of the edges that are ignored: n"]);
    }

    [Fact]
    public async Task Attributes_are_kept_by_statement()
    {
        const string columns = "source,relation,target,publications,evidence,frequency,onset,sex,confidence,primary_knowledge_source";
        GraphReadResult result = await TableText.ReadAsync(
            TableText.Nodes,
            $"{columns}\nMONDO:1,shows,DrugBank:DB1,PMID:1|PMID:2,PCS,7/10,HP:0003577,female,0.75,infores:ctd\nMONDO:1,shows,DrugBank:DB1,,,,,,,\n"
            + "MONDO:1,shows,DrugBank:DB1,PMID:3,,,,,,\n");

        IReadOnlyList<KgEdgeAttributes> statements = (await result.Graph.GetAttributesAsync(TableText.EdgesOf(result.Graph)))[0];
        statements.Count.ShouldBe(2);
        KgEdgeAttributes full = statements.Single(statement => statement.Frequency is not null);
        full.ShouldBe(new KgEdgeAttributes
        {
            Sources = ["infores:ctd"],
            Publications = ["PMID:1", "PMID:2"],
            EvidenceCodes = ["PCS"],
            Frequency = KgFrequency.Parse("7/10"),
            Onset = "HP:0003577",
            Sex = "female",
            Confidence = 0.75,
        });
        result.MergedRowCount.ShouldBe(2);
    }

    [Theory]
    [InlineData("negated", "true", true)]
    [InlineData("negated", "Yes", true)]
    [InlineData("negated", "1", true)]
    [InlineData("negated", "false", false)]
    [InlineData("negated", "", false)]
    [InlineData("frequency", "0/7", true)]
    [InlineData("frequency", "HP:0040285", true)]
    [InlineData("frequency", "1/7", false)]
    public async Task A_denied_edge_is_one_of_the_denied_relation(string column, string value, bool isDenied)
    {
        GraphReadResult result = await TableText.ReadAsync(TableText.Nodes, $"source,relation,target,{column}\nMONDO:1,shows,DrugBank:DB1,{value}\n");

        RelationInfo info = result.Graph.Relations.Single();
        info.Relation.Value.ShouldBe(isDenied ? "shows/negated" : "shows");
        info.Polarity.ShouldBe(isDenied ? Polarity.Absent : Polarity.Affirmed);
    }

    [Fact]
    public async Task Relations_are_described_by_the_table_of_the_caller_or_named_as_undeclared()
    {
        RelationInfo known = RelationInfo.FromName(new RelationType("heals"), "heals") with { Meaning = RelationMeaning.Treats };
        GraphReadResult result = await TableText.ReadAsync(
            TableText.Nodes,
            "source,relation,target\nDrugBank:DB1,heals,MONDO:1\nDrugBank:DB1,frobnicates,MONDO:1\n",
            options: new GraphReadOptions { Name = "mine", Version = "3", Relations = new RelationVocabulary("own", [known]) });

        result.Graph.Relations.Select(relation => relation.Meaning).ShouldBe([RelationMeaning.Unspecified, RelationMeaning.Treats]);
        result.UndeclaredRelations.ShouldBe([new RelationType("frobnicates")]);
        result.Graph.Metadata.Name.ShouldBe("mine");
        result.Graph.Metadata.Version.ShouldBe("3");
    }

    [Fact]
    public async Task A_row_that_repeats_a_node_is_ignored_and_one_that_changes_it_is_refused()
    {
        GraphReadResult result = await TableText.ReadAsync(
            TableText.Nodes + "MONDO:1,fever,disease\nMONDO:1,fever,drug\nMONDO:1,ague,disease\n", TableText.Edges, options: TableText.Reporting);

        result.Refused.Select(row => (row.File, row.Line, row.Reason)).ShouldBe(
            [("nodes", 5, RefusalReasons.DuplicateId), ("nodes", 6, RefusalReasons.DuplicateId)]);
        result.Remarks.ShouldBe(["1 rows of nodes repeat an earlier one"]);
        result.RowCount.ShouldBe(6);
        result.MergedRowCount.ShouldBe(0);
    }

    [Fact]
    public async Task An_edge_whose_end_no_row_names_is_refused_or_adds_the_node()
    {
        const string edges = "source,relation,target\nDrugBank:DB1,treats,MONDO:9\nx,treats,x\nDrugBank:DB1,treats,MONDO:1\n";

        GraphReadResult refused = await TableText.ReadAsync(TableText.Nodes, edges, options: TableText.Reporting);
        GraphReadResult added = await TableText.ReadAsync(TableText.Nodes, edges, new TableGraphMapping { AddsMissingNodes = true });

        refused.Refused.Select(row => (row.File, row.Line, row.Reason)).ShouldBe(
            [("edges", 2, RefusalReasons.InvalidValue), ("edges", 3, RefusalReasons.InvalidValue)]);
        refused.Refused[0].Detail.ShouldBe("the field of the target: expected the id of a row of the nodes, found MONDO:9");
        refused.Graph.EdgeCount.ShouldBe(1);
        TableText.Format(added.Graph).ShouldBe(["DrugBank:DB1 treats MONDO:1", "DrugBank:DB1 treats MONDO:9", "local:x treats local:x"]);
        (await added.Graph.GetNodeAsync(new NodeId("local:x")))!.Type.Value.ShouldBe("unknown");
        added.Remarks.ShouldBe(["2 nodes are named by edges only; their id is their name"]);
    }

    [Theory]
    [InlineData("MONDO:2,,disease", RefusalReasons.EmptyField)]
    [InlineData(" ,x,disease", RefusalReasons.EmptyField)]
    [InlineData("MONDO:2,x,", RefusalReasons.EmptyField)]
    [InlineData("MONDO:2,x", RefusalReasons.FieldCount)]
    [InlineData("MONDO:2,x,disease,y", RefusalReasons.FieldCount)]
    [InlineData("MONDO:2,x\0y,disease", RefusalReasons.NulByte)]
    [InlineData("MONDO:2,x\"y,disease", RefusalReasons.BadQuote)]
    [InlineData("MONDO:2,\"x\"y,disease", RefusalReasons.BadQuote)]
    public async Task A_wrong_row_of_nodes_is_refused_with_file_and_line(string row, string reason)
    {
        using var report = new StringWriter();
        string nodes = $"id,name,type\n{row}\nMONDO:1,fever,disease\nDrugBank:DB1,aspirin,drug\n";
        var options = new GraphReadOptions { OnError = GraphErrorHandling.Report, Report = report };

        GraphReadResult result = await TableText.ReadAsync(nodes, TableText.Edges, options: options);
        InputFormatException failure = await Should.ThrowAsync<InputFormatException>(() => TableText.ReadAsync(nodes, TableText.Edges));

        result.Refused.Single().Reason.ShouldBe(reason);
        result.Graph.EdgeCount.ShouldBe(1);
        using JsonDocument line = JsonDocument.Parse(report.ToString());
        line.RootElement.GetProperty("file").GetString().ShouldBe("nodes");
        line.RootElement.GetProperty("line").GetInt64().ShouldBe(2);
        (failure.File, failure.Line).ShouldBe(("nodes", 2));
    }

    [Theory]
    [InlineData(",treats,MONDO:1,,,", RefusalReasons.EmptyField)]
    [InlineData("DrugBank:DB1,,MONDO:1,,,", RefusalReasons.EmptyField)]
    [InlineData("DrugBank:DB1,treats,,,,", RefusalReasons.EmptyField)]
    [InlineData("DrugBank:DB1,treats,MONDO:1,maybe,,", RefusalReasons.InvalidValue)]
    [InlineData("DrugBank:DB1,treats,MONDO:1,,7/0,", RefusalReasons.InvalidValue)]
    [InlineData("DrugBank:DB1,treats,MONDO:1,,140%,", RefusalReasons.InvalidValue)]
    [InlineData("DrugBank:DB1,treats,MONDO:1,,,high", RefusalReasons.InvalidValue)]
    [InlineData("DrugBank:DB1,treats,MONDO:1,,,NaN", RefusalReasons.InvalidValue)]
    public async Task A_wrong_row_of_edges_is_refused_with_file_and_line(string row, string reason)
    {
        string edges = $"source,relation,target,negated,frequency,confidence\nDrugBank:DB1,treats,MONDO:1,,,\n{row}\n";

        GraphReadResult result = await TableText.ReadAsync(TableText.Nodes, edges, options: TableText.Reporting);

        RefusedRow refused = result.Refused.Single();
        (refused.File, refused.Line, refused.Reason).ShouldBe(("edges", 3, reason));
        result.Graph.EdgeCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_quote_that_never_closes_costs_one_line()
    {
        GraphReadResult result = await TableText.ReadAsync(
            "id,name,type\nMONDO:2,\"never closed,disease\nMONDO:1,fever,disease\nDrugBank:DB1,aspirin,drug\n", TableText.Edges, options: TableText.Reporting);

        result.Refused.Single().Reason.ShouldBe(RefusalReasons.BadQuote);
        result.Graph.NodeCount.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_line_of_100_MB_is_refused_once_and_reading_goes_on(bool isQuoted)
    {
        byte[] start = Encoding.UTF8.GetBytes("id,name,type\nMONDO:2," + (isQuoted ? "\"" : ""));
        byte[] end = Encoding.UTF8.GetBytes("\nMONDO:1,fever,disease\nDrugBank:DB1,aspirin,drug\n");
        byte[] nodes = new byte[start.Length + 100_000_000 + end.Length];
        nodes.AsSpan().Fill((byte)'x');
        start.CopyTo(nodes, 0);
        end.CopyTo(nodes, nodes.Length - end.Length);

        GraphReadResult result = await TableText.ReadBytesAsync(nodes, Encoding.UTF8.GetBytes(TableText.Edges), options: TableText.Reporting);

        (result.Refused.Single().Line, result.Refused.Single().Reason).ShouldBe((2, RefusalReasons.TooLong));
        result.Graph.NodeCount.ShouldBe(2);
    }

    [Fact]
    public async Task A_row_that_is_not_UTF8_is_refused()
    {
        byte[] nodes = [.. "id,name,type\nMONDO:2,"u8, 0xC3, 0x28, .. ",disease\nMONDO:1,fever,disease\nDrugBank:DB1,aspirin,drug\n"u8];

        GraphReadResult result = await TableText.ReadBytesAsync(nodes, Encoding.UTF8.GetBytes(TableText.Edges), options: TableText.Reporting);

        result.Refused.Single().Reason.ShouldBe(RefusalReasons.InvalidUtf8);
    }

    [Theory]
    [InlineData("", "source,relation,target\n", "nodes", "the file is empty: expected a header with columns such as id, name, type")]
    [InlineData("\n \n", "source,relation,target\n", "nodes", "the file is empty: expected a header with columns such as id, name, type")]
    [InlineData("id,name,type\n", "", "edges", "the file is empty: expected a header with columns such as source, relation, target")]
    [InlineData("id,colour\n", "source,relation,target\n", "nodes",
        "expected a column name or node_name or preferred_name or label or title, found the columns id, colour")]
    [InlineData("id,name,type\n", "from,to\n", "edges",
        "expected a column relation or predicate or :TYPE or relationship or edge_type or type, found the columns from, to")]
    [InlineData("id,name,type,Name\n", "source,relation,target\n", "nodes", "the header names the column NAME twice")]
    [InlineData("id,\"name,type\n", "source,relation,target\n", "nodes", "the header is no row of a table in UTF-8: expected a header with columns such as id, name, type")]
    public async Task A_table_without_its_columns_is_refused_even_where_rows_are_reported(string nodes, string edges, string file, string message)
    {
        InputFormatException exception = await Should.ThrowAsync<InputFormatException>(
            () => TableText.ReadAsync(nodes, edges, options: TableText.Reporting));

        exception.Message.ShouldBe(message);
        exception.File.ShouldBe(file);
    }

    [Fact]
    public async Task A_column_that_the_mapping_names_must_exist()
    {
        InputFormatException exception = await Should.ThrowAsync<InputFormatException>(
            () => TableText.ReadAsync(TableText.Nodes, TableText.Edges, new TableGraphMapping { FrequencyColumn = "rate" }));

        exception.Message.ShouldBe("expected a column rate, found the columns source, relation, target");
    }

    [Theory]
    [InlineData('"')]
    [InlineData('\n')]
    [InlineData('\u20AC')]
    public async Task A_separator_that_cannot_be_one_is_refused(char separator) =>
        await Should.ThrowAsync<ArgumentException>(
            () => TableText.ReadAsync(TableText.Nodes, TableText.Edges, new TableGraphMapping { Separator = separator }));

    [Fact]
    public async Task Files_are_read_and_named_in_errors()
    {
        string folder = Directory.CreateTempSubdirectory("medreason-tables").FullName;
        try
        {
            string nodes = Path.Combine(folder, "nodes.csv");
            string edges = Path.Combine(folder, "edges.csv.gz");
            await File.WriteAllTextAsync(nodes, TableText.Nodes);
            await File.WriteAllBytesAsync(edges, TableText.Gzip(TableText.Edges + "a,b,c\n"));

            InputFormatException wrong = await Should.ThrowAsync<InputFormatException>(() => TableGraphReader.ReadAsync(nodes, edges));
            InputFormatException absent = await Should.ThrowAsync<InputFormatException>(() => TableGraphReader.ReadAsync(nodes, edges + "x"));

            wrong.ToLine().ShouldStartWith(edges + ", line 3: the field of the source");
            absent.File.ShouldBe(edges + "x");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_cancelled_reading_ends()
    {
        using var stop = new CancellationTokenSource();
        using var nodes = new MemoryStream(Encoding.UTF8.GetBytes(TableText.Nodes));
        using var edges = new MemoryStream(Encoding.UTF8.GetBytes(TableText.Edges));
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => TableGraphReader.ReadAsync(nodes, edges, cancellationToken: stop.Token));
    }
}
