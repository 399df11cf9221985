using System.Text.Json;

namespace MedReason.Datasets.Tests;

public sealed class DatasetExporterTests
{
    public static TheoryData<ExportFormat, ReasoningForm> Formats()
    {
        var data = new TheoryData<ExportFormat, ReasoningForm>();
        foreach (ExportFormat format in Enum.GetValues<ExportFormat>())
        {
            data.Add(format, ReasoningForm.Think);
            data.Add(format, ReasoningForm.Published);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Every_export_passes_its_validator_and_forty_violations_are_caught(ExportFormat format, ReasoningForm form)
    {
        using var run = new SampleRun();
        string output = run.PathOf("out.jsonl");
        ExportReport report = await DatasetExporter.WriteAsync(run.Folder, output, new ExportOptions { SourceTerms = "CC0", Format = format, Reasoning = form, IncludeOptions = true });

        report.TrainRows.ShouldBe(54);
        (await ExportValidator.ValidateAsync(output, format, form)).ShouldBeEmpty();
        var random = new Random(20250504 + (int)format);
        var ways = ExportViolations.Of(format, form);
        for (int i = 0; i < 40; i++)
        {
            (string name, string rule, ExportViolations.Breaking breaks) = ways[i % ways.Count];
            await File.WriteAllBytesAsync(run.PathOf("broken.jsonl"), breaks([.. File.ReadAllLines(output)], random));
            IReadOnlyList<ExportViolation> found = await ExportValidator.ValidateAsync(run.PathOf("broken.jsonl"), format, form);
            found.Select(violation => violation.Rule).ShouldContain(rule, $"{format}: {name}: {string.Join("; ", found.Select(violation => violation.Message))}");
        }
    }

    [Theory]
    [InlineData(ExportFormat.TrlMessages)]
    [InlineData(ExportFormat.MedReason)]
    public async Task Rows_split_by_cluster_the_same_whatever_their_order(ExportFormat format)
    {
        using var run = new SampleRun(rows: 200, copies: 40);
        var options = new ExportOptions { SourceTerms = "CC0", Format = format, ValidationShare = 0.3, Seed = 5 };
        ExportReport report = await DatasetExporter.WriteAsync(run.Folder, run.PathOf("one.jsonl"), options);
        Dictionary<string, string> first = Places(run.PathOf("one.ids.jsonl"));

        run.Reorder(new Random(3));
        await DatasetExporter.WriteAsync(run.Folder, run.PathOf("one.jsonl"), options);

        report.ValidationRows.ShouldBeInRange(40, 90);
        (report.TrainRows + report.ValidationRows).ShouldBe(first.Count);
        Places(run.PathOf("one.ids.jsonl")).ShouldBe(first, ignoreOrder: true);

        // Row 200 + i repeats question i.
        for (int i = 0; i < 40; i++)
        {
            if (first.TryGetValue($"{200 + i}", out string? place))
            {
                place.ShouldBe(first[$"{i}"]);
            }
        }

        static Dictionary<string, string> Places(string path) => File.ReadLines(path).Select(Parse).ToDictionary(row => row.GetProperty("id").GetString()!, row => row.GetProperty("file").GetString()!);
    }

    [Fact]
    public async Task Shards_hold_every_row_once_and_the_same_run_gives_the_same_bytes()
    {
        using var run = new SampleRun();
        var options = new ExportOptions { SourceTerms = "CC0", Format = ExportFormat.ShareGpt, Shards = 3 };
        ExportReport report = await DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), options);
        byte[] card = File.ReadAllBytes(run.PathOf("README.md"));
        ExportReport again = await DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), options);

        report.Files.Take(3).Select(file => file.Name).ShouldBe(["a-00000-of-00003.jsonl", "a-00001-of-00003.jsonl", "a-00002-of-00003.jsonl"]);
        report.Files.Take(3).Sum(file => File.ReadLines(run.PathOf(file.Name)).Count()).ShouldBe(54);
        report.Files.Take(3).SelectMany(file => File.ReadLines(run.PathOf(file.Name))).Distinct().Count().ShouldBe(54);
        again.Files.Select(file => file.Sha256).ShouldBe(report.Files.Select(file => file.Sha256));
        File.ReadAllBytes(run.PathOf("README.md")).ShouldBe(card);
        Directory.GetFiles(run.Folder, "*.partial").ShouldBeEmpty();
    }

    [Fact]
    public async Task Ids_have_one_type_in_every_row()
    {
        using var whole = new SampleRun();
        using var mixed = new SampleRun(mixedIds: true);
        await DatasetExporter.WriteAsync(whole.Folder, whole.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "CC0" });
        await DatasetExporter.WriteAsync(mixed.Folder, mixed.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "CC0" });

        File.ReadLines(whole.PathOf("a.jsonl")).Select(Parse).ShouldAllBe(row => row.GetProperty("id_in_dataset").ValueKind == JsonValueKind.Number);
        File.ReadLines(mixed.PathOf("a.jsonl")).Select(Parse).ShouldAllBe(row => row.GetProperty("id_in_dataset").ValueKind == JsonValueKind.String);
    }

    [Fact]
    public async Task The_medreason_format_begins_with_the_published_fields()
    {
        using var run = new SampleRun();
        await DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "CC0" });

        Parse(File.ReadLines(run.PathOf("a.jsonl")).First()).EnumerateObject().Select(member => member.Name).Take(6)
            .ShouldBe(["dataset_name", "id_in_dataset", "question", "answer", "options", "reasoning"]);
    }

    [Fact]
    public async Task The_medreason_format_carries_the_references_of_each_row()
    {
        using var run = new SampleRun();
        await DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "CC0" });
        JsonElement[] rows = [.. File.ReadLines(run.PathOf("a.jsonl")).Select(Parse)];

        JsonElement edge = rows[0].GetProperty("references").EnumerateArray().ShouldHaveSingleItem();
        edge.GetProperty("source").GetString().ShouldBe("DrugBank:DB0001");
        edge.GetProperty("relation").GetString().ShouldBe("indication");
        edge.GetProperty("target").GetString().ShouldBe("MONDO:0000001");
        JsonElement[] statements = [.. edge.GetProperty("attributes").EnumerateArray()];
        statements[0].GetRawText().ShouldContain("\"publications\":[\"PMID:12565827\"],\"evidence_codes\":[\"PCS\"],\"frequency\":\"7/10\",\"onset\":\"HP:0003577\",\"sex\":\"female\",\"confidence\":\"0.5\"");
        statements[0].GetProperty("sources")[0].GetString().ShouldBe("infores:drugcentral");
        statements[0].GetProperty("additional").EnumerateArray().Select(pair => pair.GetProperty("name").GetString()).ShouldBe(["< |im_end|>", "ward"]);

        // What a statement leaves out is there, and of the same type.
        statements[1].GetRawText().ShouldBe("{\"sources\":[\"infores:ctd\"],\"publications\":[],\"evidence_codes\":[],\"frequency\":\"\",\"onset\":\"\",\"sex\":\"\",\"confidence\":\"\",\"additional\":[]}");
        rows[1].GetProperty("references").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData(ExportFormat.TrlMessages)]
    [InlineData(ExportFormat.TrlPromptCompletion)]
    [InlineData(ExportFormat.ShareGpt)]
    [InlineData(ExportFormat.Alpaca)]
    [InlineData(ExportFormat.OpenAI)]
    public async Task The_formats_of_trainers_hold_no_references(ExportFormat format)
    {
        using var run = new SampleRun();
        await DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "CC0", Format = format });

        File.ReadAllText(run.PathOf("a.jsonl")).ShouldNotContain("infores:");
    }

    [Fact]
    public async Task Prompts_hold_the_options_only_where_asked()
    {
        using var run = new SampleRun();
        await DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "CC0", Format = ExportFormat.TrlMessages });
        await DatasetExporter.WriteAsync(run.Folder, run.PathOf("b.jsonl"), new ExportOptions { SourceTerms = "CC0", Format = ExportFormat.TrlMessages, IncludeOptions = true });

        File.ReadAllText(run.PathOf("a.jsonl")).ShouldNotContain("Answer Choices:");
        File.ReadLines(run.PathOf("b.jsonl")).Count(line => line.Contains("Answer Choices:", StringComparison.Ordinal)).ShouldBe(36);
    }

    [Fact]
    public async Task A_small_openai_file_is_refused_and_nothing_takes_its_name()
    {
        using var run = new SampleRun(rows: 9);

        ExportException failure = await Should.ThrowAsync<ExportException>(() => DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "CC0", Format = ExportFormat.OpenAI }));

        failure.Message.ShouldContain("at least 10 rows");
        Directory.GetFiles(run.Folder).Select(Path.GetFileName).ShouldBe(["results.jsonl"]);
    }

    [Fact]
    public async Task A_readme_of_somebody_else_is_not_written_over()
    {
        using var run = new SampleRun();
        File.WriteAllText(run.PathOf("README.md"), "# My project");

        (await Should.ThrowAsync<ExportException>(() => DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "CC0" }))).Message.ShouldContain("folder of its own");
        File.ReadAllText(run.PathOf("README.md")).ShouldBe("# My project");
    }

    [Fact]
    public async Task The_terms_of_a_relation_hold_for_the_graphs_that_have_it_from_there_alone()
    {
        using var run = new SampleRun();
        string results = run.PathOf("results.jsonl");
        await File.WriteAllTextAsync(results, (await File.ReadAllTextAsync(results)).Replace("PrimeKG toy", "a hospital's own", StringComparison.Ordinal));
        await DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "CC0" });
        string card = await File.ReadAllTextAsync(run.PathOf("README.md"));
        card.ShouldNotContain("DrugCentral");
        card.ShouldContain("ask the graph's origin");
    }

    [Fact]
    public async Task The_card_begins_with_yaml_and_no_text_of_the_data_is_markup_in_it()
    {
        using var run = new SampleRun();
        await DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "CC0", ValidationShare = 0.2, GraphTerms = "CC BY 4.0 <img src=x>" });
        string card = File.ReadAllText(run.PathOf("README.md"));

        card.ShouldStartWith("---\npretty_name: \"a\"\nlicense: other\n");
        card.ShouldContain("  - split: validation\n    path:\n    - \"a.validation.jsonl\"\n");
        card.ShouldContain("| own\\|set&lt;script&gt; | not declared | train |");
        card.ShouldContain("| indication | ");
        card.ShouldContain("DrugCentral: CC BY-SA 4.0");
        card.ShouldContain("| PrimeKG toy | 1 | abc | 54 |");
        card.ShouldContain("| model-x | ");
        card.ShouldContain("| write | template-1 | 54 |");
        card.ShouldContain("**Not compared with any benchmark.**");
        card.ShouldContain("questions of the run: rejected | 6 |");
        card.ShouldContain("## Not to be used for");
        card.ShouldNotContain("<script");
        card.ShouldNotContain("<img");
    }

    [Theory]
    [InlineData(ExportFormat.MedReason)]
    [InlineData(ExportFormat.TrlPromptCompletion)]
    public async Task The_card_declares_the_type_of_every_column_so_that_empty_lists_have_one(ExportFormat format)
    {
        using var run = new SampleRun();
        await DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions { Format = format, SourceTerms = "CC0" });
        string yaml = File.ReadAllText(run.PathOf("README.md")).Split("---\n")[1];

        string features = yaml[yaml.IndexOf("dataset_info:\n  config_name: default\n  features:\n", StringComparison.Ordinal)..];
        string[] columns = [.. features.Split('\n').Where(line => line.StartsWith("  - name: ", StringComparison.Ordinal)).Select(line => line[10..])];
        columns.ShouldBe(Parse(File.ReadLines(run.PathOf("a.jsonl")).First()).EnumerateObject().Select(member => member.Name));
        if (format == ExportFormat.MedReason)
        {
            features.ShouldContain("  - name: overlaps\n    list:\n    - name: benchmark\n      dtype: string\n");
            features.ShouldContain("    - name: hops\n      list:\n        list:\n        - name: relation\n          dtype: string\n        - name: forward\n          dtype: bool\n");
            features.ShouldContain("    - name: models\n      list: string\n");
            features.ShouldContain("  - name: usage\n    struct:\n    - name: calls\n      dtype: int64\n");
        }
    }

    [Fact]
    public async Task Rows_below_the_least_grade_are_left_out_and_the_card_counts_the_grades()
    {
        using var run = new SampleRun();
        string[] rows = run.Results;
        for (int i = 0; i < rows.Length; i++)
        {
            string grade = (i % 3) switch { 0 => "\"associated\"", 1 => "\"supporting\"", _ => "\"discriminating\"" };
            rows[i] = rows[i].Replace("\"grade\":null", $"\"grade\":{grade}", StringComparison.Ordinal);
        }

        File.WriteAllLines(run.PathOf("results.jsonl"), rows);
        var all = new ExportOptions { SourceTerms = "CC0" };
        var argued = new ExportOptions { SourceTerms = "CC0", MinGrade = EvidenceGrade.Supporting };
        ExportReport whole = await DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), all);
        ExportReport kept = await DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), argued);

        kept.Omitted["below_grade"].ShouldBe(whole.TrainRows - kept.TrainRows);
        kept.TrainRows.ShouldBeInRange(1, whole.TrainRows - 1);
        File.ReadLines(run.PathOf("a.jsonl")).ShouldAllBe(row => !row.Contains("\"associated\""));
        string card = File.ReadAllText(run.PathOf("README.md"));
        card.ShouldContain("## Grade of the evidence");
        card.ShouldContain(" | supporting | ");
        card.ShouldNotContain(" | associated | ");
    }

    [Fact]
    public async Task Flagged_rows_are_left_out_or_kept_with_what_they_overlap_and_old_reports_are_refused()
    {
        using var run = new SampleRun(copies: 5);
        string benchmark = run.PathOf("bench.jsonl");
        string stem = Parse(run.Results[2]).GetProperty("question").GetString()!;
        File.WriteAllText(benchmark, $"{{\"id\":\"b\",\"question\":{JsonSerializer.Serialize(stem)},\"options\":{{\"A\":\"Drug 2\"}}}}\n");
        DecontaminationReport report = await Decontaminator.CompareAsync(run.Folder, [new BenchmarkFile { Path = benchmark }]);
        File.WriteAllBytes(run.PathOf(DecontaminationReport.FileName), report.ToUtf8(withOverlaps: true));

        (report.RawRows, report.FlaggedRows, report.CleanRows, report.DuplicateRows).ShouldBe((59, 2, 57, 5));
        ExportReport dropped = await DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "CC0" });
        dropped.Omitted.ShouldBe(new Dictionary<string, int> { ["contaminated"] = 2 });
        dropped.TrainRows.ShouldBe(57);
        File.ReadAllText(run.PathOf("README.md")).ShouldContain("59 accepted rows were compared, 2 overlap a benchmark, 57 do not");

        ExportReport kept = await DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "CC0", KeepContaminated = true, DropNearDuplicates = true });
        kept.TrainRows.ShouldBe(54);
        kept.Omitted.ShouldBe(new Dictionary<string, int> { ["near_duplicate"] = 5 });
        File.ReadLines(run.PathOf("a.jsonl")).Select(Parse).Count(row => row.GetProperty("overlaps").GetArrayLength() == 1).ShouldBe(1);

        run.Reorder(new Random(1));
        (await Should.ThrowAsync<ExportException>(() => DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "CC0" }))).Message.ShouldContain("decontaminate again");
    }

    [Fact]
    public async Task A_run_without_accepted_rows_is_told()
    {
        using var run = new SampleRun(rows: 0);

        (await Should.ThrowAsync<ExportException>(() => DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "CC0" }))).Message.ShouldContain("no accepted row");
    }

    internal static JsonElement Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
