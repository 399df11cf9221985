using MedReason.Tests;

namespace MedReason.Datasets.Tests;

public sealed class StemChoicesTests
{
    private static readonly AnswerOption[] Options =
        [new AnswerOption { Label = "A", Text = "Captopril" }, new AnswerOption { Label = "B", Text = "Vitamin B12" }, new AnswerOption { Label = "C", Text = "Enalapril" }];

    [Theory]
    [InlineData("An itch.\nAnswer Choices: (A) Captopril (B) Vitamin B12 (C) Enalapril", "An itch.")]
    [InlineData("An itch.\n\nAnswer Choices:\nA. Captopril\nB. Vitamin B12\nC. Enalapril\n", "An itch.")]
    [InlineData("An itch. A) Captopril B) Vitamin B12 C) Enalapril", "An itch.")]
    [InlineData("An itch.\n A. \n B.\t\n C. \n", "An itch.")]
    [InlineData("An itch.\nAnswer Choices: (A) Enalapril (B) Captopril (C) Vitamin B12", "An itch.")]
    [InlineData("Answer Choices: (A) Captopril (B) Vitamin B12 (C) Enalapril", "")]
    public void A_list_of_the_options_is_cut(string text, string stem) => StemChoices.Cut(text, Options).ShouldBe(stem);

    [Theory]
    [InlineData("An itch (A) of the arm (B) of the leg (C) of both.")]
    [InlineData("Hepatitis A. Hepatitis B. Hepatitis C.")]
    [InlineData("Answer Choices: none are listed.")]
    [InlineData("Captopril, Vitamin B12 or Enalapril?")]
    [InlineData("")]
    public void Other_text_stays(string text) => StemChoices.Cut(text, Options).ShouldBeSameAs(text);

    [Fact]
    public async Task The_row_of_a_published_file_reports_it()
    {
        string file = TestData.Require("cases_public_reports/k04_stem_choices/medxpertqa.jsonl");
        await foreach (QuestionRow row in QuestionReader.ReadAsync(file, "medxpertqa"))
        {
            row.Question.Text.ShouldBe("A woman with an itch asks for advice.");
            row.Flags.ShouldContain(QuestionFlags.StemChoices);
            row.Question.Options.Count.ShouldBe(4);
        }
    }
}
