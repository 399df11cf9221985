namespace MedReason.Shared;

/// <summary>
/// The form in which the graph's own name index compares names: lower case, with each run of other characters than letters and digits as one space.
/// </summary>
internal static class NameFolding
{
    /// <summary>Changes whenever the folded form of some name does, so that stored indexes of an older folding are rebuilt.</summary>
    public const int Version = 1;

    /// <summary>Folds a name.</summary>
    /// <param name="text">The name.</param>
    /// <param name="target">At least as long as the name.</param>
    /// <returns>How many characters were written; 0 where the name has neither letter nor digit.</returns>
    public static int Fold(ReadOnlySpan<char> text, Span<char> target)
    {
        int length = 0;
        bool gap = false;
        foreach (char character in text)
        {
            if (!IsWordCharacter(character))
            {
                gap = length > 0;
                continue;
            }

            if (gap)
            {
                target[length++] = ' ';
                gap = false;
            }

            target[length++] = ToLower(character);
        }

        return length;
    }

    /// <summary>Folds a name.</summary>
    /// <param name="text">The name.</param>
    /// <returns>The folded form; empty where the name has neither letter nor digit.</returns>
    public static string Fold(string text)
    {
        char[] buffer = new char[text.Length];
        return new string(buffer, 0, Fold(text, buffer));
    }

    /// <summary>FNV-1a over the characters: the same on every machine, unlike a string's own hash code.</summary>
    public static uint Hash(ReadOnlySpan<char> folded)
    {
        uint hash = 2166136261;
        foreach (char character in folded)
        {
            hash = (hash ^ (byte)character) * 16777619;
            hash = (hash ^ (byte)(character >> 8)) * 16777619;
        }

        return hash;
    }

    private static char ToLower(char character) => char.IsAscii(character)
        ? (char.IsAsciiLetterUpper(character) ? (char)(character | 0x20) : character)
        : char.ToLowerInvariant(character);

    private static bool IsWordCharacter(char character) =>
        char.IsAscii(character) ? char.IsAsciiLetterOrDigit(character) : char.IsLetterOrDigit(character) || char.IsSurrogate(character);
}
