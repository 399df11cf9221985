namespace MedReason.Text;

/// <summary>How the words of a language are inflected and spelled: brings the forms of a word to one key.</summary>
internal abstract class Inflection
{
    /// <summary>Brings a word to its key, in place.</summary>
    /// <remarks>Both sides of a comparison go through it, so that a wrong stem harms only where it meets another word's.</remarks>
    /// <param name="word">The word in lower case without marks, with room behind it.</param>
    /// <param name="length">The length of the word, at least 3.</param>
    /// <returns>The length of the key.</returns>
    public abstract int Stem(Span<char> word, int length);
}
