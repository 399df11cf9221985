using System.Text;
using MedReason.Datasets;
using MedReason.Tests;

namespace MedReason.Evaluation.Tests;

public sealed class AnswerExtractorTests
{
    [Fact]
    public void No_letter_is_read_where_none_or_several_are_meant_and_well_formed_answers_are_read()
    {
        var failures = new StringBuilder();
        int wellFormed = 0;
        int read = 0;
        int unanswered = 0;
        int wrong = 0;
        foreach ((string text, AnswerOption[] options, string? label) in AnswerCorpus.All())
        {
            ExtractedAnswer answer = AnswerExtractor.Extract(text, options);
            wellFormed += label is null ? 0 : 1;
            unanswered += label is null ? 1 : 0;
            read += label is not null && answer.Label == label ? 1 : 0;
            wrong += answer.Label is not null && answer.Label != label ? 1 : 0;
            if (answer.Label != label)
            {
                failures.AppendLine($"expected {label ?? "-"} found {answer.Label ?? "-"} ({answer.Status}, {answer.Method}): {text.ReplaceLineEndings("\\n")}");
            }
        }

        (wellFormed + unanswered).ShouldBeGreaterThan(2000);
        wrong.ShouldBe(0, failures.ToString());
        ((double)read / wellFormed).ShouldBeGreaterThanOrEqualTo(1, failures.ToString());
    }

    [Fact]
    public void An_output_that_ran_into_its_limit_abstains_whatever_it_says() =>
        AnswerExtractor.Extract("The answer is B.", AnswerCorpus.Questions[0], isTruncated: true)
            .ShouldBe(new ExtractedAnswer { Status = AnswerStatus.Abstain, Method = AnswerMethods.Truncated });

    [Theory]
    [InlineData("{\"answer\": \"B\"}", AnswerStatus.Answered, AnswerMethods.Structured)]
    [InlineData("The answer is B.", AnswerStatus.Answered, AnswerMethods.Statement)]
    [InlineData("B) Warfarin is the drug of choice.", AnswerStatus.Answered, AnswerMethods.FirstLine)]
    [InlineData("Such patients take warfarin for years.", AnswerStatus.Answered, AnswerMethods.OptionText)]
    [InlineData("The answer is A or B.", AnswerStatus.Ambiguous, AnswerMethods.Statement)]
    [InlineData("Nothing to say.", AnswerStatus.Abstain, AnswerMethods.None)]
    [InlineData(" \n", AnswerStatus.Abstain, AnswerMethods.Empty)]
    [InlineData("<think>The answer is B.", AnswerStatus.Abstain, AnswerMethods.UnclosedReasoning)]
    [InlineData("{\"thoughts\": \"x\", \"answer\": \"B", AnswerStatus.Abstain, AnswerMethods.Truncated)]
    public void The_method_is_told(string output, AnswerStatus status, string method)
    {
        ExtractedAnswer answer = AnswerExtractor.Extract(output, AnswerCorpus.Questions[0]);
        answer.Status.ShouldBe(status);
        answer.Method.ShouldBe(method);
        (answer.Label is null).ShouldBe(status != AnswerStatus.Answered);
    }

    [Fact]
    public async Task On_real_outputs_a_field_that_holds_a_letter_is_that_letter()
    {
        string path = TestData.Require("model_outputs/reference_scorer_cases.jsonl.gz");
        var rows = new StringBuilder();
        int held = 0;
        await foreach (JsonLine line in JsonLinesReader.ReadAsync(path))
        {
            string output = line.RequireString("output");
            ExtractedAnswer answer = AnswerExtractor.Extract(output, OptionFields.Read(line, "options"));
            answer.Label?.ShouldBeOneOf([.. OptionFields.Read(line, "options").Select(option => option.Label)]);
            int at = output.LastIndexOf("\"answer_choice\": \"", StringComparison.Ordinal);
            if (at >= 0 && output.Length > at + 20 && output[(at + 19)..].StartsWith("\"}", StringComparison.Ordinal) && char.IsAsciiLetterUpper(output[at + 18]))
            {
                held++;
                string letter = output[at + 18].ToString();
                string? expected = OptionFields.Read(line, "options").Any(option => option.Label == letter) ? letter : null;
                answer.Label.ShouldBe(expected, $"line {line.Line}");
            }

            rows.AppendLine(string.Join('\t', line.Line, answer.Label ?? "-", answer.Status, answer.Method));
        }

        held.ShouldBeGreaterThan(3000);
        if (Environment.GetEnvironmentVariable("MEDREASON_ANSWERS_OUTPUT") is { Length: > 0 } output2)
        {
            await File.WriteAllTextAsync(output2, rows.ToString());
        }
    }
}
