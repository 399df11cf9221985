namespace MedReason.Entities;

/// <summary>A short form that a text defines, and the lexicon's names that its long form matches.</summary>
/// <param name="ShortForm">The short form as written.</param>
/// <param name="State">The lexicon's state of the long form, or -1 where the lexicon does not know the long form.</param>
/// <param name="Position">The start of the short form in the text that defines it; negative for a definition of another text.</param>
internal sealed record LexiconAbbreviation(string ShortForm, int State, int Position);
