namespace MedReason.Shared;

/// <summary>A hash of text that is the same in every process, for seeded orders.</summary>
internal static class StableHash
{
    /// <summary>Hashes a seed and some strings.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="texts">The strings, in order.</param>
    /// <returns>64 well mixed bits.</returns>
    public static ulong Of(long seed, params ReadOnlySpan<string> texts)
    {
        // FNV-1a over the UTF-16 units, then the finalizer of SplitMix64, because FNV alone leaves the high bits poor for short texts.
        ulong hash = 14695981039346656037UL ^ unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);
        foreach (string text in texts)
        {
            foreach (char unit in text)
            {
                hash = unchecked((hash ^ unit) * 1099511628211UL);
            }

            hash = unchecked((hash ^ 0xFFFF_FFFFUL) * 1099511628211UL);
        }

        hash = unchecked((hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL);
        hash = unchecked((hash ^ (hash >> 27)) * 0x94D049BB133111EBUL);
        return hash ^ (hash >> 31);
    }
}
