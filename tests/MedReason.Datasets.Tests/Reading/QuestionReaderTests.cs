using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using MedReason.Tests;

namespace MedReason.Datasets.Tests;

public sealed class QuestionReaderTests
{
    [Theory]
    [InlineData("questions/medqa_test.jsonl", "medqa", 1273)]
    [InlineData("questions/medbullets_op4.jsonl", "medbullets", 308)]
    [InlineData("questions/medmcqa_dev.jsonl.gz", "medmcqa", 4183)]
    [InlineData("questions/pubmedqa_ori_pqal.json.gz", "pubmedqa", 1000)]
    [InlineData("questions/mmlu_en_medical.jsonl", "mmlu", 1089)]
    [InlineData("questions/medxpertqa_head200.jsonl", "medxpertqa", 200)]
    [InlineData("questions/hle_biomed_head20.jsonl", "hle", 20)]
    [InlineData("questions/huatuo_o1_demo.json", "huatuo", 198)]
    public async Task Every_row_of_a_real_bank_is_read_with_an_answer_among_its_options(string file, string format, int count)
    {
        List<QuestionRow> rows = await ReadAsync(TestData.Require(file), format);

        rows.Count.ShouldBe(count);
        rows.Select(row => row.Id.Text).Distinct().Count().ShouldBe(count);
        rows.ShouldAllBe(row => row.Question.Answer != null && row.Question.FindOption(row.Question.AnswerLabel)!.Text == row.Question.Answer);
        rows.ShouldAllBe(row => row.Question.ReferenceReasoning == null || format == "huatuo");
    }

    [Fact]
    public async Task MedMcqa_counts_answers_from_one_as_its_own_explanations_prove()
    {
        var notes = new List<string>();
        List<QuestionRow> rows = await ReadAsync(
            TestData.Require("questions/medmcqa_dev.jsonl.gz"), "medmcqa", new QuestionReaderOptions { OnNote = notes.Add });

        var stated = rows
            .Where(row => row.Question.Rationale is not null)
            .Select(row => (Row: row, Match: Regex.Match(row.Question.Rationale!, @"^\W*[Aa]ns(?:wer)?\W{0,6}(?:is\W{1,4})?([A-Da-d])\b")))
            .Where(pair => pair.Match.Success)
            .ToList();

        stated.Count.ShouldBe(1076);
        stated.ShouldAllBe(pair => string.Equals(pair.Row.Question.AnswerLabel, pair.Match.Groups[1].Value, StringComparison.OrdinalIgnoreCase));
        notes.ShouldHaveSingleItem().ShouldContain("counting from 1");
    }

    [Fact]
    public async Task MedMcqa_keeps_a_missing_explanation_null_and_flags_equal_options()
    {
        List<QuestionRow> rows = await ReadAsync(TestData.Require("questions/medmcqa_dev.jsonl.gz"), "medmcqa");

        rows.Count(row => row.Question.Rationale is null).ShouldBe(1977);
        rows.Count(row => row.Flags.Contains(QuestionFlags.DuplicateOptions)).ShouldBe(21);
        rows.Count(row => row.Question.Ask == QuestionAsk.Except).ShouldBeInRange((int)(0.15 * rows.Count), (int)(0.20 * rows.Count));
        rows.Count(row => row.Flags.Contains(QuestionFlags.CombinationOptions)).ShouldBeInRange(300, 420);
    }

    [Fact]
    public async Task Stems_that_need_an_absent_figure_are_flagged()
    {
        List<QuestionRow> medQa = await ReadAsync(TestData.Require("questions/medqa_test.jsonl"), "medqa");
        List<QuestionRow> medBullets = await ReadAsync(TestData.Require("questions/medbullets_op4.jsonl"), "medbullets");

        medQa.Count(row => row.Flags.Contains(QuestionFlags.NeedsFigure)).ShouldBeInRange(50, 85);
        medBullets.Count(row => row.Flags.Contains(QuestionFlags.NeedsFigure)).ShouldBeInRange(110, 140);
    }

    [Fact]
    public async Task PubMedQa_answers_are_decisions_and_the_long_answer_is_their_rationale()
    {
        List<QuestionRow> rows = await ReadAsync(TestData.Require("questions/pubmedqa_ori_pqal.json.gz"), "pubmedqa");

        rows.Count(row => row.Question.Answer == "maybe").ShouldBe(110);
        rows.ShouldAllBe(row => row.Question.Rationale != null && row.Question.Context != null && row.Question.Options.Count == 3);
        rows[0].Id.Text.ShouldBe("21645374");
        rows[0].Id.IsInteger.ShouldBeFalse();
    }

    [Fact]
    public async Task Mmlu_letters_are_lower_case_at_their_origin_and_name_options_here()
    {
        List<QuestionRow> rows = await ReadAsync(TestData.Require("questions/mmlu_en_medical.jsonl"), "mmlu");

        rows[0].Question.AnswerLabel.ShouldBe("A");
        rows[0].Id.IsInteger.ShouldBeTrue();
        rows.GroupBy(row => row.Question.Text).Sum(group => group.Count() - 1).ShouldBe(79);
        rows.ShouldAllBe(row => row.Role == SourceRole.Benchmark);
    }

    [Fact]
    public async Task Hle_answers_carry_their_label_and_reach_beyond_the_letter_n()
    {
        List<QuestionRow> rows = await ReadAsync(TestData.Require("questions/hle_biomed_head20.jsonl"), "hle");

        rows.ShouldAllBe(row => !row.Flags.Contains(QuestionFlags.AnswerTextDiffers));
        rows.Max(row => row.Question.Options.Count).ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Huatuo_keeps_the_multiple_choice_question_apart_from_the_open_one()
    {
        List<QuestionRow> rows = await ReadAsync(TestData.Require("questions/huatuo_o1_demo.json"), "huatuo");

        rows.ShouldAllBe(row => row.Question.Options.Count >= 4 && row.Question.ReferenceReasoning != null);
        rows[0].Question.Text.ShouldStartWith("A 45-year-old homeless man is brought to the emergency department");
    }

    [Fact]
    public async Task MedXpertQa_is_read_in_both_its_shapes()
    {
        List<QuestionRow> rows = await ReadTextAsync(
            """
            {"id":"x1","question":"Q?","options":{"A":"one","B":"two"},"label":"B"}
            {"id":"x2","question":"Q?","options":[{"letter":"A","content":"one"},{"letter":"B","content":"two"}],"label":["A"]}
            """,
            "medxpertqa");

        rows.Select(row => row.Question.Answer).ShouldBe(["two", "one"]);
    }

    [Fact]
    public async Task MedMcqa_from_the_hub_counts_from_zero_and_a_file_that_cannot_tell_is_refused()
    {
        const string Zero = """{"id":"a","question":"Q","opa":"1","opb":"2","opc":"3","opd":"4","cop":0,"exp":null}""";
        const string Middle = """{"id":"b","question":"Q","opa":"1","opb":"2","opc":"3","opd":"4","cop":2,"exp":NaN}""";

        List<QuestionRow> rows = await ReadTextAsync(Zero + "\n" + Middle, "medmcqa");
        rows.Select(row => row.Question.Answer).ShouldBe(["1", "3"]);
        rows[1].Flags.ShouldContain(QuestionFlags.NaN);
        rows[1].Question.Rationale.ShouldBeNull();

        InputFormatException refusal = await Should.ThrowAsync<InputFormatException>(() => ReadTextAsync(Middle, "medmcqa"));
        refusal.Message.ShouldContain("declare the base");
        (await ReadTextAsync(Middle, "medmcqa", new QuestionReaderOptions { AnswerIndexBase = 1 }))[0].Question.Answer.ShouldBe("2");
    }

    [Fact]
    public async Task The_generic_format_takes_an_answer_by_label_or_by_text_and_reads_what_is_asked()
    {
        List<QuestionRow> rows = await ReadTextAsync(
            """
            {"id":1,"question":"Which drug is it?","options":{"A":"aspirin","B":"heparin"},"answer":"B"}
            {"id":"2","question":"All of the following EXCEPT","options":["aspirin","heparin"],"answer":"Aspirin"}
            {"id":"three","question":"Which drug should be avoided?","answer":"warfarin"}
            {"id":"4","question":"Which drug?","ask":"except","options":{"A":"x","B":"y"},"answer_label":"A","answer":"other"}
            """,
            "generic");

        rows.Select(row => row.Question.Answer).ShouldBe(["heparin", "aspirin", "warfarin", "x"]);
        rows.Select(row => row.Question.Ask).ShouldBe([QuestionAsk.Affirm, QuestionAsk.Except, QuestionAsk.Affirm, QuestionAsk.Except]);
        rows[2].Question.Seeks.ShouldBe(Polarity.Contraindicated);
        rows[0].Id.IsInteger.ShouldBeTrue();
        rows[3].Flags.ShouldContain(QuestionFlags.AnswerTextDiffers);
    }

    [Theory]
    [InlineData("{\"id\":\"a\",\"question\":\"Q\",\"options\":{\"A\":\"x\"},\"answer_label\":\"A\"}\n{\"id\":\"a\",\"question\":\"Q\"}", 2, "each id once")]
    [InlineData("{\"id\":\"a\"}", 1, "\"question\"")]
    [InlineData("\n\n{\"question\":\"Q\"}", 3, "\"id\"")]
    [InlineData("{\"id\":\"a\",\"question\":5}", 1, "found a number")]
    [InlineData("{\"id\":\"a\",\"question\":\"Q\",\"options\":{\"A\":\"x\"},\"answer_label\":\"C\"}", 1, "label of an option")]
    [InlineData("{\"id\":\"a\",\"question\":\"Q\"", 1, "not JSON")]
    [InlineData("[1,2]", 1, "entry 1 to be an object")]
    [InlineData("{\"id\":\"a\",\"question\":\"\\ud800\"}", 1, "surrogate")]
    [InlineData("{\"id\":\"a\",\"question\":\"Q\",\"options\":{\"A\":\"x\",\"A\":\"y\"}}", 1, "each label")]
    public async Task Bad_input_is_one_failure_with_file_and_line(string text, long line, string expected)
    {
        InputFormatException failure = await Should.ThrowAsync<InputFormatException>(() => ReadTextAsync(text, "generic"));

        failure.Line.ShouldBe(line);
        failure.Message.ShouldContain(expected);
        failure.ToLine().ShouldNotContain('\n');
    }

    [Fact]
    public async Task Rows_that_cannot_be_read_are_reported_where_asked_and_the_rest_is_kept()
    {
        var issues = new List<QuestionIssue>();
        List<QuestionRow> rows = await ReadTextAsync(
            """
            {"id":"a","question":"one"}
            {"id":"a","question":"again"}
            {"question":"none"}
            {"id":"b","question":"two"}
            """,
            "generic",
            new QuestionReaderOptions { OnIssue = issues.Add });

        rows.Select(row => row.Id.Text).ShouldBe(["a", "b"]);
        issues.Select(issue => issue.Line).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task A_byte_order_mark_and_carriage_returns_are_accepted_and_gzip_is_told_by_content()
    {
        byte[] text = [0xEF, 0xBB, 0xBF, .. "{\"id\":\"a\",\"question\":\"one\"}\r\n\r\n{\"id\":\"b\",\"question\":\"two\"}\r\n"u8];
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text);
        }

        (await ReadBytesAsync(text, "generic")).Count.ShouldBe(2);
        (await ReadBytesAsync(packed.ToArray(), "generic")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Invalid_utf8_and_a_nul_byte_are_refused_with_their_line()
    {
        byte[] invalid = [.. "{\"id\":\"a\",\"question\":\"one\"}\n{\"id\":\"b\",\"question\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        byte[] nul = [.. "{\"id\":\"b\",\"question\":\"a"u8, 0, .. "\"}"u8];

        (await Should.ThrowAsync<InputFormatException>(() => ReadBytesAsync(invalid, "generic"))).Line.ShouldBe(2);
        (await Should.ThrowAsync<InputFormatException>(() => ReadBytesAsync(nul, "generic"))).Line.ShouldBe(1);
    }

    [Fact]
    public async Task A_line_longer_than_any_buffer_is_read_whole()
    {
        string stem = new('x', 1_000_000);
        List<QuestionRow> rows = await ReadTextAsync($"{{\"id\":\"a\",\"question\":\"{stem}\"}}\n{{\"id\":\"b\",\"question\":\"y\"}}", "generic");

        rows[0].Question.Text.Length.ShouldBe(1_000_000);
        rows[1].Line.ShouldBe(2);
    }

    [Fact]
    public async Task A_missing_file_and_a_folder_are_named()
    {
        InputFormatException missing = await Should.ThrowAsync<InputFormatException>(() => ReadAsync(Path.Combine(Path.GetTempPath(), "no-such-file.jsonl"), "medqa"));
        missing.Message.ShouldContain("no such file");
        (await Should.ThrowAsync<InputFormatException>(() => ReadAsync(Path.GetTempPath(), "medqa"))).Message.ShouldContain("folder");
    }

    private static Task<List<QuestionRow>> ReadTextAsync(string text, string format, QuestionReaderOptions? options = null) =>
        ReadBytesAsync(Encoding.UTF8.GetBytes(text), format, options);

    private static async Task<List<QuestionRow>> ReadBytesAsync(byte[] bytes, string format, QuestionReaderOptions? options = null)
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, bytes);
            return await ReadAsync(path, format, options);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<List<QuestionRow>> ReadAsync(string path, string format, QuestionReaderOptions? options = null)
    {
        var rows = new List<QuestionRow>();
        await foreach (QuestionRow row in QuestionReader.ReadAsync(path, format, options))
        {
            rows.Add(row);
        }

        return rows;
    }
}
