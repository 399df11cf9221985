namespace MedReason.Shared;

/// <summary>
/// US dollars as whole picodollars: fine enough for a millionth of a dollar for a million tokens, exact in sums, and up to nine million dollars.
/// </summary>
internal static class Money
{
    public const long PerDollar = 1_000_000_000_000;

    private const decimal MostDollars = (decimal)long.MaxValue / PerDollar;

    public static decimal ToDollars(long picodollars) => (decimal)picodollars / PerDollar;

    /// <summary>Rounds up; more than nine million dollars are nine million.</summary>
    public static long FromDollars(decimal dollars) => (long)decimal.Round(Math.Min(dollars, MostDollars) * PerDollar, MidpointRounding.ToPositiveInfinity);

    /// <summary>Adds two amounts that are not negative; what is more than the largest amount is the largest.</summary>
    public static long Add(long first, long second) => long.CreateSaturating((Int128)first + second);
}
