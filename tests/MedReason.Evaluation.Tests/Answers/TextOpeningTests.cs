namespace MedReason.Evaluation.Tests;

/// <summary>Outputs that open with the text of an option and then give reasons, as the published answer strings do.</summary>
public sealed class TextOpeningTests
{
    [Theory]
    [InlineData("Metformin. It lowers glucose and spares the weight that Insulin glargine adds.", "A")]
    [InlineData("**Metformin.** Insulin glargine is for later.", "A")]
    [InlineData("Insulin glargine\n\nMetformin failed before.", "B")]
    [InlineData("Metformin. Explanation: Insulin glargine. 2. Both lower glucose.", "A")]
    [InlineData("## Final Answer\n\nMetformin. Explanation: Insulin glargine is for later.", "A")]
    [InlineData("2. Explanation: Metformin and Insulin glargine are these.", "C")]
    [InlineData("<10%. Explanation: 20-30 % is for others.", "D")]
    [InlineData("<10%", "D")]
    [InlineData("↓ ↑ ↓", "E")]
    [InlineData("## Final Answer\n\n↓ ↑ ↓", "E")]
    public void An_opening_that_is_a_whole_option_is_the_answer(string output, string expected) => Read(output).ShouldBe(expected);

    [Theory]
    [InlineData("Metformin. Insulin glargine. 2.")]
    [InlineData("Metformin.\nInsulin glargine.\nBoth are drugs.")]
    [InlineData("2. The glucose of the patient is high, so that Metformin or Insulin glargine helps.")]
    [InlineData("Metformin lowers glucose, Insulin glargine as well.")]
    [InlineData("↓ ↓ ↓")]
    public void A_list_a_number_and_a_sentence_that_goes_on_are_none(string output) => Read(output).ShouldBeNull();

    [Fact]
    public void A_later_statement_overrules_the_opening() => Read("Metformin. At first sight. The answer is Insulin glargine.").ShouldBe("B");

    [Fact]
    public void A_text_that_two_options_have_or_that_is_the_label_of_another_is_none()
    {
        AnswerExtractor.Extract("same", Options("same", "same", "other")).Label.ShouldBeNull();
        AnswerExtractor.Extract("C", Options("x", "C", "y")).Status.ShouldBe(AnswerStatus.Ambiguous);
    }

    private static string? Read(string output) => AnswerExtractor.Extract(output, Options("Metformin", "Insulin glargine", "2", "<10%", "↓ ↑ ↓", "↑ ↓ ↑")).Label;

    private static AnswerOption[] Options(params string[] texts) => [.. texts.Select((text, index) => new AnswerOption { Label = ((char)('A' + index)).ToString(), Text = text })];
}
