using System.Text;
using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Datasets.Tests;

/// <summary>What the banks get wrong or leave unsaid, each on the real row that shows it.</summary>
public sealed class SourceTrapTests
{
    [Fact]
    public async Task MedBullets_repeats_ten_stems_with_other_options_and_reads_them_all()
    {
        List<QuestionRow> rows = await ReadAsync("questions/medbullets_op4.jsonl", "medbullets");

        rows.GroupBy(row => row.Question.Text).Sum(group => group.Count() - 1).ShouldBe(10);
        rows.Select(row => row.Id.Text).Distinct().Count().ShouldBe(308);
    }

    [Fact]
    public async Task Equal_options_are_kept_with_a_flag_and_refused_with_their_line_where_the_policy_says_so()
    {
        string file = TestData.Require("questions/medmcqa_dev.jsonl.gz");
        List<QuestionRow> kept = await ReadAsync("questions/medmcqa_dev.jsonl.gz", "medmcqa");
        var issues = new List<QuestionIssue>();
        var rows = new List<QuestionRow>();
        var options = new QuestionReaderOptions { RefusedFlags = new HashSet<string> { QuestionFlags.DuplicateOptions }, OnIssue = issues.Add };
        await foreach (QuestionRow row in QuestionReader.ReadAsync(file, "medmcqa", options))
        {
            rows.Add(row);
        }

        rows.Count.ShouldBe(4183 - 21);
        issues.Count.ShouldBe(21);
        issues.Select(issue => issue.Line).ShouldBe(kept.Where(row => row.Flags.Contains(QuestionFlags.DuplicateOptions)).Select(row => (long?)row.Line));
        issues.ShouldAllBe(issue => issue.File == file && issue.Message.Contains("same text twice"));
    }

    [Fact]
    public async Task MedMcqa_published_answers_carry_the_explanation_where_there_is_one()
    {
        List<QuestionRow> rows = await ReadAsync("questions/medmcqa_dev.jsonl.gz", "medmcqa");

        PublishedAnswer.Of(rows[0].Question).ShouldBe("Impulse through myelinated fibers is slower than non-myelinated fibers");
        PublishedAnswer.Of(rows[1].Question)!.ShouldStartWith(
            "The oncotic pressure of the fluid leaving the capillaries is less than that of fluid entering it. Explanation: Ans-a. The oncotic");
        rows[1].Question.Answer.ShouldBe("The oncotic pressure of the fluid leaving the capillaries is less than that of fluid entering it");
        rows[1].Question.WithoutAnswer().AdditionalProperties.ShouldBeNull();
    }

    [Fact]
    public async Task PubMedQa_tells_its_labelled_part_by_the_annotators_field_and_publishes_the_decision_in_words()
    {
        List<QuestionRow> rows = await ReadAsync("questions/pubmedqa_ori_pqal.json.gz", "pubmedqa");

        rows.ShouldAllBe(row => row.Question.Split == "labeled" && row.Role == SourceRole.Benchmark);
        PublishedAnswer.Of(rows[0].Question).ShouldBe("The final decision is: yes. " + rows[0].Question.Rationale);
    }

    [Fact]
    public async Task PubMedQa_artificial_and_unlabelled_rows_are_for_training()
    {
        List<QuestionRow> rows = await ReadTextAsync(
            """{"1":{"QUESTION":"Q1?","CONTEXTS":["c"],"LONG_ANSWER":"long","final_decision":"no"},"2":{"QUESTION":"Q2?","CONTEXTS":["c"],"LONG_ANSWER":"long"}}""",
            "pubmedqa");

        rows.Select(row => row.Question.Split).ShouldBe(["artificial", "unlabeled"]);
        rows.ShouldAllBe(row => row.Role == SourceRole.Train);
        rows.Select(row => row.Question.Answer).ShouldBe(["no", "long"]);
        rows[1].Question.Options.ShouldBeEmpty();
        rows[1].Question.Rationale.ShouldBeNull();
    }

    [Fact]
    public async Task Hle_labels_reach_p_and_the_published_answer_keeps_its_label()
    {
        List<QuestionRow> rows = await ReadAsync("questions/hle_biomed_head20.jsonl", "hle");

        rows.Max(row => row.Question.Options.Count).ShouldBe(16);
        rows[0].Question.Answer.ShouldBe("Patient 3, Patient 2, Patient 1");
        PublishedAnswer.Of(rows[0].Question).ShouldBe("C. Patient 3, Patient 2, Patient 1\n");
        rows.ShouldAllBe(row => row.Role == SourceRole.Benchmark);
    }

    [Fact]
    public async Task MedXpertQa_answers_reach_j_and_are_published_with_their_letter()
    {
        List<QuestionRow> rows = await ReadAsync("questions/medxpertqa_head200.jsonl", "medxpertqa");

        rows.Count(row => row.Question.AnswerLabel == "J").ShouldBe(19);
        PublishedAnswer.Of(rows[0].Question).ShouldBe("(B) Carrying angle: decreased, distal ulna: adducted, wrist: abducted");
    }

    [Fact]
    public async Task Huatuo_rows_hold_reasoning_of_the_source_and_are_for_training()
    {
        List<QuestionRow> rows = await ReadAsync("questions/huatuo_o1_demo.json", "huatuo");

        rows.ShouldAllBe(row => row.Role == SourceRole.Train && row.Question.ReferenceReasoning!.Length > 0 && row.Question.Rationale == null);
        rows[0].Question.ReferenceReasoning!.ShouldStartWith("Alright, let's start");
        PublishedAnswer.Of(rows[0].Question).ShouldNotBe(rows[0].Question.Answer);
    }

    [Theory]
    [InlineData("medqa", "train", SourceRole.Train)]
    [InlineData("medqa", "test", SourceRole.Benchmark)]
    [InlineData("medqa", null, SourceRole.Undeclared)]
    [InlineData("medmcqa", "dev", SourceRole.Benchmark)]
    [InlineData("medbullets", "train", SourceRole.Benchmark)]
    [InlineData("generic", null, SourceRole.Train)]
    [InlineData("generic", "test", SourceRole.Benchmark)]
    public void A_role_follows_from_source_and_split_and_only_training_rows_are_free(string format, string? split, SourceRole expected)
    {
        var row = new QuestionRow
        {
            Question = new MedicalQuestion { Id = "1", Text = "Q", Dataset = format, Split = split },
            Id = new RowId { Text = "1" },
            File = "f",
            Line = 1,
            Flags = [],
            ContentHash = "h",
            Role = QuestionFormatRegistry.Default.GetRole(format, split),
        };

        row.Role.ShouldBe(expected);
        (SourceRoles.FindRefusal(row, allowBenchmark: false) is null).ShouldBe(expected == SourceRole.Train);
        SourceRoles.FindRefusal(row, allowBenchmark: true).ShouldBeNull();
    }

    [Fact]
    public async Task Flaws_are_kept_with_a_flag_where_the_policy_refuses_nothing()
    {
        List<QuestionRow> rows = await ReadTextAsync(
            """
            {"id":7,"question":"one","options":{"A":"x","B":"y"},"answer_idx":"A","answer":"x"}
            {"id":7,"question":"two","options":{"A":"x","B":"y"},"answer_idx":"Z","answer":"z"}
            {"id":8,"options":{"A":"x","B":"y"},"answer_idx":"B","answer":NaN}
            """,
            "medqa",
            new QuestionReaderOptions { RefusedFlags = new HashSet<string>() });

        rows.Select(row => row.Id.Text).ShouldBe(["7", "7#2", "8"]);
        rows[1].Flags.ShouldBe([QuestionFlags.AnswerNotAnOption, QuestionFlags.DuplicateId]);
        (rows[1].Question.Answer, rows[1].Question.AnswerLabel).ShouldBe(("z", null));
        rows[2].Flags.ShouldBe([QuestionFlags.EmptyQuestion, QuestionFlags.MissingField, QuestionFlags.NaN]);
    }

    [Fact]
    public async Task A_csv_file_is_read_by_its_mapping()
    {
        List<QuestionRow> rows = await ReadMappedAsync(
            """{"source":"csv","answer":"index1","columns":{"id":"qid","question":"stem","options":["o1","o2","o3"],"answer":"right","rationale":"why","split":"part"}}""",
            "qid,stem,o1,o2,o3,right,why,part\r\nq-1,\"A \"\"quoted\"\" stem,\nover two lines\",aspirin,heparin,,2,because,train\r\n\r\nq-2,Which?,x,y,z,3,,test\r\n");

        rows.Select(row => row.Id.Text).ShouldBe(["q-1", "q-2"]);
        rows.Select(row => row.Line).ShouldBe([2, 5]);
        rows[0].Question.Text.ShouldBe("A \"quoted\" stem,\nover two lines");
        rows[0].Question.Options.Select(option => option.Text).ShouldBe(["aspirin", "heparin"]);
        (rows[0].Question.Answer, rows[0].Question.AnswerLabel, rows[0].Question.Rationale).ShouldBe(("heparin", "B", "because"));
        (rows[1].Question.Answer, rows[1].Question.Rationale, rows[1].Role).ShouldBe(("z", null, SourceRole.Benchmark));
    }

    [Fact]
    public async Task Json_lines_of_another_shape_are_read_by_their_mapping()
    {
        List<QuestionRow> rows = await ReadMappedAsync(
            """{"source":"jsonl","answer":"label","columns":{"question":"q","options":"choices","answer":"gold"}}""",
            "{\"q\":\"Which?\",\"choices\":[\"x\",\"y\"],\"gold\":\"B\"}\n");

        (rows[0].Id.Text, rows[0].Question.Answer).ShouldBe(("0", "y"));
    }

    [Theory]
    [InlineData("a,b\n1,2,3\n", 2, "2 fields")]
    [InlineData("a,b\n1,\"2\n", 2, "quote")]
    [InlineData("a,a\n1,2\n", 1, "each column")]
    [InlineData("a,b\n1,\n", 2, "\"question\"")]
    [InlineData("a,b\n1,x\n1,y\n", 3, "each id once")]
    public async Task Bad_csv_is_one_failure_with_its_line(string csv, long line, string expected)
    {
        InputFormatException failure = await Should.ThrowAsync<InputFormatException>(() => ReadMappedAsync("""{"source":"csv","columns":{"id":"a","question":"b"}}""", csv));

        failure.Line.ShouldBe(line);
        failure.Message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("{\"source\":\"xml\",\"columns\":{\"question\":\"q\"}}", "csv or jsonl")]
    [InlineData("{\"source\":\"csv\",\"columns\":{}}", "\"question\"")]
    [InlineData("{\"source\":\"csv\",\"columns\":{\"question\":\"q\",\"stem\":\"x\"}}", "generic format")]
    [InlineData("{\"source\":\"csv\",\"answer\":\"both\",\"columns\":{\"question\":\"q\"}}", "index0")]
    public async Task A_bad_mapping_is_one_failure(string mapping, string expected) =>
        (await Should.ThrowAsync<InputFormatException>(() => ReadMappedAsync(mapping, "q\nx\n"))).Message.ShouldContain(expected);

    [Fact]
    public async Task A_result_row_keeps_what_the_source_says()
    {
        List<QuestionRow> rows = await ReadTextAsync(
            """{"id":"a","question":"Q","opa":"1","opb":"2","opc":"3","opd":"4","cop":4,"exp":"why"}""", "medmcqa", new QuestionReaderOptions { Split = "train" });
        using JsonDocument document = JsonDocument.Parse(ReasoningRow.ToUtf8(rows[0], new ReasoningResult { Question = rows[0].Question, Outcome = ReasoningOutcome.Accepted }));

        JsonElement source = document.RootElement.GetProperty("source");
        source.GetProperty("role").GetString().ShouldBe("train");
        source.GetProperty("published_answer").GetString().ShouldBe("4. Explanation: why");
        source.GetProperty("rationale").GetString().ShouldBe("why");
        source.GetProperty("content_hash").GetString().ShouldBe(rows[0].ContentHash);
    }

    private static async Task<List<QuestionRow>> ReadMappedAsync(string mapping, string text)
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, mapping);
            return await ReadTextAsync(text, "generic", new QuestionReaderOptions { Mapping = await QuestionMapping.ReadAsync(path) });
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<List<QuestionRow>> ReadTextAsync(string text, string format, QuestionReaderOptions? options = null)
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, Encoding.UTF8.GetBytes(text));
            return await ReadFileAsync(path, format, options);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Task<List<QuestionRow>> ReadAsync(string file, string format) => ReadFileAsync(TestData.Require(file), format, null);

    private static async Task<List<QuestionRow>> ReadFileAsync(string path, string format, QuestionReaderOptions? options)
    {
        var rows = new List<QuestionRow>();
        await foreach (QuestionRow row in QuestionReader.ReadAsync(path, format, options))
        {
            rows.Add(row);
        }

        return rows;
    }
}
