using System.Collections.Frozen;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Splits a compound of a combining form for a part of the body and a general word for an abnormality: "nephrotoxicity".</summary>
internal sealed class CombiningForms(LanguageProfile language)
{
    private readonly (string Form, string Word)[] _forms = language.Pairs("combining-form");

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _generalWords = language.SetOf("general", StringComparer.Ordinal);

    /// <summary>Finds the parts of a compound.</summary>
    /// <param name="words">The words of the names.</param>
    /// <param name="compound">The compound as written.</param>
    /// <param name="buffer">Memory for a normal form.</param>
    /// <param name="form">The number of the word that the combining form stands for.</param>
    /// <param name="rest">The number of the general word.</param>
    /// <returns>The length of the combining form; 0 when the word is no compound.</returns>
    public int Find(TokenTable words, ReadOnlySpan<char> compound, Span<char> buffer, out int form, out int rest)
    {
        foreach ((string prefix, string word) in _forms)
        {
            if (compound.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && compound.Length > prefix.Length + 2)
            {
                ReadOnlySpan<char> general = buffer[..TermNormalizer.NormalizeToken(compound[prefix.Length..], buffer, language.Inflection)];
                rest = _generalWords.Contains(general) ? words.Find(general) : -1;
                form = words.Find(buffer[..TermNormalizer.NormalizeToken(word, buffer, language.Inflection)]);
                return form >= 0 && rest >= 0 ? prefix.Length : 0;
            }
        }

        form = rest = -1;
        return 0;
    }
}
