namespace MedReason.Shared;

/// <summary>SplitMix64 (Steele, Lea and Flood, 2014): the same draws for a seed wherever it runs.</summary>
internal struct SeededRandom(long seed)
{
    private ulong _state = unchecked((ulong)seed);

    public ulong NextBits()
    {
        ulong bits = _state = unchecked(_state + 0x9E3779B97F4A7C15UL);
        bits = unchecked((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL);
        bits = unchecked((bits ^ (bits >> 27)) * 0x94D049BB133111EBUL);
        return bits ^ (bits >> 31);
    }

    /// <summary>A number from 0 up to a limit, each as likely as the other to 2^-32.</summary>
    public int Next(int limit) => (int)(((NextBits() >> 32) * (ulong)limit) >> 32);

    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The numbers from 0 in an order drawn (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
