namespace MedReason.Tests.Paths.Arguments;

/// <summary>The table of arguments: its lines are readable, and what cannot be read is refused by its line.</summary>
public sealed class ArgumentTableTests
{
    private const string Header = "intent,effect,steps,min_starts,min_share,weight,name\n";

    [Fact]
    public void A_line_gives_meanings_with_their_directions()
    {
        ArgumentLine line = ArgumentTable.Parse(Header + "treatment,supports_weakly,presents< associated treats<,2,0.5,0.25,a way round\n").Lines.Single();

        (line.Intent, line.Effect, line.MinStarts, line.MinShare, line.Weight, line.Name)
            .ShouldBe((QuestionIntent.Treatment, ArgumentEffect.SupportsWeakly, 2, 0.5, 0.25, "a way round"));
        line.Steps.ShouldBe(
        [
            new ArgumentStep(RelationMeaning.Presents, false),
            new ArgumentStep(RelationMeaning.Associated, null),
            new ArgumentStep(RelationMeaning.Treats, false),
        ]);
    }

    [Theory]
    [InlineData("intent,effect\n", 1, "expected intent,effect,steps,min_starts,min_share,weight,name, found intent,effect")]
    [InlineData(Header + "treatment,supports,treats<,1,0,1\n", 2, "expected 7 fields, found 6")]
    [InlineData(Header + "cure,supports,treats<,1,0,1,x\n", 2, "found cure")]
    [InlineData(Header + "2,supports,treats<,1,0,1,x\n", 2, "found 2")]
    [InlineData(Header + "treatment,helps,treats<,1,0,1,x\n", 2, "found helps")]
    [InlineData(Header + "treatment,supports,,1,0,1,x\n", 2, "expected 1 to 4 steps")]
    [InlineData(Header + "treatment,supports,treats<,1,-1,1,x\n", 2, "expected a number that is not negative, found -1")]
    [InlineData(Header + "treatment,supports,treats<,1,0,1,\n", 2, "expected a name, found none")]
    [InlineData("", 1, "found no line")]
    public void A_line_that_cannot_be_read_is_refused_with_its_number(string csv, int line, string detail)
    {
        InputFormatException failure = Should.Throw<InputFormatException>(() => ArgumentTable.Parse(csv, "mine.csv"));

        (failure.File, failure.Line).ShouldBe(("mine.csv", line));
        failure.Message.ShouldContain(detail);
    }

    [Fact]
    public void The_shipped_table_has_lines_for_every_intent_but_tests_and_other()
    {
        ArgumentTable.Default.Lines.Select(line => line.Intent).Distinct().Order()
            .ShouldBe(Enum.GetValues<QuestionIntent>().Except([QuestionIntent.Other, QuestionIntent.Test]));
        ArgumentTable.Default.Lines.SelectMany(line => line.Steps).Select(step => step.Meaning).Except(RelationMeaning.WellKnown).ShouldBeEmpty();
    }

    [Fact]
    public void Harm_never_supports_a_treatment()
    {
        ArgumentTable.Default.Lines
            .Where(line => line.Intent is QuestionIntent.Treatment or QuestionIntent.Prevention && line.Effect != ArgumentEffect.CountsAgainst)
            .SelectMany(line => line.Steps).Select(step => step.Meaning)
            .ShouldNotContain(meaning => meaning == RelationMeaning.Causes || meaning == RelationMeaning.Contraindicated);
    }
}
