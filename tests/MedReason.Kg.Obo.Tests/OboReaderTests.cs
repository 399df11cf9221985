using System.IO.Compression;
using System.Text;
using MedReason.Tests;

namespace MedReason.Kg.Obo.Tests;

public sealed class OboReaderTests
{
    private const string Header = "format-version: 1.4\ndata-version: 2026-01-01\nontology: toy\ndefault-namespace: toy_space\n\n";

    [Fact]
    public async Task The_header_is_read()
    {
        OboOntology ontology = await ReadAsync(Header + "[Term]\nid: T:1\nname: one\n");

        ontology.Header.FormatVersion.ShouldBe("1.4");
        ontology.Header.DataVersion.ShouldBe("2026-01-01");
        ontology.Header.Ontology.ShouldBe("toy");
        ontology.Header.DefaultNamespace.ShouldBe("toy_space");
        ontology.Header.Imports.ShouldBeEmpty();
    }

    [Fact]
    public async Task Imports_are_named_and_not_followed()
    {
        OboOntology ontology = await ReadAsync("format-version: 1.2\nimport: http://example.org/other.obo\ndate: 04:03:2016 16:27\n[Term]\nid: T:1\n");

        ontology.Header.Imports.ShouldBe(["http://example.org/other.obo"]);
        ontology.Header.DataVersion.ShouldBe("04:03:2016 16:27");
    }

    [Fact]
    public async Task A_term_gives_all_that_it_holds()
    {
        OboOntology ontology = await ReadAsync(Header + """
            [Term]
            id: T:1 {source="x"} ! one
            name: one, "so called" {comment="HPO:probinson"}
            alt_id: T:9
            def: "The \"first\" of\nall." [PMID:1 "a ] b", http\://example.org/x\,y] {a="b"} ! hidden
            comment: Wow! 5 > 4 and {this} stays. {xref="a", xref="b"}
            subset: slim
            synonym: "uno" EXACT layperson [A:1, B:2]
            synonym: "eins" RELATED []
            synonym: "nichts" []
            synonym: "enger" NARROW [] {synonymtypedef="PLURAL"}
            synonym: "weiter" BROAD [] ! hidden
            xref: MESH:D000001 "Ein \"Wort\"" {source="y"}
            xref: url:http\://example.org/a
            xref: UMLS:C1 bare words
            is_a: T:0 {is_inferred="true"} ! zero
            relationship: part_of T:2 {gci_relation="part_of", gci_filler="NCBITaxon:9606"} ! two
            relationship: has_part T:3 ! three
            relationship: has_part T:4 {cardinality="0"}
            relationship: has_part T:5 {all_only="true"}
            created_by: someone
            intersection_of: T:0 ! zero
            """);

        OboTerm term = ontology.Terms.ShouldHaveSingleItem();
        term.Id.ShouldBe(new NodeId("T:1"));
        term.Name.ShouldBe("one, \"so called\"");
        term.Namespace.ShouldBe("toy_space");
        term.Definition.ShouldBe("The \"first\" of\nall.");
        term.Comment.ShouldBe("Wow! 5 > 4 and {this} stays.");
        term.AltIds.ShouldBe([new NodeId("T:9")]);
        term.Subsets.ShouldBe(["slim"]);
        term.Synonyms.Select(synonym => (synonym.Text, synonym.Scope, synonym.Type)).ShouldBe(
        [
            ("uno", OboSynonymScope.Exact, "layperson"),
            ("eins", OboSynonymScope.Related, null),
            ("nichts", OboSynonymScope.Related, null),
            ("enger", OboSynonymScope.Narrow, null),
            ("weiter", OboSynonymScope.Broad, null),
        ]);
        term.Xrefs.Select(xref => (xref.Id.Value, xref.Description)).ShouldBe(
        [
            ("MESH:D000001", "Ein \"Wort\""),
            ("url:http://example.org/a", null),
            ("UMLS:C1", "bare words"),
        ]);
        term.IsA.ShouldBe([new NodeId("T:0")]);
        term.Relationships.Select(r => (r.Type.Value, r.Target.Value, r.IsConditional)).ShouldBe(
        [
            ("part_of", "T:2", true),
            ("has_part", "T:3", false),
            ("has_part", "T:4", true),
            ("has_part", "T:5", true),
        ]);
        term.IsObsolete.ShouldBeFalse();
        ontology.UnknownTags.ShouldBeEmpty();
        term.ToString().ShouldBe("one, \"so called\" [T:1]");
    }

    [Fact]
    public async Task An_obsolete_term_tells_what_stands_in_its_place()
    {
        OboOntology ontology = await ReadAsync(Header + "[Term]\nid: T:1\nname: obsolete one\nis_obsolete: true\nreplaced_by: T:2\nconsider: T:3\nuse_term: T:4\n");

        OboTerm term = ontology.Terms[0];
        term.IsObsolete.ShouldBeTrue();
        term.ReplacedBy.ShouldBe([new NodeId("T:2")]);
        term.Consider.ShouldBe([new NodeId("T:3"), new NodeId("T:4")]);
    }

    [Fact]
    public async Task Synonym_tags_of_the_first_format_carry_their_scope()
    {
        OboOntology ontology = await ReadAsync(
            Header + "[Term]\nid: T:1\nexact_synonym: \"a\" []\nnarrow_synonym: \"b\" []\nbroad_synonym: \"c\" []\nrelated_synonym: \"d\" []\n");

        ontology.Terms[0].Synonyms.Select(synonym => synonym.Scope)
            .ShouldBe([OboSynonymScope.Exact, OboSynonymScope.Narrow, OboSynonymScope.Broad, OboSynonymScope.Related]);
    }

    [Fact]
    public async Task A_synonym_without_a_scope_takes_that_of_its_type()
    {
        OboOntology ontology = await ReadAsync(
            "format-version: 1.4\nsynonymtypedef: abbreviation \"abbreviation\" EXACT\nsynonymtypedef: plural \"plural\"\n"
            + "[Term]\nid: T:1\nsynonym: \"T2D\" abbreviation []\nsynonym: \"ones\" plural []\nsynonym: \"x\" BROAD abbreviation []\n");

        ontology.Terms[0].Synonyms.Select(synonym => (synonym.Scope, synonym.Type)).ShouldBe(
            [(OboSynonymScope.Exact, "abbreviation"), (OboSynonymScope.Related, "plural"), (OboSynonymScope.Broad, "abbreviation")]);
    }

    [Fact]
    public async Task Relationship_types_are_read()
    {
        OboOntology ontology = await ReadAsync(
            Header + "[Typedef]\nid: part_of\nname: part of\ndef: \"In it.\" []\ninverse_of: has_part ! has part\nis_transitive: true\n"
            + "[Term]\nid: T:1\n[Typedef]\nid: adjacent_to\nis_symmetric: true\n");

        ontology.RelationshipTypes.Count.ShouldBe(2);
        ontology.RelationshipTypes[0].Id.Value.ShouldBe("part_of");
        ontology.RelationshipTypes[0].Name.ShouldBe("part of");
        ontology.RelationshipTypes[0].Definition.ShouldBe("In it.");
        ontology.RelationshipTypes[0].InverseOf!.Value.Value.ShouldBe("has_part");
        ontology.RelationshipTypes[0].IsSymmetric.ShouldBeFalse();
        ontology.RelationshipTypes[1].Name.ShouldBeEmpty();
        ontology.RelationshipTypes[1].InverseOf.ShouldBeNull();
        ontology.RelationshipTypes[1].IsSymmetric.ShouldBeTrue();
    }

    [Fact]
    public async Task Unknown_tags_and_other_stanzas_are_counted_and_not_used()
    {
        OboOntology ontology = await ReadAsync(
            "format-version: 1.2\nhouse-tag: 1\n\n[Term]\nid: T:1\nmy_tag: x\nmy_tag: y\n\n[Instance]\nid: I:1\nname: skipped\n\n[Typedef]\nid: r\nodd: z\n");

        ontology.UnknownTags.ShouldBe(new Dictionary<string, long> { ["house-tag"] = 1, ["my_tag"] = 2, ["odd"] = 1 }, ignoreOrder: false);
        ontology.OtherStanzas.ShouldBe(new Dictionary<string, long> { ["Instance"] = 1 });
        ontology.Terms.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_line_that_ends_with_a_backslash_goes_on_in_the_next()
    {
        OboOntology ontology = await ReadAsync(Header + "[Term]\nid: T:1\nname: a long \\\nname of \\\nthree lines\ncomment: ends with \\\\\nis_a: T:0\n");

        ontology.Terms[0].Name.ShouldBe("a long name of three lines");
        ontology.Terms[0].Comment.ShouldBe("ends with \\");
        ontology.Terms[0].IsA.ShouldBe([new NodeId("T:0")]);
    }

    [Fact]
    public async Task Escapes_are_undone()
    {
        OboOntology ontology = await ReadAsync(Header + "[Term]\nid: T\\:1\nname: \\{a\\}\\Wb\\tc \\! d\\\\e\\:\\,\\(\\)\\[\\]\n");

        ontology.Terms[0].Id.Value.ShouldBe("T:1");
        ontology.Terms[0].Name.ShouldBe("{a} b\tc ! d\\e:,()[]");
    }

    [Theory]
    [InlineData("\n", false, false)]
    [InlineData("\r\n", false, false)]
    [InlineData("\n", true, false)]
    [InlineData("\r\n", true, true)]
    [InlineData("\n", false, true)]
    public async Task Line_ends_marks_and_packing_do_not_change_what_is_read(string newline, bool hasMark, bool isPacked)
    {
        string text = (Header + "[Term]\nid: T:1\nname: größer\n\n[Term]\nid: T:2\nis_a: T:1").Replace("\n", newline, StringComparison.Ordinal);
        byte[] bytes = [.. hasMark ? Encoding.UTF8.Preamble : [], .. Encoding.UTF8.GetBytes(text)];

        OboOntology ontology = await OboReader.ReadAsync(new TrickleStream(isPacked ? Pack(bytes) : bytes));

        ontology.Header.FormatVersion.ShouldBe("1.4");
        ontology.Terms.Select(term => (term.Id.Value, term.Name)).ShouldBe([("T:1", "größer"), ("T:2", string.Empty)]);
        ontology.Terms[1].IsA.ShouldBe([new NodeId("T:1")]);
    }

    [Theory]
    [InlineData("[Term]\nname: x\n", 1, 0, "no id")]
    [InlineData("[Term]\nid: T:1\n[Term]\nid: T:1\n", 3, 15, "is defined twice")]
    [InlineData("[Typedef]\nid: r\n[Typedef]\nid: r\n", 3, 16, "is defined twice")]
    [InlineData("[Term]\nid: T:1\nid: T:2\n", 3, 15, "only one 'id'")]
    [InlineData("[Term]\nid:\n", 2, 7, "'id' needs an id")]
    [InlineData("[Term]\nid: T:1 T:2\n", 2, 7, "end of the line")]
    [InlineData("[Term]\nid: T:1\nis_obsolete: maybe\n", 3, 15, "true or false")]
    [InlineData("[Term\nid: T:1\n", 1, 0, "stanza such as [Term]")]
    [InlineData("[Term] x\nid: T:1\n", 1, 0, "stanza such as [Term]")]
    [InlineData("format-version: 2.0\n", 1, 0, "1.2 or 1.4")]
    [InlineData("relation,display_relation,x_index\n", 1, 0, "expected 'tag: value'")]
    [InlineData("", 1, 0, "at least one [Term], found none")]
    [InlineData("! nothing\n", 1, 0, "at least one [Term], found none")]
    public async Task Bad_input_is_one_error_that_tells_where(string text, long line, long byteOffset, string expected)
    {
        var exception = await Should.ThrowAsync<InputFormatException>(() => ReadAsync(text, "toy.obo"));

        exception.File.ShouldBe("toy.obo");
        exception.Line.ShouldBe(line);
        exception.ByteOffset.ShouldBe(byteOffset);
        exception.Message.ShouldContain(expected);
        exception.ToLine().ShouldStartWith($"toy.obo, line {line}: ");
    }

    [Fact]
    public async Task Offsets_count_bytes_of_marks_and_carriage_returns()
    {
        byte[] bytes = [.. Encoding.UTF8.Preamble, .. "format-version: 1.4\r\n[Term]\r\nid: ä\r\nid: b\r\n"u8];

        var exception = await Should.ThrowAsync<InputFormatException>(() => OboReader.ReadAsync(new MemoryStream(bytes)));

        exception.File.ShouldBeNull();
        exception.Line.ShouldBe(4);
        exception.ByteOffset.ShouldBe(3 + 21 + 8 + 8);
    }

    [Fact]
    public async Task An_id_that_is_not_UTF8_is_refused()
    {
        byte[] bytes = [.. "format-version: 1.4\n[Term]\n\nid: T:1"u8, 0xFC, (byte)'\n'];

        var exception = await Should.ThrowAsync<InputFormatException>(() => OboReader.ReadAsync(new MemoryStream(bytes)));

        exception.Line.ShouldBe(4);
        exception.Message.ShouldContain("UTF-8");
    }

    [Fact]
    public async Task A_gzip_that_is_cut_or_damaged_is_refused()
    {
        var text = new StringBuilder(Header);
        for (int i = 0; i < 5000; i++)
        {
            text.Append("[Term]\nid: T:").Append(i).Append("\nname: term number ").Append(i * 7919 % 10007).Append("\n\n");
        }

        byte[] packed = Pack(Encoding.UTF8.GetBytes(text.ToString()));
        byte[] damaged = [.. packed];
        damaged[packed.Length / 2] ^= 0x55;
        damaged[(packed.Length / 2) + 1] ^= 0x55;

        foreach (byte[] bytes in new[] { packed[..(packed.Length / 2)], packed[..^6], damaged, packed[..11] })
        {
            await Should.ThrowAsync<InputFormatException>(() => OboReader.ReadAsync(new MemoryStream(bytes)));
        }

        (await OboReader.ReadAsync(new MemoryStream(packed))).Terms.Count.ShouldBe(5000);
    }

    [Fact]
    public async Task The_stream_is_left_open()
    {
        var stream = new MemoryStream(Pack(Encoding.UTF8.GetBytes(Header + "[Term]\nid: T:1\n")));

        await OboReader.ReadAsync(stream);

        stream.CanRead.ShouldBeTrue();
    }

    [Fact]
    public async Task A_missing_file_is_an_io_error() =>
        await Should.ThrowAsync<FileNotFoundException>(() => OboReader.ReadAsync(Path.Combine(AppContext.BaseDirectory, "absent.obo")));

    [Fact]
    public async Task Reading_can_be_cancelled_before_and_while_it_runs()
    {
        await Should.ThrowAsync<OperationCanceledException>(
            () => OboReader.ReadAsync(new MemoryStream([1, 2, 3]), null, new CancellationToken(canceled: true)));

        using var source = new CancellationTokenSource();
        var endless = new EndlessStream(afterBytes: 1 << 20, source.Cancel);
        await Should.ThrowAsync<OperationCanceledException>(() => OboReader.ReadAsync(endless, null, source.Token));
    }

    [Fact]
    public async Task Any_mutation_of_a_file_is_read_or_refused_with_a_typed_error()
    {
        byte[] valid = Encoding.UTF8.GetBytes(
            Header + "[Term]\nid: T:1\nname: one {a=\"b\"}\ndef: \"x\\n\" [A:1]\nsynonym: \"s\" EXACT t [B:2 \"c\"] {d=\"e\"}\nxref: C:3 \"d\"\n"
            + "is_a: T:0 ! zero\nrelationship: part_of T:2\nis_obsolete: true\n\n[Typedef]\nid: part_of\nis_symmetric: true\n");
        byte[] alphabet = [.. "\"[]{}=,!\\:\n\r \0"u8, 0x1F, 0x8B, 0xC3, 0xFF];
        int refused = 0;
        int sets = 0;
        var random = new Random(20261122);
        while (sets < 3000)
        {
            var bytes = new List<byte>(valid);
            for (int edit = 0; edit < 3; edit++)
            {
                int at = random.Next(bytes.Count);
                byte letter = alphabet[random.Next(alphabet.Length)];
                switch (random.Next(3))
                {
                    case 0: bytes[at] = letter; break;
                    case 1: bytes.Insert(at, letter); break;
                    default: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                }
            }

            sets++;
            try
            {
                await OboReader.ReadAsync(new MemoryStream([.. bytes]));
            }
            catch (InputFormatException exception)
            {
                exception.Line.ShouldNotBeNull();
                exception.ByteOffset.ShouldNotBeNull();
                refused++;
            }
        }

        refused.ShouldBeInRange(sets / 100, sets / 2);
    }

    [Fact]
    public async Task The_Human_Phenotype_Ontology_is_read_whole()
    {
        OboOntology ontology = await OboReader.ReadAsync(TestData.Require("ontologies/hp.obo.gz"));

        // Counted in the file by grep.
        ontology.Terms.Count.ShouldBe(11_785);
        ontology.Terms.Sum(term => term.Synonyms.Count).ShouldBe(14_248);
        ontology.Terms.Sum(term => term.IsA.Count).ShouldBe(15_459);
        ontology.Terms.Sum(term => term.AltIds.Count).ShouldBe(3_496);
        ontology.Terms.Sum(term => term.Xrefs.Count).ShouldBe(5_486);
        ontology.Terms.Count(term => term.IsObsolete).ShouldBe(112);
        ontology.Terms.Sum(term => term.ReplacedBy.Count).ShouldBe(36);
        ontology.Terms.Sum(term => term.Consider.Count).ShouldBe(33);
        ontology.Terms.Count(term => term.Definition is not null).ShouldBe(8_480);
        CountOf(OboSynonymScope.Exact).ShouldBe(12_162);
        CountOf(OboSynonymScope.Related).ShouldBe(1_237);
        CountOf(OboSynonymScope.Broad).ShouldBe(440);
        CountOf(OboSynonymScope.Narrow).ShouldBe(409);
        ontology.UnknownTags.ShouldBeEmpty();
        ontology.ReadReport.CountByReason.ShouldBeEmpty();
        ontology.Header.DataVersion.ShouldBe("releases/2016-04-01");
        ontology.TryGetTerm(new NodeId("HP:0001945"), out OboTerm? fever).ShouldBeTrue();
        fever.Name.ShouldBe("Fever");
        fever.Namespace.ShouldBe("human_phenotype");

        // A name with modifiers loses them and nothing else.
        ontology.Terms.ShouldContain(term => term.Name == "Increased serum insulin-like growth factor 1");

        int CountOf(OboSynonymScope scope) => ontology.Terms.Sum(term => term.Synonyms.Count(synonym => synonym.Scope == scope));
    }

    [Fact]
    public async Task The_Disease_Ontology_is_read_whole()
    {
        OboOntology ontology = await OboReader.ReadAsync(TestData.Require("ontologies/doid.obo.gz"));

        ontology.Terms.Count.ShouldBe(9_243);
        ontology.RelationshipTypes.Count.ShouldBe(15);
        ontology.Terms.Sum(term => term.Synonyms.Count).ShouldBe(16_302);
        ontology.Terms.Sum(term => term.Xrefs.Count).ShouldBe(36_661);
        ontology.Terms.Sum(term => term.IsA.Count).ShouldBe(8_062);
        ontology.Terms.Count(term => term.IsObsolete).ShouldBe(2_369);
        ontology.UnknownTags.ShouldBeEmpty();
        ontology.ReadReport.CountByReason.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_old_id_leads_to_the_term_in_use()
    {
        OboOntology ontology = await ReadAsync(Header + """
            [Term]
            id: T:1
            alt_id: T:10
            alt_id: T:11
            [Term]
            id: T:2
            alt_id: T:11
            [Term]
            id: T:3
            is_obsolete: true
            replaced_by: T:4
            [Term]
            id: T:4
            alt_id: T:40
            is_obsolete: true
            replaced_by: T:10
            [Term]
            id: T:5
            is_obsolete: true
            consider: T:1
            [Term]
            id: T:6
            is_obsolete: true
            replaced_by: T:7
            [Term]
            id: T:7
            is_obsolete: true
            replaced_by: T:6
            [Term]
            id: T:8
            is_obsolete: true
            replaced_by: T:1
            replaced_by: T:2
            """);

        Resolved("T:1").ShouldBe("T:1");
        Resolved("T:10").ShouldBe("T:1");
        Resolved("T:3").ShouldBe("T:1");
        Resolved("T:4").ShouldBe("T:1");
        Resolved("T:40").ShouldBe("T:1");
        Resolved("T:11").ShouldBeNull("two terms claim it");
        Resolved("T:5").ShouldBeNull("it was given up");
        Resolved("T:6").ShouldBeNull("it goes in a circle");
        Resolved("T:8").ShouldBeNull("two terms replace it");
        Resolved("T:99").ShouldBeNull();
        ontology.Resolve(default).ShouldBeNull();
        ontology.TryGetTerm(new NodeId("T:10"), out _).ShouldBeFalse();

        string? Resolved(string id) => ontology.Resolve(new NodeId(id))?.Id.Value;
    }

    private static async Task<OboOntology> ReadAsync(string text, string? file = null) =>
        await OboReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), new OboReadOptions { InputName = file });

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>Hands out one byte at a time.</summary>
    private sealed class TrickleStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer.Length > 1 ? buffer[..1] : buffer, cancellationToken);
    }

    /// <summary>Comment lines without end, and a call back after some of them.</summary>
    private sealed class EndlessStream(long afterBytes, Action callBack) : MemoryStream
    {
        private long _given;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            for (int i = 0; i < buffer.Length; i++)
            {
                buffer.Span[i] = (_given + i) % 2 == 0 ? (byte)'!' : (byte)'\n';
            }

            _given += buffer.Length;
            if (_given > afterBytes)
            {
                callBack();
            }

            return ValueTask.FromResult(buffer.Length);
        }
    }
}
