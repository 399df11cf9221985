namespace MedReason.Entities;

/// <summary>What a word says that may stand between the words of a name.</summary>
internal enum LinkingKind : byte
{
    /// <summary>It may not stand there.</summary>
    None,

    /// <summary>That what precedes is as what follows: "long bones were slender".</summary>
    Predicate,

    /// <summary>Whose something is, or of both sides: "pain in her back".</summary>
    Possessive,

    /// <summary>On which side something is, which makes the text more specific than the name: "pain in the right knee".</summary>
    Side,
}
