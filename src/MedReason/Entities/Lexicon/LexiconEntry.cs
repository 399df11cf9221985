namespace MedReason;

/// <summary>How a name of the lexicon came about and what a text must fulfil to match it.</summary>
[Flags]
internal enum LexiconEntryTraits : byte
{
    None = 0,

    /// <summary>The node's preferred name and not a synonym.</summary>
    Preferred = 1,

    /// <summary>The words stand in another order than in the name.</summary>
    Reordered = 2,

    /// <summary>A word was replaced by another that the graph's own synonyms show to mean the same.</summary>
    Substituted = 4,

    /// <summary>A symbol or an abbreviation: matched letter by letter, case included.</summary>
    CaseSensitive = 8,

    /// <summary>A common word too: matched only where the context supports it.</summary>
    Common = 16,

    /// <summary>Less than the whole name: a qualifier was left off.</summary>
    Shortened = 32,
}

/// <summary>One name of one node.</summary>
/// <param name="Node">The node, as an index into the lexicon's nodes.</param>
/// <param name="Name">The name as the graph writes it.</param>
/// <param name="Traits">How it came about and what it demands.</param>
internal readonly record struct LexiconEntry(int Node, string Name, LexiconEntryTraits Traits)
{
    public bool Has(LexiconEntryTraits traits) => (Traits & traits) != 0;
}
