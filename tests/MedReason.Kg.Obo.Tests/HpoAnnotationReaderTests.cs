using System.Text;
using System.Text.Json;

namespace MedReason.Kg.Obo.Tests;

/// <summary>What lines of phenotype.hpoa become: nodes, relations, polarity, attributes, and what is refused.</summary>
public sealed class HpoAnnotationReaderTests
{
    [Theory]
    [InlineData("P", "has_phenotype", "presents")]
    [InlineData("I", "has_inheritance", "has_attribute")]
    [InlineData("C", "has_clinical_course", "has_attribute")]
    [InlineData("M", "has_clinical_modifier", "has_attribute")]
    [InlineData("H", "has_past_medical_history", "associated")]
    public async Task The_aspect_decides_the_relation_and_only_a_phenotype_is_a_finding(string aspect, string relation, string meaning)
    {
        GraphReadResult result = await HpoAnnotationText.ReadAsync(HpoAnnotationText.Row(aspect: aspect));

        RelationInfo info = result.Graph.Relations.Single();
        info.Relation.Value.ShouldBe(relation);
        info.Meaning.Value.ShouldBe(meaning);
        info.Polarity.ShouldBe(Polarity.Affirmed);
        result.UndeclaredRelations.ShouldBeEmpty();
        HpoAnnotationText.Edges(result.Graph).Select(HpoAnnotationText.Format).ShouldBe([$"OMIM:154700 {relation} HP:0001166"]);
    }

    [Theory]
    [InlineData("NOT", "")]
    [InlineData("not", "")]
    [InlineData("NOT", "3/7")]
    [InlineData("", "0/12")]
    [InlineData("", "0%")]
    [InlineData("", "HP:0040285")]
    public async Task A_denied_or_excluded_phenotype_is_an_edge_of_the_denied_relation(string qualifier, string frequency)
    {
        GraphReadResult result = await HpoAnnotationText.ReadAsync(HpoAnnotationText.Row(qualifier: qualifier, frequency: frequency));

        RelationInfo info = result.Graph.Relations.Single();
        info.Relation.Value.ShouldBe("has_phenotype/negated");
        info.Polarity.ShouldBe(Polarity.Absent);
        info.Meaning.ShouldBe(RelationMeaning.Presents);
    }

    [Theory]
    [InlineData("1/12")]
    [InlineData("1%")]
    [InlineData("HP:0040284")]
    public async Task A_rare_phenotype_is_affirmed(string frequency)
    {
        GraphReadResult result = await HpoAnnotationText.ReadAsync(HpoAnnotationText.Row(frequency: frequency));

        result.Graph.Relations.Single().Polarity.ShouldBe(Polarity.Affirmed);
    }

    [Fact]
    public async Task Nodes_have_types_and_diseases_have_names_of_which_the_first_counts()
    {
        GraphReadResult result = await HpoAnnotationText.ReadAsync(
            HpoAnnotationText.Row(), HpoAnnotationText.Row("HP:0001519", name: "MARFAN SYNDROME; MFS"), HpoAnnotationText.Row("HP:0001519"));

        KgNode disease = (await result.Graph.GetNodeAsync(new NodeId("OMIM:154700"))).ShouldNotBeNull();
        disease.Name.ShouldBe("Marfan syndrome");
        disease.Synonyms.ShouldBe(["MARFAN SYNDROME; MFS"]);
        disease.Type.Value.ShouldBe("disease");
        KgNode phenotype = (await result.Graph.GetNodeAsync(new NodeId("HP:0001166"))).ShouldNotBeNull();
        phenotype.Type.Value.ShouldBe("effect/phenotype");
        phenotype.Name.ShouldBeEmpty();
        result.Remarks.ShouldContain(remark => remark.Contains("no names of HPO terms"));
    }

    [Fact]
    public async Task Each_different_statement_of_an_edge_is_kept_once()
    {
        string full = HpoAnnotationText.Row(
            reference: "PMID:1;OMIM:154700", evidence: "PCS", onset: "HP:0003577", frequency: "7/10", sex: "MALE", modifier: "HP:0025206;HP:0012825");
        GraphReadResult result = await HpoAnnotationText.ReadAsync(full, HpoAnnotationText.Row(reference: "ORPHA:558", evidence: "TAS"), full);

        KgEdge edge = HpoAnnotationText.Edges(result.Graph).Single();
        IReadOnlyList<KgEdgeAttributes> statements = (await result.Graph.GetAttributesAsync([edge]))[0];
        statements.Select(HpoAnnotationText.Format).ShouldBe(
            [
                "ORPHA:558|TAS|||||HPO:curator[2020-01-01]",
                "PMID:1;OMIM:154700|PCS|HP:0003577|7/10|MALE|HP:0025206;HP:0012825|HPO:curator[2020-01-01]",
            ], ignoreOrder: true);
        statements.ShouldAllBe(statement => statement.Sources.Single() == "infores:hpo-annotations");
        result.RowCount.ShouldBe(3);
        result.MergedRowCount.ShouldBe(2);
    }

    [Fact]
    public async Task A_pair_that_one_row_affirms_and_another_denies_has_both_edges_and_a_remark()
    {
        GraphReadResult result = await HpoAnnotationText.ReadAsync(
            HpoAnnotationText.Row(), HpoAnnotationText.Row(frequency: "0/5"), HpoAnnotationText.Row("HP:0001519", qualifier: "NOT", frequency: "5/5"));

        result.Graph.EdgeCount.ShouldBe(3);
        result.Remarks.ShouldContain("1 pairs of a disease and a term are affirmed by one row and denied by another; both edges are kept");
        result.Remarks.ShouldContain(remark => remark.StartsWith("1 rows with the qualifier NOT have a frequency above 0"));
    }

    [Theory]
    [InlineData("#date: 2023-01-27\n", "2023-01-27")]
    [InlineData("#date: 2023-01-27\n#version: v2024-04-26\n", "v2024-04-26")]
    [InlineData("", "")]
    public async Task The_comments_give_the_version(string comments, string version)
    {
        GraphReadResult result = await HpoAnnotationText.ReadTextAsync(comments + HpoAnnotationText.NewColumns + "\n" + HpoAnnotationText.Row());

        result.Graph.Metadata.Version.ShouldBe(version);
        result.Graph.Metadata.Name.ShouldBe("HPO annotations");
    }

    [Fact]
    public async Task Options_name_the_graph_and_describe_its_relations()
    {
        RelationInfo own = RelationInfo.FromName(new RelationType("has_phenotype"), "shows") with { Meaning = RelationMeaning.Associated };
        GraphReadResult result = await HpoAnnotationText.ReadTextAsync(
            HpoAnnotationText.File(HpoAnnotationText.Row(), HpoAnnotationText.Row("HP:0001519", qualifier: "NOT")),
            new GraphReadOptions { Name = "mine", Version = "7", Relations = new RelationVocabulary("own", [own]) });

        result.Graph.Metadata.Name.ShouldBe("mine");
        result.Graph.Metadata.Version.ShouldBe("7");
        result.Graph.Relations.Select(relation => relation.DisplayName).ShouldBe(["shows", "not shows"]);
    }

    [Theory]
    [InlineData("\n", false)]
    [InlineData("\r\n", false)]
    [InlineData("\r\n", true)]
    public async Task Line_ends_byte_order_mark_blank_lines_comments_and_gzip_make_no_difference(string lineEnd, bool isPacked)
    {
        string text = "\uFEFF" + HpoAnnotationText.File("", HpoAnnotationText.Row(), "# a comment", HpoAnnotationText.Row("HP:0001519")).Replace("\n", lineEnd);
        GraphReadResult plain = await HpoAnnotationText.ReadAsync(HpoAnnotationText.Row(), HpoAnnotationText.Row("HP:0001519"));

        GraphReadResult result = await HpoAnnotationText.ReadBytesAsync(isPacked ? HpoAnnotationText.Gzip(text) : Encoding.UTF8.GetBytes(text.TrimEnd()));

        result.RowCount.ShouldBe(2);
        result.Graph.Metadata.ContentHash.ShouldBe(plain.Graph.Metadata.ContentHash);
    }

    [Theory]
    [InlineData("frequency", "7/0", RefusalReasons.InvalidValue)]
    [InlineData("frequency", "9/7", RefusalReasons.InvalidValue)]
    [InlineData("frequency", "140%", RefusalReasons.InvalidValue)]
    [InlineData("frequency", "often", RefusalReasons.InvalidValue)]
    [InlineData("frequency", "HP:0003577", RefusalReasons.InvalidValue)]
    [InlineData("qualifier", "MAYBE", RefusalReasons.InvalidValue)]
    [InlineData("aspect", "X", RefusalReasons.InvalidValue)]
    [InlineData("aspect", "", RefusalReasons.EmptyField)]
    [InlineData("phenotype", "HPO1166", RefusalReasons.InvalidValue)]
    [InlineData("phenotype", "", RefusalReasons.EmptyField)]
    [InlineData("disease", "154700", RefusalReasons.InvalidValue)]
    [InlineData("disease", "", RefusalReasons.EmptyField)]
    [InlineData("name", " ", RefusalReasons.EmptyField)]
    [InlineData("reference", "", RefusalReasons.EmptyField)]
    [InlineData("evidence", "", RefusalReasons.EmptyField)]
    [InlineData("name", "a\tb", RefusalReasons.FieldCount)]
    [InlineData("name", "a\0b", RefusalReasons.NulByte)]
    public async Task A_line_with_a_wrong_value_is_refused_with_file_and_line(string field, string value, string reason)
    {
        string Value(string name, string otherwise) => name == field ? value : otherwise;
        string row = HpoAnnotationText.Row(
            Value("phenotype", "HP:0001519"),
            Value("disease", "OMIM:1"),
            Value("name", "Other"),
            Value("qualifier", ""),
            Value("reference", "PMID:2"),
            Value("evidence", "TAS"),
            frequency: Value("frequency", ""),
            aspect: Value("aspect", "P"));
        using var report = new StringWriter();
        var options = new GraphReadOptions { OnError = GraphErrorHandling.Report, Report = report, InputName = "phenotype.hpoa" };

        GraphReadResult result = await HpoAnnotationText.ReadTextAsync(HpoAnnotationText.File(HpoAnnotationText.Row(), row), options);
        InputFormatException failure = await Should.ThrowAsync<InputFormatException>(() => HpoAnnotationText.ReadAsync(HpoAnnotationText.Row(), row));

        result.Refused.Single().Reason.ShouldBe(reason);
        result.Refused.Single().Line.ShouldBe(5);
        result.Graph.EdgeCount.ShouldBe(1);
        result.Graph.NodeCount.ShouldBe(2);
        result.RowCount.ShouldBe(2);
        using JsonDocument line = JsonDocument.Parse(report.ToString());
        line.RootElement.GetProperty("file").GetString().ShouldBe("phenotype.hpoa");
        line.RootElement.GetProperty("line").GetInt64().ShouldBe(5);
        line.RootElement.GetProperty("reason").GetString().ShouldBe(reason);
        failure.Line.ShouldBe(5);
    }

    [Fact]
    public async Task A_short_line_and_one_that_is_not_UTF8_are_refused()
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(HpoAnnotationText.File("OMIM:1\tShort")), 0xC3, 0x28, .. "\n"u8, .. Encoding.UTF8.GetBytes(HpoAnnotationText.Row())];

        GraphReadResult result = await HpoAnnotationText.ReadBytesAsync(text, new GraphReadOptions { OnError = GraphErrorHandling.Report });

        result.Refused.Select(row => (row.Line, row.Reason)).ShouldBe([(4, RefusalReasons.FieldCount), (5, RefusalReasons.InvalidUtf8)]);
        result.Refused[0].Detail.ShouldBe("expected 12 fields, found 2");
        result.Graph.EdgeCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_line_of_100_MB_is_refused_once_and_reading_goes_on()
    {
        byte[] start = Encoding.UTF8.GetBytes(HpoAnnotationText.File());
        byte[] end = Encoding.UTF8.GetBytes("\n" + HpoAnnotationText.Row());
        byte[] text = new byte[start.Length + 100_000_000 + end.Length];
        text.AsSpan().Fill((byte)'x');
        start.CopyTo(text, 0);
        end.CopyTo(text, text.Length - end.Length);

        GraphReadResult result = await HpoAnnotationText.ReadBytesAsync(text, new GraphReadOptions { OnError = GraphErrorHandling.Report });

        result.Refused.Single().Reason.ShouldBe(RefusalReasons.TooLong);
        result.Refused.Single().Line.ShouldBe(4);
        result.Graph.EdgeCount.ShouldBe(1);
    }

    [Theory]
    [InlineData("", "found the end of the input")]
    [InlineData("#date: 2023-01-27\n", "found the end of the input")]
    [InlineData("OMIM:1\tA\t\tHP:1\tx\tTAS\t\t\t\t\tP\tHPO:x\n", "found \"OMIM:1")]
    [InlineData("database_id\tdisease_name\tqualifier\thpo_id\n", "expected a column reference, found the columns database_id, disease_name, qualifier, hpo_id")]
    public async Task An_input_without_its_columns_is_refused_even_where_rows_are_reported(string text, string message)
    {
        InputFormatException exception = await Should.ThrowAsync<InputFormatException>(
            () => HpoAnnotationText.ReadTextAsync(text, new GraphReadOptions { OnError = GraphErrorHandling.Report }));

        exception.Message.ShouldContain(message);
        exception.File.ShouldBe("input");
    }

    [Fact]
    public async Task A_gzip_that_is_cut_short_and_a_file_that_is_absent_are_refused()
    {
        byte[] packed = HpoAnnotationText.Gzip(HpoAnnotationText.File([.. Enumerable.Range(0, 500).Select(i => HpoAnnotationText.Row($"HP:{i:0000000}"))]));

        await Should.ThrowAsync<InputFormatException>(() => HpoAnnotationText.ReadBytesAsync(packed[..^20]));
        InputFormatException absent = await Should.ThrowAsync<InputFormatException>(() => HpoAnnotationReader.ReadAsync("no-such.hpoa"));
        absent.File.ShouldBe("no-such.hpoa");
    }

    [Fact]
    public async Task A_cancelled_reading_ends()
    {
        using var stop = new CancellationTokenSource();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(HpoAnnotationText.File(HpoAnnotationText.Row())));
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => HpoAnnotationReader.ReadAsync(stream, cancellationToken: stop.Token));
    }

    [Fact]
    public async Task A_snapshot_keeps_terms_without_a_name()
    {
        GraphReadResult result = await HpoAnnotationText.ReadAsync(HpoAnnotationText.Row(frequency: "7/10"), HpoAnnotationText.Row("HP:0001519"));
        string file = Path.Combine(Path.GetTempPath(), $"medreason-hpoa-{Environment.ProcessId}.mrkg");
        try
        {
            await result.Graph.SaveSnapshotAsync(file);
            using InMemoryKnowledgeGraph opened = await InMemoryKnowledgeGraph.OpenSnapshotAsync(file);

            opened.Metadata.ContentHash.ShouldBe(result.Graph.Metadata.ContentHash);
            (await opened.SearchAsync([""]))[0].ShouldBeEmpty();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
