namespace MedReason.Entities;

/// <summary>A place in a text that matches names of the lexicon.</summary>
internal struct LexiconMatch(int first, int last, int state, string? method = null)
{
    /// <summary>The first token.</summary>
    public int First = first;

    /// <summary>The last token, inclusive.</summary>
    public int Last = last;

    /// <summary>The lexicon's state whose names match.</summary>
    public int State = state;

    /// <summary>The link method when the match was not made word by word; null for a plain match.</summary>
    public string? Method = method;

    /// <summary>Whether the text means something narrower than the name: "cough" in "non-productive cough".</summary>
    public bool IsBroader;

    /// <summary>Whether a word for a side stands between the words of the name.</summary>
    public bool HasSide;

    /// <summary>The first token of the name itself, where the mention is longer than the name.</summary>
    public int CoreFirst = first;

    /// <summary>The last token of the name itself, inclusive.</summary>
    public int CoreLast = last;
}
