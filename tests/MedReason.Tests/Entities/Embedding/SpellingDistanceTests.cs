using FsCheck;
using FsCheck.Fluent;
using MedReason.Entities;

namespace MedReason.Tests;

public sealed class SpellingDistanceTests
{
    [Theory]
    [InlineData("asthma", "asthma", 0)]
    [InlineData("asthm", "asthma", 1.0)]
    [InlineData("astmha", "asthma", 1.0)]
    [InlineData("asthmma", "asthma", 1.3)]
    [InlineData("asthna", "asthma", 1.3)]
    [InlineData("sthmaa", "asthma", 2.3)]
    [InlineData("", "", 0)]
    [InlineData("", "ab", 2)]
    [InlineData("a", "asthma", double.PositiveInfinity)]
    [InlineData("zzzzzz", "asthma", double.PositiveInfinity)]
    public void A_slip_costs_the_more_the_more_slips_there_could_have_been(string written, string name, double cost) =>
        Math.Round(SpellingDistance.Measure(written, name), 9).ShouldBe(cost);

    [Fact]
    public void The_band_around_the_diagonal_changes_no_cost_within_the_allowed_edits()
    {
        Gen<string> words = Gen.Elements('a', 'b', 'c', ' ').ListOf().Select(letters => new string([.. letters.Take(14)]));
        Prop.ForAll(words.ToArbitrary(), words.ToArbitrary(), (written, name) =>
        {
            double expected = WholeTable(written, name);
            double found = SpellingDistance.Measure(written, name);

            // Many cheap edits may leave the band; then the banded cost can only be higher.
            return expected <= SpellingDistance.MaxEdits ? Math.Abs(found - expected) < 1e-12 : found >= expected - 1e-12;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    private static double WholeTable(string written, string name)
    {
        double[,] cost = new double[written.Length + 1, name.Length + 1];
        for (int i = 0; i <= written.Length; i++)
        {
            for (int j = 0; j <= name.Length; j++)
            {
                double best = i == 0 && j == 0 ? 0 : double.PositiveInfinity;
                best = i > 0 ? Math.Min(best, cost[i - 1, j] + 1.3) : best;
                best = j > 0 ? Math.Min(best, cost[i, j - 1] + 1.0) : best;
                best = i > 0 && j > 0 ? Math.Min(best, cost[i - 1, j - 1] + (written[i - 1] == name[j - 1] ? 0 : 1.3)) : best;
                best = i > 1 && j > 1 && written[i - 1] == name[j - 2] && written[i - 2] == name[j - 1] ? Math.Min(best, cost[i - 2, j - 2] + 1.0) : best;
                cost[i, j] = best;
            }
        }

        return cost[written.Length, name.Length];
    }
}
