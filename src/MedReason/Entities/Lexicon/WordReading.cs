using MedReason.Text;

namespace MedReason.Entities;

/// <summary>What a lexicon reads a word as.</summary>
/// <param name="Word">The number of the word, or -1.</param>
/// <param name="Class">The class of the word, or -1.</param>
/// <param name="Traits">What the reading adds to the traits of the token.</param>
internal readonly record struct WordReading(int Word, int Class, TextTokenTraits Traits);
