namespace MedReason.Entities;

/// <summary>The rules beyond looking names up word by word; each can be switched off to measure what it is worth.</summary>
[Flags]
internal enum LexiconRules
{
    None = 0,

    /// <summary>Branches of an ontology that name no finding are left out.</summary>
    Branches = 1,

    /// <summary>Names match in other orders of their words.</summary>
    WordOrder = 2,

    /// <summary>Words that the graph's synonyms swap match each other.</summary>
    WordClasses = 4,

    /// <summary>"X lesions", "X manifestations" match "abnormality of X".</summary>
    GeneralWords = 8,

    /// <summary>A word that no name holds is read as the word it comes from.</summary>
    Relatives = 16,

    /// <summary>Families of which the graph names the members only.</summary>
    Families = 32,

    /// <summary>Abbreviations that the text defines.</summary>
    Abbreviations = 64,

    /// <summary>Coordinated names.</summary>
    Coordinations = 128,

    /// <summary>Premodifiers and type numbers belong to the longest mention.</summary>
    Premodifiers = 256,

    /// <summary>General heads with an eponym before them.</summary>
    Eponyms = 512,

    /// <summary>Of two nodes that fit alike the more general one.</summary>
    PreferGeneral = 1024,

    /// <summary>Names without the type of their node in parentheses behind them.</summary>
    TypeWords = 2048,

    /// <summary>A comma or another mark inside a name matches the mark that the text writes there.</summary>
    Marks = 4096,

    /// <summary>A name does not count where it is a part of the phrase for a quantity or a structure.</summary>
    Phrases = 8192,

    All = 16383,
}
