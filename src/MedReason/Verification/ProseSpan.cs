namespace MedReason.Verification;

/// <summary>Some words in a row.</summary>
/// <param name="First">The first word.</param>
/// <param name="Last">The last word, inclusive.</param>
internal readonly record struct ProseSpan(int First, int Last)
{
    /// <summary>How many words.</summary>
    public int Count => Last - First + 1;

    /// <summary>Whether both share a word.</summary>
    public bool Overlaps(ProseSpan other) => First <= other.Last && other.First <= Last;

    /// <summary>Whether the other lies inside and is shorter.</summary>
    public bool Holds(ProseSpan other) => First <= other.First && other.Last <= Last && Count > other.Count;
}
