using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Kg.Obo.Tests;

/// <summary>What files in use hold beside the format: every line of it is skipped and named, and no term is lost or changed by it.</summary>
public sealed class OboOddLineTests
{
    private const string Cases = "cases_public_reports/";

    [Theory]
    [InlineData("k13_obo_line/two_defs.obo", 8L, "conflicting_tag")]
    [InlineData("k13_obo_line/inner_quote.obo", 7L, "trailing_text")]
    [InlineData("k13_obo_line/same_name_twice.obo", 7L, "repeated_tag")]
    [InlineData("k13_obo_line/no_space_before_bang.obo", null, null)]
    [InlineData("k13_obo_line/glued_bang.obo", null, null)]
    [InlineData("k14_obo_nothing/cr_only.obo", null, null)]
    public async Task Reported_files_give_two_nodes_and_an_edge(string file, long? line, string? reason)
    {
        var report = new StringWriter();
        string path = TestData.Require(Cases + file);

        OboOntology ontology = await OboReader.ReadAsync(path, new OboReadOptions { Report = report });
        (InMemoryKnowledgeGraph graph, OboGraphReport built) = ontology.ToKnowledgeGraph();

        using (graph)
        {
            (built.Nodes, built.Edges, built.OmittedEdges.Count).ShouldBe((2, 1, 0));
        }

        ontology.ReadReport.Lines.Select(reported => ((long?)reported.Line, reported.Reason)).ShouldBe(line is null ? [] : [(line, reason!)]);
        JsonElement[] rows = Rows(report);
        rows.Length.ShouldBe(line is null ? 0 : 1);
        rows.ShouldAllBe(row => row.GetProperty("file").GetString() == path && row.GetProperty("line").GetInt64() == line);
    }

    [Fact]
    public async Task An_import_and_the_edges_that_it_leaves_open_are_named()
    {
        var report = new StringWriter();
        OboOntology ontology = await OboReader.ReadAsync(TestData.Require(Cases + "k15_obo_silent/import.obo"), new OboReadOptions { Report = report });
        (InMemoryKnowledgeGraph graph, OboGraphReport built) = ontology.ToKnowledgeGraph();
        graph.Dispose();
        built.WriteTo(report, "import.obo");

        ontology.Header.Imports.ShouldBe(["ms.obo"]);
        built.OmittedEdges.ShouldHaveSingleItem().ToString().ShouldBe("X:1 is_a MS:1");
        JsonElement[] rows = Rows(report);
        rows.Select(row => (row.GetProperty("line").GetInt64(), row.GetProperty("reason").GetString(), row.GetProperty("text").GetString())).ShouldBe(
            [(3, "import_not_read", "import: ms.obo"), (5, "unknown_term", "X:1 is_a MS:1")]);
    }

    [Theory]
    [InlineData("name: b", "conflicting_tag")]
    [InlineData("name: a", "repeated_tag")]
    [InlineData("name:", "empty_value")]
    [InlineData("id: T:1", "repeated_tag")]
    [InlineData("def: no quote", "bad_quote")]
    [InlineData("def: \"never closed [A:1]", "bad_quote")]
    [InlineData("def: \"the \"inner\" one\" []", "trailing_text")]
    [InlineData("def: \"x\" [A:1", "bad_list")]
    [InlineData("def: \"x\" [A:1 \"open]", "bad_list")]
    [InlineData("def: \"x\" [[A:1]", null)]
    [InlineData("def: \"x\" [A:1]]", "trailing_text")]
    [InlineData("def: \"x\" [A:1 \"]\", B:2] {note=\"a } b { c ] \\\" d\"}", null)]
    [InlineData("is_a:", "empty_value")]
    [InlineData("is_a: ! nothing", "empty_value")]
    [InlineData("is_a: T:2 a", "trailing_text")]
    [InlineData("is_a: T:2 {a=\"b", "bad_modifiers")]
    [InlineData("is_a: T:2 {a=\"b\"", "bad_modifiers")]
    [InlineData("is_a: T:2 {a}", "bad_modifiers")]
    [InlineData("is_a: T:2{gci_filler=\"X:1\"", "bad_modifiers")]
    [InlineData("relationship: part_of", "empty_value")]
    [InlineData("synonym: x EXACT []", "bad_quote")]
    [InlineData("synonym: \"x", "bad_quote")]
    [InlineData("synonym: \"x\" EXACT [A:1", "bad_list")]
    [InlineData("synonym: \"x\" EXACT a b []", "bad_value")]
    [InlineData("synonym:", "bad_quote")]
    [InlineData("xref:", "empty_value")]
    [InlineData("xref: MESH:D1 \"open", "bad_quote")]
    [InlineData("xref: MESH:D1 {source=\"open}", "bad_modifiers")]
    [InlineData("property_value: foo \"open {[ xsd:string", null)]
    [InlineData("property_value:", null)]
    [InlineData("comment: C:\\Users\\query", "unknown_escape")]
    [InlineData("no colon here", "not_a_tag")]
    [InlineData(": no tag", "not_a_tag")]
    [InlineData("comment: a\0b", "nul_character")]
    [InlineData("\tcomment:\tindented\t", null)]
    [InlineData("comment: ends with \\", null)]
    [InlineData("is_obsolete: False", null)]
    public async Task A_line_that_cannot_be_used_is_skipped_and_the_rest_is_kept(string line, string? reason)
    {
        string text = $"format-version: 1.2\n[Term]\nid: T:1\nname: a\nalt_id: T:9\n{line}\n\n[Term]\nid: T:2\nis_a: T:1\n";

        OboOntology ontology = await ReadAsync(text);

        ontology.Terms.Select(term => (term.Id.Value, term.Name, term.IsA.Count)).ShouldBe([("T:1", "a", 0), ("T:2", string.Empty, 1)]);
        ontology.Terms[0].AltIds.ShouldBe([new NodeId("T:9")]);
        ontology.Terms.ShouldAllBe(term => term.Synonyms.Count + term.Xrefs.Count + term.Relationships.Count == 0);
        ontology.ReadReport.Lines.Select(reported => (reported.Line, reported.Reason)).ShouldBe(reason is null ? [] : [(6, reason)]);
        ontology.ReadReport.CountByReason.Values.Sum().ShouldBe(reason is null ? 0 : 1);
        ontology.ReadReport.Lines.ShouldAllBe(reported => reported.Text == line.Replace('\0', ' '));
    }

    [Theory]
    [InlineData("[Term]\nname: no id\n", 2, "bad_id")]
    [InlineData("[Term]\nid:\n", 3, "bad_id")]
    [InlineData("[Term]\nid: T:3 T:4\n", 3, "bad_id")]
    [InlineData("[Term]\nid: T:3\nid: T:4\n", 4, "bad_id")]
    [InlineData("[Term]\nid: T:1\nname: other\n", 2, "repeated_id")]
    [InlineData("[Term]\nid: T:3\nis_obsolete: perhaps\n", 4, "bad_obsolete")]
    [InlineData("[Term]\nid: T:3\nis_obsolete: true\nis_obsolete: false\n", 5, "bad_obsolete")]
    [InlineData("[Term\nid: T:3\n", 2, "bad_stanza")]
    [InlineData("[Te\0rm]\nid: T:3\n", 2, "bad_stanza")]
    [InlineData("[Typedef]\nname: no id\n", 2, "bad_id")]
    public async Task A_stanza_that_cannot_be_used_is_refused_whole(string stanza, long line, string reason)
    {
        string text = $"[Term]\nid: T:1\nname: a\n{stanza}synonym: \"lost\" []\nis_a: T:1\n[Term]\nid: T:2\nis_a: T:1\n";
        line += 2;

        var exception = await Should.ThrowAsync<InputFormatException>(() => ReadAsync(text));
        OboOntology ontology = await ReadAsync(text, new OboReadOptions { OnError = GraphErrorHandling.Report });

        exception.Line.ShouldBe(line);
        ontology.Terms.Select(term => (term.Id.Value, term.Name, term.IsA.Count, term.Synonyms.Count))
            .ShouldBe([("T:1", "a", 0, 0), ("T:2", string.Empty, 1, 0)]);
        ontology.ReadReport.RefusedStanzaCount.ShouldBe(1);
        ontology.ReadReport.Lines.Select(reported => (reported.Line, reported.Reason)).ShouldBe([(line, reason)]);
    }

    [Theory]
    [InlineData("format-version: 1.2\n", "found none")]
    [InlineData("format-version: 1.2\n[Typedef]\nid: part_of\n", "found none")]
    [InlineData("format-version: 1.2\n[term]\nid: T:1\n", "only [term]")]
    [InlineData("[Term]\nname: a\n[Term]\n", "2 refused stanzas")]
    [InlineData("<?xml version=\"1.0\"?>\n<rdf/>\n", "line 1: expected 'tag: value', found '<?xml")]
    [InlineData("{\"graphs\": []}", "found none")]
    public async Task Nothing_read_is_an_error(string text, string expected)
    {
        var exception = await Should.ThrowAsync<InputFormatException>(() => ReadAsync(text, new OboReadOptions { OnError = GraphErrorHandling.Report }));

        exception.Message.ShouldContain("at least one [Term]");
        exception.Message.ShouldContain(expected);
        exception.Line.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_file_in_UTF16_is_an_error()
    {
        byte[] bytes = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("format-version: 1.2\n[Term]\nid: T:1\n")];

        var exception = await Should.ThrowAsync<InputFormatException>(() => OboReader.ReadAsync(new MemoryStream(bytes)));

        exception.Message.ShouldContain("NUL");
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public async Task Every_end_of_line_is_read_in_parts_of_any_size(string end)
    {
        string text = "format-version: 1.2\n[Term]\nid: T:1\nname: a \\\nlong name\n\n[Term]\nid: T:2\nis_a: T:1\n[Term]\nid: T:2"
            .Replace("\n", end, StringComparison.Ordinal);
        byte[] bytes = Encoding.UTF8.GetBytes(text);

        var exceptions = new List<InputFormatException>();
        foreach (Stream stream in new Stream[] { new MemoryStream(bytes), new OneByteStream(bytes) })
        {
            exceptions.Add(await Should.ThrowAsync<InputFormatException>(() => OboReader.ReadAsync(stream)));
        }

        exceptions.ShouldAllBe(exception => exception.Line == 10 && exception.ByteOffset == text.LastIndexOf("[Term]", StringComparison.Ordinal));
        (await ReadAsync(text, new OboReadOptions { OnError = GraphErrorHandling.Report })).Terms[0].Name.ShouldBe("a long name");
    }

    [Fact]
    public async Task Mixed_ends_of_line_and_marks_of_joined_files_are_read()
    {
        OboOntology ontology = await ReadAsync("\uFEFFformat-version: 1.2\n[Term]\r\nid: T:1\r\n\r\uFEFF[Term]\rid: T:2\ris_a: T:1\n");

        ontology.Terms.Select(term => (term.Id.Value, term.IsA.Count)).ShouldBe([("T:1", 0), ("T:2", 1)]);
        ontology.ReadReport.ReportedLineCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_line_that_is_not_UTF8_is_skipped()
    {
        byte[] bytes = [.. "[Term]\nid: T:1\ndef: \"M"u8, 0xE9, .. "ni\u00E8re\" []\nname: a\n"u8];

        OboOntology ontology = await OboReader.ReadAsync(new MemoryStream(bytes));

        ontology.Terms.ShouldHaveSingleItem().Name.ShouldBe("a");
        OboReportedLine reported = ontology.ReadReport.Lines.ShouldHaveSingleItem();
        (reported.Line, reported.ByteOffset, reported.Reason).ShouldBe((3, 15, "invalid_utf8"));
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(1 << 20, false)]
    [InlineData((1 << 20) + 1, true)]
    [InlineData(100_000_000, true)]
    public async Task A_line_of_any_length_takes_bounded_memory(int length, bool isReported)
    {
        // The long line continues in the next: its backslash is not counted, the nine characters of the next line are.
        const string Continued = "is_a: T:9";
        using var stream = new LongLineStream(
            "[Term]\nid: T:1\ncomment: "u8.ToArray(), length - "comment: ".Length - Continued.Length, Encoding.UTF8.GetBytes($"\\\n{Continued}\nname: a\n"));
        long before = GC.GetAllocatedBytesForCurrentThread();

        OboOntology ontology = await OboReader.ReadAsync(stream);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(32L << 20);
        OboTerm term = ontology.Terms.ShouldHaveSingleItem();
        term.Name.ShouldBe("a");
        term.IsA.ShouldBeEmpty("the line goes on after its backslash");
        ontology.ReadReport.Lines.Select(line => line.Reason).ShouldBe(isReported ? ["too_long"] : []);
        ontology.ReadReport.Lines.ShouldAllBe(line => line.Line == 3 && line.Text.Length == 200);
    }

    [Fact]
    public async Task A_line_of_many_open_braces_takes_time_in_proportion_to_its_length()
    {
        foreach (string part in new[] { " {a=\"x\",", " {a=x ", " {\", a=\"", " {a=\"x\"} ", " {" })
        {
            string text = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));
            long start = Stopwatch.GetTimestamp();

            OboOntology ontology = await ReadAsync($"[Term]\nid: T:1\ncomment: x{text}}}\n");

            // In proportion it takes a second; in proportion to the square, minutes.
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(20), part);
            ontology.Terms.ShouldHaveSingleItem().Comment.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Cross_references_keep_their_ids_and_modifiers()
    {
        OboOntology ontology = await ReadAsync(
            """
            [Term]
            id: T:1
            xref: OMIM:123 {source="MONDO:equivalentTo", source="DOID:1"}
            xref: MESH:D1 "words" {source=MONDO:relatedTo} ! hidden
            xref: UMLS_CUI:C0001
            xref: ORDO:123{a="b"}
            xref: Orphanet:123 ! hidden
            xref: ICD10CM:A00.1
            xref: SNOMEDCT_US_2015_03_01:1 some words {a="}"}
            """);

        ontology.Terms[0].Xrefs.Select(xref => (xref.Id.Value, xref.Description, string.Join(' ', xref.Qualifiers))).ShouldBe(
        [
            ("OMIM:123", null, "source=\"MONDO:equivalentTo\" source=\"DOID:1\""),
            ("MESH:D1", "words", "source=\"MONDO:relatedTo\""),
            ("UMLS_CUI:C0001", null, ""),
            ("ORDO:123", null, "a=\"b\""),
            ("Orphanet:123", null, ""),
            ("ICD10CM:A00.1", null, ""),
            ("SNOMEDCT_US_2015_03_01:1", "some words", "a=\"}\""),
        ]);
    }

    [Fact]
    public async Task Conditional_edges_of_every_kind_are_listed_and_not_entered()
    {
        OboOntology ontology = await ReadAsync(
            """
            [Term]
            id: T:1
            [Term]
            id: T:2
            is_a: T:1 {gci_relation="part_of", gci_filler="NCBITaxon:9606"} ! one
            is_a: T:1{is_inferred="true"}
            relationship: part_of T:1 {GCI_filler="NCBITaxon:9606"}
            relationship: part_of T:8 {source="x"}
            """);
        (InMemoryKnowledgeGraph graph, OboGraphReport report) = ontology.ToKnowledgeGraph();
        graph.Dispose();

        (report.Edges, report.ConditionalEdges, report.EdgesToUnknownTerms).ShouldBe((1, 2, 1));
        report.OmittedEdges.Select(edge => (edge.Reason, edge.StanzaLine, edge.ToString())).ShouldBe(
        [
            ("conditional_edge", 3, "T:2 is_a T:1 {gci_relation=\"part_of\", gci_filler=\"NCBITaxon:9606\"}"),
            ("conditional_edge", 3, "T:2 part_of T:1 {GCI_filler=\"NCBITaxon:9606\"}"),
            ("unknown_term", 3, "T:2 part_of T:8 {source=\"x\"}"),
        ]);
    }

    [Fact]
    public async Task Scopes_are_read_in_any_case()
    {
        OboOntology ontology = await ReadAsync("[Term]\nid: T:1\nsynonym: \"x\" broad []\n");

        ontology.Terms[0].Synonyms[0].Scope.ShouldBe(OboSynonymScope.Broad, "a broad synonym does not name the term");
    }

    [Fact]
    public async Task All_lines_are_counted_and_written_and_the_first_are_kept()
    {
        var report = new StringWriter();
        string text = "[Term]\nid: T:1\n" + string.Concat(Enumerable.Repeat("odd \u001b[31mline\n", 50));

        OboOntology ontology = await ReadAsync(text, new OboReadOptions { MaxKeptLines = 10, Report = report, InputName = "odd.obo" });

        ontology.ReadReport.Lines.Count.ShouldBe(10);
        ontology.ReadReport.ReportedLineCount.ShouldBe(50);
        ontology.ReadReport.CountByReason.ShouldBe(new Dictionary<string, long> { ["not_a_tag"] = 50 });
        ontology.ReadReport.LineCount.ShouldBe(52);
        ontology.ReadReport.Lines[0].ToString().ShouldBe("line 3 (not_a_tag): expected 'tag: value', found 'odd  [31mline': odd  [31mline");
        JsonElement[] rows = Rows(report);
        rows.Length.ShouldBe(50);
        rows[49].EnumerateObject().Select(property => property.Name).ShouldBe(["file", "line", "byte_offset", "reason", "detail", "text"]);
    }

    private static JsonElement[] Rows(StringWriter report) =>
        [.. report.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static async Task<OboOntology> ReadAsync(string text, OboReadOptions? options = null) =>
        await OboReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), options);

    private sealed class OneByteStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..1], cancellationToken);
    }

    /// <summary>A start, as many letters as asked for, an end; never in memory as a whole.</summary>
    private sealed class LongLineStream(byte[] start, int letters, byte[] end) : MemoryStream
    {
        private int _given;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            (byte[]? part, int begin) = _given < start.Length ? (start, 0)
                : _given < start.Length + letters ? (null, start.Length)
                : (end, start.Length + letters);
            int count = Math.Min(buffer.Length, begin + (part?.Length ?? letters) - _given);
            if (part is null)
            {
                buffer.Span[..count].Fill((byte)'a');
            }
            else
            {
                part.AsSpan(_given - begin, count).CopyTo(buffer.Span);
            }

            _given += count;
            return ValueTask.FromResult(count);
        }
    }
}
