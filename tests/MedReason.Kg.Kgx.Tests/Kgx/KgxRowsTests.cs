using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace MedReason.Kg.Kgx.Tests;

/// <summary>Rows of KGX files: what they mean, and which are refused, by file and line.</summary>
public sealed class KgxRowsTests : IDisposable
{
    private const string Nodes = "id\tcategory\tname\nMONDO:1\tbiolink:Disease\tgout\nHP:1\tbiolink:PhenotypicFeature\tpain\n";
    private const string EdgeHeader = "subject\tpredicate\tobject\tnegated\tfrequency_qualifier\tonset_qualifier\tsex_qualifier\thas_confidence_level\tpublications\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("medreason-kgx-rows-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("true", "", true)]
    [InlineData("TRUE", "", true)]
    [InlineData("", "0/7", true)]
    [InlineData("", "HP:0040285", true)]
    [InlineData("False", "3/7", false)]
    [InlineData("", "", false)]
    public async Task A_negated_edge_and_one_that_is_never_observed_are_of_the_denied_relation(string negated, string frequency, bool isDenied)
    {
        GraphReadResult result = await ReadAsync($"MONDO:1\tbiolink:has_phenotype\tHP:1\t{negated}\t{frequency}\t\t\t\t\n");

        RelationInfo relation = result.Graph.Relations.Single();
        relation.Relation.Value.ShouldBe(isDenied ? "biolink:has_phenotype/negated" : "biolink:has_phenotype");
        relation.Polarity.ShouldBe(isDenied ? Polarity.Absent : Polarity.Affirmed);
        relation.Meaning.ShouldBe(RelationMeaning.Presents);
    }

    [Fact]
    public async Task Qualifiers_become_attributes_and_a_predicate_without_prefix_is_known_too()
    {
        GraphReadResult result = await ReadAsync("MONDO:1\thas_phenotype\tHP:1\t\t3/7\tHP:0003577\tPATO:0000383\t0.5\tPMID:1|PMID:2\n");

        KgEdge edge = new() { Source = new NodeId("MONDO:1"), Target = new NodeId("HP:1"), Relation = new RelationType("has_phenotype") };
        (await result.Graph.GetAttributesAsync([edge]))[0].ShouldBe(
        [
            new KgEdgeAttributes
            {
                Publications = ["PMID:1", "PMID:2"], Frequency = KgFrequency.Parse("3/7"), Onset = "HP:0003577", Sex = "PATO:0000383", Confidence = 0.5,
            },
        ]);
        result.UndeclaredRelations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("MONDO:1\tp\tHP:1\tmaybe\t\t\t\t\t\n", RefusalReasons.InvalidValue, "the field negated: expected true or false, found maybe")]
    [InlineData("MONDO:1\tp\tHP:1\t\t7/0\t\t\t\t\n", RefusalReasons.InvalidValue, "found 7/0")]
    [InlineData("MONDO:1\tp\tHP:1\t\t140%\t\t\t\t\n", RefusalReasons.InvalidValue, "found 140%")]
    [InlineData("MONDO:1\tp\tHP:1\t\t\t\t\t\t\tone more\n", RefusalReasons.FieldCount, "expected at most 9 fields, found 10")]
    [InlineData("gout\tp\tHP:1\t\t\t\t\t\t\n", RefusalReasons.InvalidValue, "the field subject: expected a CURIE such as MONDO:0005148, found gout")]
    [InlineData("MONDO:1\tp\t\t\t\t\t\t\t\n", RefusalReasons.EmptyField, "the field object is empty")]
    [InlineData("MONDO:1\t\tHP:1\t\t\t\t\t\t\n", RefusalReasons.EmptyField, "the field predicate is empty")]
    [InlineData("MONDO:1\tp\u0000\tHP:1\t\t\t\t\t\t\n", RefusalReasons.NulByte, "NUL")]
    public async Task A_row_that_cannot_be_used_ends_the_work_or_is_reported_with_its_line(string row, string reason, string detail)
    {
        const string good = "MONDO:1\tbiolink:has_phenotype\tHP:1\t\t\t\t\t\t\n";
        InputFormatException failure = await Should.ThrowAsync<InputFormatException>(() => ReadAsync(good + row));
        failure.File.ShouldEndWith("edges.tsv");
        failure.Line.ShouldBe(3);
        failure.Message.ShouldContain(detail);

        var report = new StringWriter();
        GraphReadResult result = await ReadAsync(good + row, new GraphReadOptions { OnError = GraphErrorHandling.Report, Report = report });
        result.Refused.Single().Reason.ShouldBe(reason);
        result.Graph.EdgeCount.ShouldBe(1);
        report.ToString().ShouldContain("\"line\":3");
    }

    [Fact]
    public async Task A_quote_is_text_and_a_line_that_never_ends_is_refused_without_being_kept()
    {
        string nodes = Write("nodes.tsv", "id\tcategory\tname\nMONDO:1\tbiolink:Disease\t\"gout\nMONDO:2\tbiolink:Disease\t" + new string('x', 3 << 20) + "\nMONDO:3\tbiolink:Disease\tc\n");

        GraphReadResult result = await KgxReader.ReadAsync([nodes], new GraphReadOptions { OnError = GraphErrorHandling.Report });

        result.Graph.GetNode(0).Name.ShouldBe("\"gout");
        result.Refused.Single().Reason.ShouldBe(RefusalReasons.TooLong);
        result.Graph.NodeCount.ShouldBe(2);
    }

    [Fact]
    public async Task An_id_that_is_given_twice_is_merged_when_equal_and_refused_with_other_content()
    {
        string equal = Write("equal.tsv", Nodes + "MONDO:1\tbiolink:Disease\tgout\n");
        (await KgxReader.ReadAsync([equal])).Graph.NodeCount.ShouldBe(2);

        string other = Write("other.tsv", Nodes + "MONDO:1\tbiolink:Disease\tpodagra\n");
        InputFormatException failure = await Should.ThrowAsync<InputFormatException>(() => KgxReader.ReadAsync([other]));
        failure.Line.ShouldBe(4);
    }

    [Fact]
    public async Task Invalid_text_damaged_archives_and_files_of_something_else_are_refused_with_their_name()
    {
        byte[] packed = Pack(Encoding.UTF8.GetBytes(Nodes));
        (string Name, byte[] Content, string Expected)[] cases =
        [
            ("utf8.tsv", [.. Encoding.UTF8.GetBytes(Nodes), 0xFF, (byte)'\n'], "is not UTF-8"),
            ("cut.tsv.gz", packed[..^6], "cut short"),
            ("empty.tsv", [], "the file is empty"),
            ("header.tsv", "id\tcategory\n"u8.ToArray(), "expected rows of nodes or edges, found none"),
            ("other.csv", "a,b\n1,2\n"u8.ToArray(), "found the columns a,b"),
            ("array.jsonl", "[1]\n"u8.ToArray(), "found the columns [1]"),
            ("broken.jsonl", "{\"id\": \"A:1\", oops\n"u8.ToArray(), "JSON"),
            ("twice.tsv", "id\tid\nA:1\tA:1\n"u8.ToArray(), "names the column 'id' twice"),
        ];
        foreach ((string name, byte[] content, string expected) in cases)
        {
            string path = Path.Combine(_folder, name);
            await File.WriteAllBytesAsync(path, content);
            InputFormatException failure = await Should.ThrowAsync<InputFormatException>(() => KgxReader.ReadAsync([path]), name);
            failure.File.ShouldBe(path);
            failure.Message.ShouldContain(expected);
        }
    }

    [Fact]
    public async Task Two_files_of_edges_in_an_archive_are_both_read_and_other_files_are_refused_by_name()
    {
        string archive = Archive(("graph_edges.tsv", "subject\tpredicate\tobject\nMONDO:1\tbiolink:has_phenotype\tHP:1\n"), ("graph_nodes.tsv", Nodes),
            ("more_edges.jsonl", "{\"subject\":\"MONDO:1\",\"predicate\":\"biolink:causes\",\"object\":\"HP:1\"}\n"));
        GraphReadResult result = await KgxReader.ReadAsync([archive]);
        (result.Graph.NodeCount, result.Graph.EdgeCount).ShouldBe((2, 2));

        InputFormatException failure = await Should.ThrowAsync<InputFormatException>(() => KgxReader.ReadAsync([Archive(("readme.txt", "hello\n"))]));
        failure.File.ShouldEndWith("graph.tar.gz/readme.txt");
    }

    [Fact]
    public async Task The_most_specific_category_is_the_type_wherever_it_stands_in_the_list()
    {
        string nodes = Write("nodes.tsv", "id\tcategory\tname\nA:1\tbiolink:Gene|biolink:NamedThing\ta\nA:2\tbiolink:NamedThing|biolink:Drug\tb\nA:3\t\tc\n");

        GraphReadResult result = await KgxReader.ReadAsync([nodes]);

        Enumerable.Range(0, 3).Select(i => result.Graph.GetNode(i).Type.Value).ShouldBe(["biolink:Gene", "biolink:Drug", "biolink:NamedThing"]);
        result.Remarks.ShouldContain("1 nodes have no category and are taken as biolink:NamedThing");
    }

    [Theory]
    [InlineData("{\"id\":\"A:2\",\"category\":[\"biolink:Gene\"]} {\"id\":\"A:3\"}")]
    [InlineData("{\"id\":\"A:2\",\"name\":\"\\ud800\"}")]
    [InlineData("[1]")]
    [InlineData("{\"id\":2,\"category\":[\"biolink:Gene\"]}")]
    [InlineData("{\"id\":[\"A:2\"],\"category\":[\"biolink:Gene\"]}")]
    [InlineData("{\"id\":\"A:2\",\"name\":{\"label\":\"b\"}}")]
    [InlineData("{\"id\":\"A:2\",\"category\":[\"biolink:Gene\",1]}")]
    [InlineData("{\"id\":\"A:2\",\"name\":\"b\",\"id\":\"A:3\"}")]
    public async Task A_line_that_is_not_one_object_of_texts_is_refused_with_its_number(string line)
    {
        string nodes = Write("nodes.jsonl", "{\"id\":\"A:1\",\"category\":[\"biolink:Gene\"],\"name\":\"a\"}\n" + line + "\n");

        (await Should.ThrowAsync<InputFormatException>(() => KgxReader.ReadAsync([nodes]))).Line.ShouldBe(2);
        GraphReadResult result = await KgxReader.ReadAsync([nodes], new GraphReadOptions { OnError = GraphErrorHandling.Report });
        result.Refused.Single().Reason.ShouldBe(RefusalReasons.InvalidValue);
        result.Graph.NodeCount.ShouldBe(1);
    }

    [Fact]
    public async Task An_escaped_NUL_is_refused_as_one_that_is_not_escaped()
    {
        string nodes = Write("nodes.jsonl", "{\"id\":\"A:1\",\"name\":\"a\"}\n{\"id\":\"A:2\",\"name\":\"b\\u0000c\"}\n");

        GraphReadResult result = await KgxReader.ReadAsync([nodes], new GraphReadOptions { OnError = GraphErrorHandling.Report });

        result.Refused.Single().Reason.ShouldBe(RefusalReasons.NulByte);
        result.Refused.Single().Detail.ShouldBe("the member name: the text holds a NUL");
    }

    [Fact]
    public async Task A_column_of_ones_own_is_kept_as_it_is_written_and_known_lists_lose_empty_items()
    {
        string edges = Write(
            "edges.tsv", "subject\tpredicate\tobject\tpublications\tmine\nMONDO:1\tbiolink:has_phenotype\tHP:1\tPMID:1||PMID:2\ta||b\n");
        GraphReadResult result = await KgxReader.ReadAsync([Write("nodes.tsv", Nodes), edges]);

        KgEdge edge = new() { Source = new NodeId("MONDO:1"), Target = new NodeId("HP:1"), Relation = new RelationType("biolink:has_phenotype") };
        (await result.Graph.GetAttributesAsync([edge]))[0].ShouldBe(
        [
            new KgEdgeAttributes { Publications = ["PMID:1", "PMID:2"], Additional = new Dictionary<string, string> { ["mine"] = "a||b" } },
        ]);
    }

    [Fact]
    public async Task The_description_of_a_node_is_its_definition_and_that_of_an_edge_an_attribute()
    {
        string nodes = Write("nodes.tsv", "id\tcategory\tname\tdescription\nMONDO:1\tbiolink:Disease\tgout\tA disease | of urate.\nHP:1\tbiolink:PhenotypicFeature\tpain\t\n");
        string edges = Write("edges.tsv", "subject\tpredicate\tobject\tdescription\nMONDO:1\tbiolink:has_phenotype\tHP:1\tat night\n");
        using InMemoryKnowledgeGraph graph = (await KgxReader.ReadAsync([nodes, edges])).Graph;

        (await graph.GetNodesAsync([new NodeId("MONDO:1"), new NodeId("HP:1")])).Select(node => node!.Definition).ShouldBe(["A disease | of urate.", null]);
        KgEdge edge = new() { Source = new NodeId("MONDO:1"), Target = new NodeId("HP:1"), Relation = new RelationType("biolink:has_phenotype") };
        (await graph.GetAttributesAsync([edge]))[0].Single().Additional.ShouldBe(new Dictionary<string, string> { ["description"] = "at night" });
        foreach (KgxFormat format in Enum.GetValues<KgxFormat>())
        {
            (string writtenNodes, string writtenEdges) = await KgxWriter.WriteAsync(graph, Path.Combine(_folder, "again" + format), format);

            using InMemoryKnowledgeGraph again = (await KgxReader.ReadAsync([writtenNodes, writtenEdges])).Graph;
            again.Metadata.ContentHash.ShouldBe(graph.Metadata.ContentHash);
        }
    }

    [Fact]
    public async Task A_header_that_does_not_end_is_refused()
    {
        string nodes = Write("nodes.tsv", "id\t" + string.Join('\t', Enumerable.Range(0, 20_000).Select(i => "column" + i)) + "\nA:1\n");

        (await Should.ThrowAsync<InputFormatException>(() => KgxReader.ReadAsync([nodes]))).Message.ShouldContain("the header does not end within 65536 bytes");
    }

    [Fact]
    public async Task What_an_attribute_of_ones_own_is_called_does_not_change_the_edge_that_is_written()
    {
        var stated = new KgEdgeAttributes
        {
            Additional = new Dictionary<string, string> { ["has_confidence_level"] = "CIO:0000029", ["subject"] = "X:9", ["publications"] = "none" },
        };
        using InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder { Name = "toy" }
            .AddNode(new KgNode { Id = new NodeId("A:1"), Name = "a", Type = new NodeType("biolink:Gene") })
            .AddEdge(new KgEdge { Source = new NodeId("A:1"), Target = new NodeId("A:1"), Relation = new RelationType("affects"), Attributes = [stated] }).Build();
        foreach (KgxFormat format in Enum.GetValues<KgxFormat>())
        {
            (string nodes, string edges) = await KgxWriter.WriteAsync(graph, Path.Combine(_folder, format.ToString()), format);

            using InMemoryKnowledgeGraph again = (await KgxReader.ReadAsync([nodes, edges])).Graph;
            KgEdge edge = new() { Source = new NodeId("A:1"), Target = new NodeId("A:1"), Relation = new RelationType("affects") };
            (await again.GetAttributesAsync([edge]))[0].Single().Additional.ShouldBe(
                new Dictionary<string, string> { ["has_confidence_level"] = "CIO:0000029", ["other_subject"] = "X:9", ["other_publications"] = "none" },
                ignoreOrder: true);
        }
    }

    [Fact]
    public async Task Reading_and_writing_end_when_they_are_cancelled()
    {
        string nodes = Write("nodes.tsv", Nodes);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => KgxReader.ReadAsync([nodes], cancellationToken: source.Token));
        using InMemoryKnowledgeGraph graph = (await KgxReader.ReadAsync([nodes])).Graph;
        string target = Path.Combine(_folder, "out");
        await Should.ThrowAsync<OperationCanceledException>(() => KgxWriter.WriteAsync(graph, target, cancellationToken: source.Token));
        Directory.Exists(target).ShouldBeFalse();
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private string Archive(params (string Name, string Content)[] files)
    {
        using var plain = new MemoryStream();
        using (var tar = new TarWriter(plain, leaveOpen: true))
        {
            foreach ((string name, string content) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
            }
        }

        string path = Path.Combine(_folder, "graph.tar.gz");
        File.WriteAllBytes(path, Pack(plain.ToArray()));
        return path;
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private Task<GraphReadResult> ReadAsync(string edges, GraphReadOptions? options = null) =>
        KgxReader.ReadAsync([Write("edges.tsv", EdgeHeader + edges), Write("nodes.tsv", Nodes)], options);
}
