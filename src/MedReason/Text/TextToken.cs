namespace MedReason.Text;

/// <summary>Describes what precedes a token, and how the token is written.</summary>
[Flags]
internal enum TextTokenTraits
{
    None = 0,

    /// <summary>A sentence end, a semicolon, a colon, a symbol: no name reaches across it.</summary>
    BreakBefore = 1,

    /// <summary>A comma separates the token before and this one.</summary>
    CommaBefore = 2,

    /// <summary>A bracket separates the token before and this one.</summary>
    BracketBefore = 4,

    /// <summary>A hyphen or dash without white space joins the token before and this one.</summary>
    HyphenBefore = 8,

    /// <summary>A slash separates the token before and this one.</summary>
    SlashBefore = 16,

    /// <summary>A sentence ends before this token.</summary>
    SentenceBefore = 32,

    /// <summary>A word that carries no meaning inside a name: "of", "the", the s of a possessive.</summary>
    Stop = 64,

    /// <summary>At least one upper-case letter and no lower-case one.</summary>
    Upper = 128,

    /// <summary>A digit is among its characters.</summary>
    Digit = 256,

    /// <summary>It starts with a prefix that a hyphen or a space parts from the rest, as in "non-tender".</summary>
    Prefixed = 512,

    /// <summary>A combining form: the word goes on with the next token, as in "nephro|toxicity".</summary>
    Combining = 1024,

    /// <summary>A word that no name has, read as the noun for a state that it says: "obese".</summary>
    State = 2048,

    /// <summary>A <see cref="State"/> that things have too: it is a name alone, and no part of a longer one.</summary>
    Quality = 4096,

    /// <summary>A <see cref="State"/> that says what somebody does or did.</summary>
    Deed = 8192,

    /// <summary>A word of the names that says a state for which they have a noun too.</summary>
    Form = 16384,

    /// <summary>A word of the language without content of its own, and no <see cref="Stop"/>.</summary>
    Function = 32768,

    /// <summary>A word of everyday language, or a <see cref="Function"/> word.</summary>
    Common = 65536,

    /// <summary>A word that may stand between the words of a name: "were", "her", "right".</summary>
    Linking = 131072,

    /// <summary>What a lexicon and its language say of the word; the other traits are those of its place and its letters.</summary>
    ByWord = State | Quality | Deed | Form | Function | Common | Linking,
}

/// <summary>One word of a text: its position and how it is written. Its normal form lives in the lexicon's token table.</summary>
/// <param name="Start">Its first UTF-16 code unit.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Traits">What precedes it, and how it is written.</param>
internal readonly record struct TextToken(int Start, int End, TextTokenTraits Traits)
{
    public int Length => End - Start;

    public bool Has(TextTokenTraits traits) => (Traits & traits) != 0;
}
