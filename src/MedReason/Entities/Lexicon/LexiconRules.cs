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

    /// <summary>Adjectives of the graph's names match the nouns that they derive from.</summary>
    Derivations = 16384,

    /// <summary>An ending in parentheses or behind a comma that many names share is a tag of their source.</summary>
    Tags = 32768,

    /// <summary>Two words with a hyphen between them match the one word of the names.</summary>
    Hyphens = 65536,

    /// <summary>Names that a language has beside those of the graph: "UTI", "aspirin".</summary>
    EqualNames = 131072,

    /// <summary>A word for an extent or a course belongs to its name: "generalized hirsutism" contains no second mention of hirsutism.</summary>
    Extents = 262144,

    /// <summary>A name in the form of a sentence: "long bones were slender".</summary>
    Predicates = 524288,

    /// <summary>A name that contains a more general node's name is also known with that node's other names.</summary>
    Composed = 1048576,

    /// <summary>A compound of a combining form and a general word is read as two words: "nephrotoxicity".</summary>
    Compounds = 2097152,

    /// <summary>Words that the graph swaps in most of the nodes that have the rarer one match each other.</summary>
    RareSwaps = 4194304,

    /// <summary>A general word inside a longer name is no second mention: "coarse facial features".</summary>
    NeutralParts = 8388608,

    /// <summary>A name that is turned around its comma keeps the hyphens that it has.</summary>
    TurnedHyphens = 16777216,

    /// <summary>A word that says whose something is stands between the words of a name: "pain in her back".</summary>
    Possessives = 33554432,

    /// <summary>A word for a state or a deed stands for the noun where it is said of a person: "she is obese".</summary>
    States = 67108864,

    /// <summary>Words that the graph's synonyms leave out beside another: "diabetes" for "diabetes mellitus".</summary>
    Elisions = 134217728,

    /// <summary>A word for a side stands between the words of a name: "pain in his right knee".</summary>
    Sides = 268435456,

    All = 536870911,
}
