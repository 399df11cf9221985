using System.Collections.Frozen;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Splits a compound of a combining form for a part of the body and a general word for an abnormality: "nephrotoxicity".</summary>
internal static class CombiningForms
{
    private static readonly (string Form, string Word)[] Forms =
        [.. WordList.ReadWords("lexicon-words", "combining-form").Select(static pair => pair.Split(':')).Select(static pair => (pair[0], pair[1]))];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> GeneralWords =
        WordList.ReadWords("lexicon-words", "general").ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Finds the parts of a compound.</summary>
    /// <param name="words">The words of the names.</param>
    /// <param name="compound">The compound as written.</param>
    /// <param name="buffer">Memory for a normal form.</param>
    /// <param name="form">The number of the word that the combining form stands for.</param>
    /// <param name="rest">The number of the general word.</param>
    /// <returns>The length of the combining form; 0 when the word is no compound.</returns>
    public static int Find(TokenTable words, ReadOnlySpan<char> compound, Span<char> buffer, out int form, out int rest)
    {
        foreach ((string prefix, string word) in Forms)
        {
            if (compound.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && compound.Length > prefix.Length + 2)
            {
                ReadOnlySpan<char> general = buffer[..TermNormalizer.NormalizeToken(compound[prefix.Length..], buffer)];
                rest = GeneralWords.Contains(general) ? words.Find(general) : -1;
                form = words.Find(buffer[..TermNormalizer.NormalizeToken(word, buffer)]);
                return form >= 0 && rest >= 0 ? prefix.Length : 0;
            }
        }

        form = rest = -1;
        return 0;
    }
}
