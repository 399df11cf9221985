namespace MedReason.Entities;

/// <summary>A short form that a text defines, and the lexicon's names that its long form matches.</summary>
/// <param name="ShortForm">The short form as written.</param>
/// <param name="State">The lexicon's state of the long form, or -1 where the lexicon does not know the long form.</param>
internal sealed record AbbreviationDefinition(string ShortForm, int State);
