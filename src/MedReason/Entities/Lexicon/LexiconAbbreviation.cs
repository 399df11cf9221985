namespace MedReason.Entities;

/// <summary>An abbreviation that holds in a text.</summary>
/// <param name="ShortForm">The abbreviation.</param>
/// <param name="State">The lexicon's state of its long form; negative when the lexicon does not contain it.</param>
/// <param name="Position">The position of its definition in the text; negative when another text defines it.</param>
/// <param name="Head">The rest of the name behind the definition, which may follow the abbreviation too; empty when the long form is the whole name.</param>
internal sealed record LexiconAbbreviation(string ShortForm, int State, int Position, string Head = "");
