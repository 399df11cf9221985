namespace MedReason.Entities;

/// <summary>A place in a text where names of the lexicon stand.</summary>
internal struct LexiconMatch
{
    /// <summary>The first word, as an index into the text's words.</summary>
    public int First;

    /// <summary>The last word, inclusive.</summary>
    public int Last;

    /// <summary>The lexicon's state whose names match.</summary>
    public int State;

    /// <summary>How the match was made, where not word by word; null for the plain case.</summary>
    public string? Method;

    /// <summary>The span of the words that carry the name, where the mention reaches further than them.</summary>
    public int CoreFirst;

    /// <summary>As <see cref="CoreFirst"/>, inclusive.</summary>
    public int CoreLast;
}
