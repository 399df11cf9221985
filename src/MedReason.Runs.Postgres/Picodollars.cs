namespace MedReason.Runs.Postgres;

/// <summary>US dollars as the whole picodollars that tables hold.</summary>
internal static class Picodollars
{
    private const long PerDollar = 1_000_000_000_000;
    private const decimal Most = (decimal)long.MaxValue / PerDollar;

    public static decimal ToDollars(long picodollars) => (decimal)picodollars / PerDollar;

    public static long FromDollars(decimal dollars) =>
        dollars >= Most ? long.MaxValue : (long)decimal.Round(dollars * PerDollar, MidpointRounding.ToPositiveInfinity);
}
