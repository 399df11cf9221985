namespace MedReason.Diagnosis;

/// <summary>Turns ratios of likelihoods into damped bits, by a table: a scorer asks for tens of thousands of them for a patient.</summary>
internal static class DampedBits
{
    // One very rare finding in common counts for less than its bits.
    private const double Power = 0.8;

    // Entries are as far apart as the highest bits of a double's fraction, 1,024 from each power of two to the next; between two the line holds.
    private const int Shift = 52 - 10;
    private const int PowersOfTwo = 40;
    private const double MaxValue = 1L << (PowersOfTwo - 1);
    private static readonly long First = BitConverter.DoubleToInt64Bits(1) >> Shift;
    private static readonly double[] Table = [.. Enumerable.Range(0, PowersOfTwo << 10).Select(
        static index => Math.Pow(Math.Log2(BitConverter.Int64BitsToDouble((First + index) << Shift)), Power))];

    /// <summary>Returns log2(1 + ratio) to the power of 0.8.</summary>
    /// <param name="ratio">At least 0.</param>
    public static double Of(double ratio)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Min(1 + ratio, MaxValue));
        int index = (int)((bits >> Shift) - First);
        double rest = (double)(bits & ((1L << Shift) - 1)) / (1L << Shift);
        return Table[index] + (rest * (Table[index + 1] - Table[index]));
    }
}
