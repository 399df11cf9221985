namespace MedReason.Runs;

/// <summary>
/// US dollars as whole picodollars: fine enough for a millionth of a dollar for a million tokens, exact in sums, and up to nine million dollars.
/// </summary>
internal static class Money
{
    public const long PerDollar = 1_000_000_000_000;

    public static decimal ToDollars(long picodollars) => (decimal)picodollars / PerDollar;

    /// <exception cref="OverflowException">It is more than nine million dollars.</exception>
    public static long FromDollars(decimal dollars) => (long)decimal.Round(checked(dollars * PerDollar), MidpointRounding.ToPositiveInfinity);
}
