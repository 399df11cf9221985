using System.IO.Compression;
using System.Text.Json;

namespace MedReason.Tests.Paths.Ranking;

public sealed class OptionCombinationTests
{
    [Theory]
    [InlineData("All of the above", OptionCombinationKind.All, "ABC")]
    [InlineData("all of these.", OptionCombinationKind.All, "ABC")]
    [InlineData("None of the above.", OptionCombinationKind.None, "ABC")]
    [InlineData("d)\tNone of the above", OptionCombinationKind.None, "ABC")]
    [InlineData("None", OptionCombinationKind.None, "ABC")]
    [InlineData("Any of the above", OptionCombinationKind.Any, "ABC")]
    [InlineData("Both A and C", OptionCombinationKind.All, "AC")]
    [InlineData("Both (a) & (c)", OptionCombinationKind.All, "AC")]
    [InlineData("both bc", OptionCombinationKind.All, "BC")]
    [InlineData("A and B only", OptionCombinationKind.All, "AB")]
    [InlineData("'b' & 'c'", OptionCombinationKind.All, "BC")]
    [InlineData("option 1 and 2", OptionCombinationKind.All, "AB")]
    [InlineData("A, B and C", OptionCombinationKind.All, "ABC")]
    [InlineData("Either A or B", OptionCombinationKind.Any, "AB")]
    [InlineData("Neither A nor B", OptionCombinationKind.None, "AB")]
    [InlineData("Both prolactin and growth hormone", OptionCombinationKind.All, "AB")]
    public void Words_for_other_options_are_read(string text, OptionCombinationKind kind, string labels)
    {
        OptionCombination combination = Parse("Prolactin", "Growth hormone", "Insulin", text).ShouldHaveSingleItem();
        combination.Label.ShouldBe("D");
        combination.Kind.ShouldBe(kind);
        string.Concat(combination.Labels).ShouldBe(labels);
    }

    [Theory]
    [InlineData("Prolactin", "Growth hormone", "Insulin", "Both lungs and heart")]
    [InlineData("2%", "1-2%", "4%", "8%")]
    [InlineData("A", "B", "AB", "O")]
    [InlineData("a,b", "a,c", "b,c", "a,b,c")]
    [InlineData("a,c,d,b", "b,c,a,d", "d,a,c,b", "c,a,b,d")]
    [InlineData("Prolactin", "Growth hormone", "Insulin", "Both")]
    [InlineData("", " ", "Insulin", "All permanent teeth, except third molars")]
    public void Options_that_speak_for_themselves_are_no_combination(params string[] options) => Parse(options).ShouldBeEmpty();

    [Fact]
    public void Both_alone_stands_for_two_options()
    {
        IReadOnlyList<OptionCombination> combinations = Parse("Prolactin", "Growth hormone", "Both", "None");
        combinations.Select(combination => string.Concat(combination.Labels)).ShouldBe(["AB", "AB"]);
    }

    [Fact]
    public async Task Real_MedMCQA_rows_hold_combinations_that_never_name_themselves()
    {
        string path = TestData.Require("questions/medmcqa_dev.jsonl.gz");
        int found = 0;
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (await reader.ReadLineAsync() is { } line)
        {
            using JsonDocument row = JsonDocument.Parse(line);
            string[] texts = [.. "abcd".Select(letter => row.RootElement.GetProperty("op" + letter).GetString() ?? string.Empty)];
            foreach (OptionCombination combination in Parse(texts))
            {
                found++;
                combination.Labels.ShouldNotContain(combination.Label);
                combination.Labels.Count.ShouldBeGreaterThan(0);
            }
        }

        found.ShouldBeInRange(330, 420);
    }

    private static IReadOnlyList<OptionCombination> Parse(params string[] texts) => OptionCombination.Parse(RankingCases.Question(texts).Options);
}
