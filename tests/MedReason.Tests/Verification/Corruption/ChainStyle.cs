namespace MedReason.Tests;

/// <summary>How a correct chain is worded.</summary>
internal enum ChainStyle
{
    /// <summary>As the library's own writer words it: whole paths in the graph's phrases.</summary>
    Template,

    /// <summary>A hop a sentence, in the graph's phrases.</summary>
    Phrases,

    /// <summary>A hop a sentence, in words that the graph's phrases do not hold.</summary>
    Reworded,
}
