using System.Globalization;
using MedReason.Shared;

namespace MedReason.Runs.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1_000_000_000_000)]
    [InlineData("0.000001", 1_000_000)]
    [InlineData("0.000000000001", 1)]
    [InlineData("9223372.036854775806", long.MaxValue - 1)]
    [InlineData("9223372.036854775807", long.MaxValue)]
    public void Whole_picodollars_are_exact_in_both_directions(string dollars, long picodollars)
    {
        decimal amount = decimal.Parse(dollars, CultureInfo.InvariantCulture);

        Money.FromDollars(amount).ShouldBe(picodollars);
        Money.ToDollars(picodollars).ShouldBe(amount);
    }

    [Fact]
    public void What_is_less_than_a_picodollar_counts_as_one()
    {
        Money.FromDollars(0.000_000_000_000_1m).ShouldBe(1);
        Money.FromDollars(0.000_000_000_001_1m).ShouldBe(2);
    }

    [Fact]
    public void More_than_the_largest_amount_is_the_largest()
    {
        Money.FromDollars(9_223_372.036_854_775_808m).ShouldBe(long.MaxValue);
        Money.FromDollars(decimal.MaxValue).ShouldBe(long.MaxValue);
        Money.Add(long.MaxValue - 1, 1).ShouldBe(long.MaxValue);
        Money.Add(long.MaxValue - 1, 2).ShouldBe(long.MaxValue);
        Money.Add(long.MaxValue, long.MaxValue).ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Sums_are_exact() => Money.Add(2, 3).ShouldBe(5);
}
