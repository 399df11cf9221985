namespace MedReason.Entities;

/// <summary>A name as the graph writes it, with the places around which a text may turn it.</summary>
/// <param name="Entry">The name.</param>
/// <param name="Comma">The index of the word after its only comma, or -1.</param>
/// <param name="Of">The index of the word after its only "of", or -1.</param>
internal readonly record struct LexiconName(LexiconEntry Entry, int Comma, int Of);
