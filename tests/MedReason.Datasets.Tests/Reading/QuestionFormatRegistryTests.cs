using MedReason.Tests;

namespace MedReason.Datasets.Tests;

/// <summary>What no registered format knows is refused: a format, a role, terms and the start of a file are never guessed.</summary>
public sealed class QuestionFormatRegistryTests
{
    private const string GenericRow = """{"id":"a","question":"Q","options":{"A":"x","B":"y"},"answer":"x"}""";
    private const string MmluRow = """{"problem_id":1,"problem_text":"Q","choices":["x","y"],"answer":["a"]}""";

    [Theory]
    [InlineData("head-qa")]
    [InlineData("MedQA")]
    [InlineData("")]
    public void An_unknown_format_is_refused_before_the_file_is_opened_and_never_read_as_generic(string format)
    {
        ArgumentException refusal = Should.Throw<ArgumentException>(() => QuestionReader.ReadAsync("no-such-file.jsonl", format));

        refusal.Message.ShouldContain("medqa, medmcqa, pubmedqa, mmlu, medxpertqa, hle, huatuo, medbullets, generic");
    }

    [Theory]
    [InlineData("head-qa", null)]
    [InlineData("head-qa", "train")]
    [InlineData(null, null)]
    [InlineData("generic", "holdout")]
    public void A_role_that_no_format_states_is_unknown_and_refused(string? dataset, string? split)
    {
        SourceRole role = QuestionFormatRegistry.Default.GetRole(dataset, split);

        role.ShouldBe(SourceRole.Unknown);
        SourceRoles.FindRefusal(Row(dataset, role), allowBenchmark: false)!.ShouldContain("is not known");
        SourceRoles.FindRefusal(Row(dataset, role), allowBenchmark: true).ShouldBeNull();
        SourceRoles.FindRefusal(Row(dataset, default), allowBenchmark: false).ShouldNotBeNull("a row is not for training unless it says so");
    }

    [Theory]
    [InlineData("mmlu", MmluRow, "my-own", "train", SourceRole.Benchmark)]
    [InlineData("mmlu", MmluRow, "medqa", "train", SourceRole.Benchmark)]
    [InlineData("generic", GenericRow, "MMLU", "train", SourceRole.Benchmark)]
    [InlineData("generic", GenericRow, "medqa", null, SourceRole.Undeclared)]
    [InlineData("generic", GenericRow, "head-qa", null, SourceRole.Unknown)]
    [InlineData("generic", GenericRow, "ward-7", "train", SourceRole.Train)]
    [InlineData("generic", GenericRow, null, null, SourceRole.Train)]
    public async Task Another_name_does_not_free_a_bank_for_training(string format, string row, string? dataset, string? split, SourceRole expected)
    {
        List<QuestionRow> rows = await ReadAsync(row, format, new QuestionReaderOptions { DatasetName = dataset, Split = split });

        rows.ShouldHaveSingleItem().Role.ShouldBe(expected);
    }

    [Fact]
    public async Task Terms_that_no_format_states_are_stated_by_the_caller_or_the_export_is_refused()
    {
        using var run = new SampleRun();
        InputFormatException refusal = await Should.ThrowAsync<InputFormatException>(
            () => DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions()));
        refusal.ToLine().ShouldStartWith("results.jsonl, line 2: expected the dataset of a registered format, found another");
        File.Exists(run.PathOf("a.jsonl")).ShouldBeFalse();

        await DatasetExporter.WriteAsync(run.Folder, run.PathOf("a.jsonl"), new ExportOptions { SourceTerms = "stated by the ward" });
        string card = await File.ReadAllTextAsync(run.PathOf("README.md"));
        card.ShouldContain("| stated by the ward |");
        card.ShouldContain("| MIT; the questions come from examination material |");
        Should.Throw<ArgumentException>(() => QuestionFormatRegistry.Default.With(new WardFormat("ward", terms: " ")));
    }

    [Fact]
    public async Task Every_real_bank_is_detected()
    {
        foreach ((string file, string format) in Banks.All)
        {
            IQuestionFormat detected = await QuestionFormatRegistry.Default.DetectAsync(TestData.Require(file));
            detected.Name.ShouldBe(format == "medbullets" ? "medqa" : format);
        }
    }

    [Theory]
    [InlineData("""{"exams":{"one":{"data":[]}}}""", "found another")]
    [InlineData("[\n{\"question\":\"Q\",\"options\":{},\"answer_idx\":\"A\"}\n]", "found another")]
    [InlineData("""{"question":"Q","options":{},"answer_idx":"A","label":"A"}""", "found one that fits several")]
    [InlineData("", "found no entry")]
    public async Task A_file_whose_format_is_not_certain_is_not_compared_with(string text, string expected)
    {
        using var run = new SampleRun(rows: 3);
        File.WriteAllText(run.PathOf("bench.json"), text);

        InputFormatException refusal = await Should.ThrowAsync<InputFormatException>(
            () => Decontaminator.CompareAsync(run.Folder, [new BenchmarkFile { Path = run.PathOf("bench.json") }]));

        refusal.Message.ShouldContain(expected);
        refusal.Message.ShouldContain("name the format");
    }

    [Fact]
    public async Task A_registered_bank_is_read_detected_and_credited_and_the_default_stays_as_it_is()
    {
        QuestionFormatRegistry formats = QuestionFormatRegistry.Default.With(new WardFormat("ward", "the ward's own"));

        QuestionRow row = (await ReadAsync("""{"ward":"7","stem":"Q"}""", "ward", new QuestionReaderOptions { Formats = formats })).ShouldHaveSingleItem();

        (row.Question.Dataset, row.Role).ShouldBe(("ward", SourceRole.Train));
        formats.FindDataset("WARD")!.Terms.ShouldBe("the ward's own");
        QuestionFormatRegistry.Default.Find("ward").ShouldBeNull();
        Should.Throw<ArgumentException>(() => formats.With(new WardFormat("ward", "x"))).Message.ShouldContain("already registered");
        Should.Throw<ArgumentException>(() => formats.With(new WardFormat("LastHumanity", "x"))).Message.ShouldContain("already registered");
    }

    [Fact]
    public async Task A_mapping_is_not_ignored_by_a_format_that_has_none()
    {
        using var run = new SampleRun(rows: 1);
        File.WriteAllText(run.PathOf("mapping.json"), """{"source":"jsonl","columns":{"question":"q"}}""");
        QuestionMapping mapping = await QuestionMapping.ReadAsync(run.PathOf("mapping.json"));

        foreach (string format in QuestionFormatRegistry.Default.Names.Where(name => name != "generic"))
        {
            await Should.ThrowAsync<ArgumentException>(() => ReadAsync(GenericRow, format, new QuestionReaderOptions { Mapping = mapping }));
        }
    }

    private static QuestionRow Row(string? dataset, SourceRole role) => new()
    {
        Question = new MedicalQuestion { Id = "1", Text = "Q", Dataset = dataset },
        Id = new RowId { Text = "1" },
        File = "f",
        Line = 1,
        Flags = [],
        ContentHash = "h",
        Role = role,
    };

    private static async Task<List<QuestionRow>> ReadAsync(string text, string format, QuestionReaderOptions options)
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, text);
            return await QuestionReader.ReadAsync(path, format, options).ToListAsync();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class WardFormat(string name, string terms) : QuestionFormat(name, terms, "ward", "stem")
    {
        public override SourceRole GetRole(string? split) => SourceRole.Train;

        public override QuestionDraft Read(QuestionEntry entry) => new() { Id = entry.GetIdOrIndex("id"), Text = entry.GetText("stem") ?? string.Empty };
    }
}
