using System.Collections.Frozen;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Words that mean different things although a graph lists them as synonyms: opposites, sides, ages, degrees.</summary>
/// <remarks>Ontologies list narrower names as synonyms, so that two opposites may both be listed with one broader name.</remarks>
internal static class WordContrasts
{
    private const string List = "lexicon-words";

    /// <summary>For each word in normal form the groups of words that exclude each other, a bit each.</summary>
    private static readonly FrozenDictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> Groups = ReadGroups();

    private static readonly string[][] Prefixes = [.. WordList.ReadWords(List, "contrasting-prefix").Select(static pair => pair.Split(':'))];

    /// <summary>Whether two normal forms exclude each other, as words ("acute", "chronic") or by their prefixes ("hypertension", "hypotension").</summary>
    public static bool Contrast(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.SequenceEqual(right))
        {
            return false;
        }

        if (Groups.TryGetValue(left, out long a) && Groups.TryGetValue(right, out long b) && (a & b) != 0)
        {
            return true;
        }

        foreach (string[] pair in Prefixes)
        {
            if (DifferByPrefix(left, right, pair[0], pair[1]) || DifferByPrefix(left, right, pair[1], pair[0]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool DifferByPrefix(ReadOnlySpan<char> left, ReadOnlySpan<char> right, string one, string other) =>
        left.StartsWith(one) && right.StartsWith(other) && left[one.Length..].SequenceEqual(right[other.Length..]);

    private static FrozenDictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> ReadGroups()
    {
        Dictionary<string, long> groups = new(StringComparer.Ordinal);
        long group = 1;
        foreach (string line in WordList.Read(List)["contrast"])
        {
            foreach (string word in line.Split(' '))
            {
                groups[word] = groups.GetValueOrDefault(word) | group;
            }

            group <<= 1;
        }

        return groups.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
