using MedReason.Questions;

namespace MedReason.Tests;

public sealed class QuestionEntitiesTests
{
    [Theory]
    [InlineData(Assertion.Present, "D:1")]
    [InlineData(Assertion.Historical, "D:1")]
    [InlineData(Assertion.Absent, "D:2")]
    [InlineData(Assertion.Family, "D:2")]
    public void A_possible_finding_starts_a_path_only_where_nothing_else_does(Assertion other, string expected)
    {
        MedicalQuestion question = new() { Id = "1", Text = "gout" };
        EntityLink[] links = [Link("D:1", other, 0), Link("D:2", Assertion.Possible, 10)];
        QuestionEntities.Read(question, links).Present.ShouldHaveSingleItem().Value.ShouldBe(expected);
    }

    private static EntityLink Link(string id, Assertion assertion, int start) => new()
    {
        Mention = new EntityMention { Text = "gout", Start = start, End = start + 4, Role = MentionRole.Question, Assertion = assertion },
        Node = ListGraph.Node(id, "gout"),
        Score = 1,
    };
}
