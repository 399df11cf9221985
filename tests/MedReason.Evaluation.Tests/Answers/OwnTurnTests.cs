using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Evaluation.Tests;

/// <summary>Outputs that go on after their answer, and answers in the forms that our exports train.</summary>
public sealed class OwnTurnTests
{
    [Theory]
    [InlineData("k05_run_on", "r1", "B")]
    [InlineData("k05_run_on", "r2", "B")]
    [InlineData("k05_run_on", "r3", "B")]
    [InlineData("k05_run_on", "r4", "B")]
    [InlineData("k05_run_on", "r5", "B")]
    [InlineData("k05_run_on", "r6", "B")]
    [InlineData("k05_run_on", "r7", "B")]
    [InlineData("k05_run_on", "m1", "B")]
    [InlineData("k05_run_on", "m2", "B")]
    [InlineData("k05_run_on", "m3", "B")]
    [InlineData("k06_own_forms", "p1", "A")]
    [InlineData("k06_own_forms", "p2", "B")]
    [InlineData("k06_own_forms", "p3", "A")]
    [InlineData("k06_own_forms", "p4", "B")]
    [InlineData("k06_own_forms", "p5", null)]
    [InlineData("k06_own_forms", "p6", "B")]
    [InlineData("k06_own_forms", "m1", "A")]
    [InlineData("k06_own_forms", "m2", "B")]
    public void Cases_of_public_reports_are_read_right(string folder, string id, string? expected)
    {
        JsonElement row = File.ReadLines(TestData.Require($"cases_public_reports/{folder}/outputs.jsonl")).Where(line => line.Length > 0)
            .Select(line => JsonDocument.Parse(line).RootElement).First(row => row.GetProperty("id").GetString() == id);
        AnswerOption[] options = [.. row.GetProperty("options").EnumerateObject().Select(option => new AnswerOption { Label = option.Name, Text = option.Value.GetString()! })];

        AnswerExtractor.Extract(row.GetProperty("output").GetString(), options).Label.ShouldBe(expected);
    }

    [Theory]
    [InlineData("<|im_start|>assistant\nThe answer is B.<|im_end|>", "B")]
    [InlineData("Let me restate.\n\nQuestion: A man has an ulcer.\nAnswer: C", "C")]
    [InlineData("Question: which helps?\nAnswer: C", "C")]
    [InlineData("The answer is B.\n\n### Instruction:\nThe answer is C.", "B")]
    [InlineData("The answer is B.\n\n**Question:** Next?\n**Answer:** C", "B")]
    [InlineData("<|channel|>analysis<|message|>C?<|end|><|start|>assistant<|channel|>final<|message|>The answer is B.<|return|>The answer is C.", "B")]
    [InlineData("<think>C</think>The answer is B.</s>The answer is C.", "B")]
    public void Only_the_models_own_turn_is_read(string output, string expected) =>
        AnswerExtractor.Extract(output, Options("Metformin", "Lisinopril", "Warfarin", "Omeprazole")).Label.ShouldBe(expected);

    [Theory]
    [InlineData("# Response\n", "B", "B")]
    [InlineData("## Final Answer\n\n", "Metformin", "B")]
    [InlineData("# Response\n", "", null)]
    [InlineData("# Response\n", "It depends on the patient.\n", null)]
    public void Headings_of_answers_are_left_out_however_many(string heading, string rest, string? expected) =>
        AnswerExtractor.Extract(string.Concat(Enumerable.Repeat(heading, 50_000)) + rest, Options("Lisinopril", "Metformin")).Label.ShouldBe(expected);

    [Theory]
    [InlineData("Yes.", "A")]
    [InlineData("**No** - the groups did not differ.", "B")]
    [InlineData("Maybe: the trial was small.", "C")]
    [InlineData("Yes because it fell.", "A")]
    [InlineData("No difference was found.", null)]
    [InlineData("Yes, in part. No, on the whole.", null)]
    [InlineData("Nothing was shown.", null)]
    [InlineData("The final decision is maybe.", "C")]
    [InlineData("The patient's decision is no.", null)]
    public void A_decision_that_opens_an_output_is_its_answer(string output, string? expected) =>
        AnswerExtractor.Extract(output, Options("yes", "no", "maybe")).Label.ShouldBe(expected);

    private static AnswerOption[] Options(params string[] texts) => [.. texts.Select((text, index) => new AnswerOption { Label = ((char)('A' + index)).ToString(), Text = text })];
}
