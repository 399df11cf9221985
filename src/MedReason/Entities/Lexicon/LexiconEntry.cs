namespace MedReason.Entities;

/// <summary>How a name of the lexicon came about and what a text must fulfil to match it.</summary>
[Flags]
internal enum LexiconEntryTraits : byte
{
    None = 0,

    /// <summary>The node's preferred name and not a synonym.</summary>
    Preferred = 1,

    /// <summary>The words are in another order than in the name.</summary>
    Reordered = 2,

    /// <summary>A word was left out or put in another form by a rule.</summary>
    Derived = 4,

    /// <summary>A symbol or an abbreviation: matched letter by letter, case included.</summary>
    CaseSensitive = 8,

    /// <summary>A common word too: matched only where the context supports it.</summary>
    Common = 16,

    /// <summary>A name so general that it names a finding only with a word before it ("disease", "syndrome").</summary>
    Generic = 32,

    /// <summary>The words are turned around the comma of the name.</summary>
    Turned = 64,

    /// <summary>A word is left out that the graph's own synonyms leave out.</summary>
    Elided = 128,
}

/// <summary>One name of one node.</summary>
/// <param name="Node">The node, as an index into the lexicon's nodes.</param>
/// <param name="Name">The name as the graph writes it.</param>
/// <param name="Words">The numbers of its words, in their order, without those that carry no meaning.</param>
/// <param name="Traits">How it came about and what it demands.</param>
internal readonly record struct LexiconEntry(int Node, string Name, int[] Words, LexiconEntryTraits Traits)
{
    public bool Has(LexiconEntryTraits traits) => (Traits & traits) != 0;
}
