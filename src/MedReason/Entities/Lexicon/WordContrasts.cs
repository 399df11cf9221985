using System.Collections.Frozen;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Words that mean different things although a graph lists them as synonyms: opposites, sides, ages, degrees.</summary>
/// <remarks>Ontologies list narrower names as synonyms, so that two opposites may both be listed with one broader name.</remarks>
internal sealed class WordContrasts
{
    /// <summary>For each word in normal form the groups of words that exclude each other, a bit each.</summary>
    private readonly FrozenDictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _groups;

    private readonly (string One, string Other)[] _prefixes;
    private readonly (string One, string Other)[] _endings;

    public WordContrasts(LanguageProfile language)
    {
        _groups = ReadGroups(language);
        _prefixes = language.Pairs("contrasting-prefix");
        _endings = language.Pairs("contrasting-ending");
    }

    /// <summary>
    /// Whether two normal forms exclude each other, as words ("acute", "chronic"), by their prefixes ("hypertension", "hypotension") or by their endings
    /// ("diverticulosis", "diverticulitis").
    /// </summary>
    public bool Contrast(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.SequenceEqual(right))
        {
            return false;
        }

        if (_groups.TryGetValue(left, out long a) && _groups.TryGetValue(right, out long b) && (a & b) != 0)
        {
            return true;
        }

        foreach ((string one, string other) in _prefixes)
        {
            if (DifferByPrefix(left, right, one, other) || DifferByPrefix(left, right, other, one))
            {
                return true;
            }
        }

        foreach ((string one, string other) in _endings)
        {
            if (DifferByEnding(left, right, one, other) || DifferByEnding(left, right, other, one))
            {
                return true;
            }
        }

        return false;
    }

    private static bool DifferByEnding(ReadOnlySpan<char> left, ReadOnlySpan<char> right, string one, string other) =>
        left.EndsWith(one) && right.EndsWith(other) && left[..^one.Length].SequenceEqual(right[..^other.Length]);

    private static bool DifferByPrefix(ReadOnlySpan<char> left, ReadOnlySpan<char> right, string one, string other) =>
        left.StartsWith(one) && right.StartsWith(other) && left[one.Length..].SequenceEqual(right[other.Length..]);

    private static FrozenDictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> ReadGroups(LanguageProfile language)
    {
        Dictionary<string, long> groups = new(StringComparer.Ordinal);
        long group = 1;
        foreach (WordLine line in language.Lines("contrast"))
        {
            foreach (string word in line.Text.Split(' '))
            {
                groups[word] = groups.GetValueOrDefault(word) | group;
            }

            group <<= 1;
        }

        return groups.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
