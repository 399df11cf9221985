namespace MedReason.Tests;

public sealed class QuestionWordingTests
{
    [Theory]
    [InlineData("All of the following are true about bronchial cyst EXCEPT:")]
    [InlineData("Which of the following is not a branch of the external carotid artery?")]
    [InlineData("Which of the following medications is NOT likely to be the cause?")]
    [InlineData("False about enamel rods is")]
    [InlineData("A girl has fever. Which of the following statements is incorrect?")]
    [InlineData("Which finding is least likely to be present?")]
    [InlineData("Not a feature of nephrotic syndrome:")]
    [InlineData("Which is not. true regarding myelopathy?")]
    public void Questions_that_ask_for_the_exception_are_told(string text) => QuestionWording.DetectAsk(text).ShouldBe(QuestionAsk.Except);

    [Theory]
    [InlineData("A man does not drink. Which of the following is the most likely diagnosis?")]
    [InlineData("Which of the following drugs should not be given to this patient?")]
    [InlineData("Which of the following best describes why the patient should not be switched to exenatide?")]
    [InlineData("Wound that does not involve dermis is")]
    [InlineData("She denies fever and is not in distress. What is the next step?")]
    [InlineData("What is the treatment of choice?")]
    [InlineData("")]
    public void Other_denials_are_no_exceptions(string text) => QuestionWording.DetectAsk(text).ShouldBe(QuestionAsk.Affirm);

    [Theory]
    [InlineData("Which drug should be avoided in this patient?", Polarity.Contraindicated)]
    [InlineData("Which of the following is contraindicated in pregnancy?", Polarity.Contraindicated)]
    [InlineData("Which of the following drugs should not be given to this patient?", Polarity.Contraindicated)]
    [InlineData("The blood brain barrier is absent in which area?", Polarity.Absent)]
    [InlineData("Aspirin was contraindicated. Which drug treats this condition?", Polarity.Affirmed)]
    [InlineData("Which drug treats hypertension?", Polarity.Affirmed)]
    public void What_is_sought_is_read_from_the_last_sentence(string text, Polarity expected) => QuestionWording.DetectSeeks(text).ShouldBe(expected);

    [Fact]
    public void An_exception_among_things_to_avoid_is_both()
    {
        const string Text = "All of the following should be avoided by a patient with lactose intolerance, EXCEPT:";

        QuestionWording.DetectAsk(Text).ShouldBe(QuestionAsk.Except);
        QuestionWording.DetectSeeks(Text).ShouldBe(Polarity.Contraindicated);
    }

    [Fact]
    public void Long_text_is_read_in_the_time_of_its_tail()
    {
        string text = string.Concat(Enumerable.Repeat("is not which of the are not all but ", 50_000)) + ". Which drug treats it?";

        QuestionWording.DetectAsk(text).ShouldBe(QuestionAsk.Affirm);
    }
}
