using MedReason.Datasets;

namespace MedReason.Guide.Tests;

public sealed class HeadQaTests : GuideChapter
{
    private const string Exams = """
        {"version":"1.0","language":"en","exams":{
          "Cuaderno_2015_1_M":{"name":"Cuaderno_2015_1_M ","year":"2015","category":"medicine","data":[
            {"qid":"1","qtext":"Which protein does lisinopril inhibit?","ra":"2","image":"","answers":[{"aid":1,"atext":"ADRB1"},{"aid":2,"atext":" ACE "}]},
            {"qid":"2","qtext":"Which structure is marked?","ra":"1","image":"./images/M/2.png","answers":[{"aid":1,"atext":"Pons"},{"aid":2,"atext":"Uvula"}]}]},
          "Cuaderno_2015_1_F":{"name":"Cuaderno_2015_1_F","year":"2015","category":"pharmacology","data":[
            {"qid":"1","qtext":"Which drug is an anticoagulant?","ra":"1","answers":[{"aid":1,"atext":"Heparin"},{"aid":2,"atext":"Metformin"}]}]}}}
        """;

    private static readonly QuestionFormatRegistry Formats = QuestionFormatRegistry.Default.With(new HeadQaFormat());

    [Fact]
    public async Task A_bank_of_ones_own_is_read_with_its_roles_and_terms()
    {
        string bank = FilePath("train_HEAD_EN.json");
        await File.WriteAllTextAsync(bank, Exams);

        #region question-banks-read
        QuestionFormatRegistry formats = QuestionFormatRegistry.Default.With(new HeadQaFormat());
        var options = new QuestionReaderOptions { Formats = formats, Split = "train" };
        List<QuestionRow> rows = await QuestionReader.ReadAsync(bank, "head-qa", options).ToListAsync();
        #endregion

        rows.Select(row => row.Id.Text).ShouldBe(["Cuaderno_2015_1_M_1", "Cuaderno_2015_1_M_2", "Cuaderno_2015_1_F_1"]);
        rows.Select(row => (row.Question.AnswerLabel, row.Question.Answer, row.Question.Subject)).ShouldBe(
            [("2", "ACE", "medicine"), ("1", "Pons", "medicine"), ("1", "Heparin", "pharmacology")]);
        rows.ShouldAllBe(row => row.Question.Dataset == "HEAD-QA" && row.Role == SourceRole.Train && SourceRoles.FindRefusal(row, false) == null);
        rows.Select(row => row.Flags.Contains(QuestionFlags.NeedsFigure)).ShouldBe([false, true, false]);
        formats.FindDataset("HEAD-QA")!.Terms.ShouldStartWith("MIT");
    }

    [Theory]
    [InlineData("test", SourceRole.Benchmark, "HEAD-QA/test is a benchmark")]
    [InlineData(null, SourceRole.Undeclared, "is not declared")]
    public async Task Its_other_splits_are_refused(string? split, SourceRole role, string refusal)
    {
        string bank = FilePath("HEAD_EN.json");
        await File.WriteAllTextAsync(bank, Exams);

        QuestionRow row = await QuestionReader.ReadAsync(bank, "head-qa", new QuestionReaderOptions { Formats = Formats, Split = split }).FirstAsync();

        row.Role.ShouldBe(role);
        SourceRoles.FindRefusal(row, allowBenchmark: false)!.ShouldContain(refusal);
    }

    [Fact]
    public async Task It_is_detected_and_unknown_to_a_registry_without_it()
    {
        string bank = FilePath("HEAD_EN.json");
        await File.WriteAllTextAsync(bank, Exams);

        (await Formats.DetectAsync(bank)).Name.ShouldBe("head-qa");
        (await Should.ThrowAsync<InputFormatException>(() => QuestionFormatRegistry.Default.DetectAsync(bank))).Message.ShouldContain("name the format");
        QuestionFormatRegistry.Default.GetRole("HEAD-QA", "train").ShouldBe(SourceRole.Unknown);
        Should.Throw<ArgumentException>(() => QuestionReader.ReadAsync(bank, "head-qa"));
    }

    [Theory]
    [InlineData("\"ra\":\"2\"", "\"ra\":\"9\"", "expected \"ra\" to be the label of an option (1, 2), found 9")]
    [InlineData("\"qtext\":\"Which protein does lisinopril inhibit?\",", "", "expected a string \"qtext\", found nothing")]
    [InlineData("\"aid\":1,\"atext\":\"ADRB1\"", "\"aid\":1", "expected a string \"atext\", found nothing")]
    [InlineData("\"exams\"", "\"tests\"", "expected \"exams\" as an Object, found another value")]
    [InlineData("\"category\":\"medicine\",", "", "expected a string \"category\", found nothing")]
    public async Task A_flaw_is_refused_with_its_file_and_entry(string old, string other, string expected)
    {
        string bank = FilePath("HEAD_EN.json");
        await File.WriteAllTextAsync(bank, Exams.Replace(old, other, StringComparison.Ordinal));

        InputFormatException refusal = await Should.ThrowAsync<InputFormatException>(
            async () => await QuestionReader.ReadAsync(bank, "head-qa", new QuestionReaderOptions { Formats = Formats }).ToListAsync());

        refusal.Message.ShouldBe(expected);
        (refusal.File, refusal.Line).ShouldBe((bank, 1));
    }
}
