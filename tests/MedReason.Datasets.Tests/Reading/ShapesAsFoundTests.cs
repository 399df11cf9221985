using MedReason.Tests;

namespace MedReason.Datasets.Tests;

/// <summary>The shapes in which hubs and users keep the banks: read, or refused by a message that names what was found.</summary>
public sealed class ShapesAsFoundTests
{
    private const string Row = """{"question":"Which drug?","options":{"A":"Metformin","B":"Lisinopril"},"answer":"Lisinopril","answer_idx":"B"}""";

    [Theory]
    [InlineData("medbullets_null_option.jsonl", "medbullets", 4, "B", "Lisinopril")]
    [InlineData("pubmedqa_hub.jsonl", "pubmedqa", 3, "A", "yes")]
    [InlineData("mmlu_hub.jsonl", "mmlu", 4, "B", "Lisinopril")]
    [InlineData("medqa_array.json", "medqa", 4, "B", "Lisinopril")]
    [InlineData("huatuo_lines.jsonl", "huatuo", 0, null, "Lisinopril")]
    public async Task Cases_of_public_reports_are_read(string file, string format, int options, string? label, string answer)
    {
        List<QuestionRow> rows = await ReadAsync(TestData.Require("cases_public_reports/k16_shapes/" + file), format);

        rows.ShouldNotBeEmpty();
        (rows[0].Question.Options.Count, rows[0].Question.AnswerLabel, rows[0].Question.Answer).ShouldBe((options, label, answer));
    }

    [Fact]
    public async Task A_field_that_is_nearly_a_known_one_is_refused_by_its_name()
    {
        InputFormatException error = await Should.ThrowAsync<InputFormatException>(
            () => ReadAsync(TestData.Require("cases_public_reports/k16_shapes/generic_typo.jsonl"), "generic"));

        error.Message.ShouldContain("expected \"options\", found a field \"option\" that is not known");
        error.Line.ShouldBe(1);
    }

    [Fact]
    public async Task Another_field_is_flagged()
    {
        QuestionRow row = (await ReadTextAsync("""{"id":1,"question":"Which?","options":["a","b"],"answer":"a","difficulty":3}""", "generic")).ShouldHaveSingleItem();

        row.Flags.ShouldBe([QuestionFlags.UnknownField]);
    }

    [Theory]
    [InlineData("[" + Row + "," + Row + "]", 2)]
    [InlineData("[\n" + Row + ",\n" + Row + "\n]", 2)]
    [InlineData("{\"medqa\":[" + Row + "],\"other\":[" + Row + "," + Row + "]}", 3)]
    [InlineData("{\n \"medqa\": [\n" + Row + "\n]\n}", 1)]
    [InlineData(Row + "\n" + Row, 2)]
    [InlineData("\uFEFF\n" + Row, 1)]
    [InlineData(Row, 1)]
    public async Task Rows_are_read_from_lines_from_an_array_and_from_arrays_by_source(string text, int count) =>
        (await ReadTextAsync(text, "medqa")).Count.ShouldBe(count);

    [Theory]
    [InlineData("""{"question_id":70,"question":"Which drug?","options":["Metformin","Lisinopril"],"answer":"B","answer_index":1,"category":"health"}""", "70", "B", "health")]
    [InlineData("""{"question":"Which drug?","choices":["Metformin","Lisinopril"],"answer":0,"subject":"anatomy"}""", "0", "A", "anatomy")]
    [InlineData("""{"problem_id":"x","problem_text":"Which drug?","choices":["Metformin","Lisinopril"],"answer":["b"]}""", "x", "B", null)]
    public async Task Mmlu_is_read_as_hubs_have_it(string row, string id, string label, string? subject)
    {
        QuestionRow read = (await ReadTextAsync(row, "mmlu")).ShouldHaveSingleItem();

        (read.Id.Text, read.Question.AnswerLabel, read.Question.Subject).ShouldBe((id, label, subject));
    }

    [Fact]
    public async Task An_answer_behind_the_last_choice_is_refused() =>
        (await Should.ThrowAsync<InputFormatException>(() => ReadTextAsync("""{"question":"Which?","choices":["a","b"],"answer":2}""", "mmlu")))
            .Message.ShouldContain("0 to 1");

    [Fact]
    public async Task The_verifiable_set_has_a_question_and_its_answer()
    {
        QuestionRow row = (await ReadTextAsync("""{"Open-ended Verifiable Question":"Which drug?","Ground-True Answer":"Lisinopril"}""", "huatuo")).ShouldHaveSingleItem();

        (row.Question.Text, row.Question.Answer).ShouldBe(("Which drug?", "Lisinopril"));
    }

    [Fact]
    public async Task Options_are_read_as_pairs_of_key_and_value()
    {
        QuestionRow row = (await ReadTextAsync(
            """{"question":"Which drug?","options":[{"key":"A","value":"Metformin"},{"key":"B","value":"Lisinopril"}],"answer":"Lisinopril","answer_idx":"B"}""", "medqa"))
            .ShouldHaveSingleItem();

        row.Question.Options.Select(option => (option.Label, option.Text)).ShouldBe([("A", "Metformin"), ("B", "Lisinopril")]);
    }

    [Fact]
    public async Task An_answer_text_that_contradicts_its_label_is_not_kept_as_the_published_answer()
    {
        QuestionRow row = (await ReadAsync(TestData.Require("cases_public_reports/k07_gold/medqa.jsonl"), "medqa")).ShouldHaveSingleItem();

        row.Flags.ShouldContain(QuestionFlags.AnswerTextDiffers);
        PublishedAnswer.Of(row.Question).ShouldBe("Lisinopril");
    }

    private static async Task<List<QuestionRow>> ReadTextAsync(string text, string format)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("bank.json");
        await File.WriteAllTextAsync(path, text);
        return await ReadAsync(path, format);
    }

    private static async Task<List<QuestionRow>> ReadAsync(string path, string format)
    {
        var rows = new List<QuestionRow>();
        await foreach (QuestionRow row in QuestionReader.ReadAsync(path, format))
        {
            rows.Add(row);
        }

        return rows;
    }
}
