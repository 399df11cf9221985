namespace MedReason;

/// <summary>A place in a text where names of the lexicon stand.</summary>
internal struct LexiconMatch
{
    /// <summary>The first word, as an index into the text's words.</summary>
    public int First;

    /// <summary>The last word, inclusive.</summary>
    public int Last;

    /// <summary>The lexicon's state whose names match.</summary>
    public int State;

    /// <summary>How many words of the name matched; words that carry no meaning do not count.</summary>
    public int Words;

    /// <summary>How the match was made, where not word by word; null for the plain case.</summary>
    public string? Method;
}
