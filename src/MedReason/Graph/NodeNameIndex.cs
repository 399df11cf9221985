using System.Buffers;
using System.Text;
using MedReason.Shared;

namespace MedReason.Graph;

/// <summary>Finds nodes by name and synonym through sorted hashes of the folded names; what the hashes suggest is compared letter by letter.</summary>
internal static class NodeNameIndex
{
    private const double NormalizedScore = 0.95;
    private const double SynonymScore = 0.9;
    private const double NormalizedSynonymScore = 0.85;
    private const int StackLimit = 256;

    /// <summary>Computes the index over all names and synonyms.</summary>
    public static (uint[] Hashes, int[] References) Build(Utf8Table names, Utf8Table synonyms)
    {
        int count = names.Count + synonyms.Count;
        var hashes = new uint[count];
        var references = new int[count];
        char[] buffer = new char[StackLimit * 4];
        int used = 0;
        for (int reference = 0; reference < count; reference++)
        {
            ReadOnlySpan<byte> utf8 = reference < names.Count ? names[reference] : synonyms[reference - names.Count];
            if (buffer.Length < utf8.Length * 2)
            {
                buffer = new char[utf8.Length * 4];
            }

            int length = Encoding.UTF8.GetChars(utf8, buffer);
            int folded = NameFolding.Fold(buffer.AsSpan(0, length), buffer.AsSpan(length));
            if (folded > 0)
            {
                hashes[used] = NameFolding.Hash(buffer.AsSpan(length, folded));
                references[used++] = reference;
            }
        }

        Array.Resize(ref hashes, used);
        Array.Resize(ref references, used);
        SortByHashThenReference(hashes, references);
        return (hashes, references);
    }

    /// <summary>The nodes that a text names, best first, ties by id.</summary>
    public static IReadOnlyList<ScoredNode> Search(GraphData data, string text, NodeSearchOptions options)
    {
        if (string.IsNullOrWhiteSpace(text) || options.MaxResults <= 0)
        {
            return [];
        }

        var best = new Dictionary<int, Match>();
        AddNamed(data, text, best);
        AddById(data, text, best);
        var found = new List<KeyValuePair<int, Match>>(best.Count);
        foreach (KeyValuePair<int, Match> entry in best)
        {
            if (entry.Value.Score >= options.MinScore
                && (options.Types is null || options.Types.Contains(data.NodeTypes[data.NodeTypeIndexes[entry.Key]])))
            {
                found.Add(entry);
            }
        }

        found.Sort(static (left, right) =>
        {
            int order = right.Value.Score.CompareTo(left.Value.Score);
            return order != 0 ? order : left.Key.CompareTo(right.Key);
        });
        var result = new ScoredNode[Math.Min(found.Count, options.MaxResults)];
        for (int i = 0; i < result.Length; i++)
        {
            (int ordinal, Match match) = found[i];
            result[i] = new ScoredNode { Node = data.GetNode(ordinal), Score = match.Score, Method = match.Method, MatchedName = match.Name };
        }

        return result;
    }

    private static void AddNamed(GraphData data, string text, Dictionary<int, Match> best)
    {
        char[]? rented = text.Length > StackLimit ? ArrayPool<char>.Shared.Rent(text.Length) : null;
        Span<char> buffer = rented ?? stackalloc char[StackLimit];
        ReadOnlySpan<char> folded = buffer[..NameFolding.Fold(text, buffer)];
        if (folded.Length > 0)
        {
            uint hash = NameFolding.Hash(folded);
            ReadOnlySpan<uint> hashes = data.NameHashes.Span;
            for (int i = LowerBound(hashes, hash); i < hashes.Length && hashes[i] == hash; i++)
            {
                AddIfEqual(data, text, folded, data.NameReferences[i], best);
            }
        }

        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private static void AddById(GraphData data, string text, Dictionary<int, Match> best)
    {
        Span<byte> buffer = stackalloc byte[StackLimit];
        int ordinal = text.Contains(':', StringComparison.Ordinal) ? data.Ids.BinarySearch(Utf8Ordinal.Encode(text, buffer)) : -1;
        if (ordinal >= 0)
        {
            best[ordinal] = new Match(1, LinkMethods.Id, null);
        }
    }

    private static void AddIfEqual(GraphData data, string text, ReadOnlySpan<char> folded, int reference, Dictionary<int, Match> best)
    {
        bool isSynonym = reference >= data.NodeCount;
        string name = isSynonym ? data.Synonyms.GetString(reference - data.NodeCount) : data.Names.GetString(reference);
        char[] candidate = ArrayPool<char>.Shared.Rent(name.Length);
        bool equal = folded.SequenceEqual(candidate.AsSpan(0, NameFolding.Fold(name, candidate)));
        ArrayPool<char>.Shared.Return(candidate);
        if (!equal)
        {
            return;
        }

        bool letterByLetter = string.Equals(name, text, StringComparison.Ordinal);
        Match match = isSynonym
            ? new Match(letterByLetter ? SynonymScore : NormalizedSynonymScore, LinkMethods.Synonym, name)
            : new Match(letterByLetter ? 1 : NormalizedScore, letterByLetter ? LinkMethods.Exact : LinkMethods.Normalized, name);
        int ordinal = isSynonym ? FindOwner(data.SynonymOffsets.Span, reference - data.NodeCount) : reference;
        if (!best.TryGetValue(ordinal, out Match known) || match.Score > known.Score)
        {
            best[ordinal] = match;
        }
    }

    /// <summary>The node whose run of synonyms holds this one: the last whose run begins at or before it.</summary>
    private static int FindOwner(ReadOnlySpan<int> offsets, int synonym)
    {
        int low = 0;
        int high = offsets.Length - 1;
        while (high - low > 1)
        {
            int middle = (low + high) >>> 1;
            if (offsets[middle] <= synonym)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static int LowerBound(ReadOnlySpan<uint> hashes, uint hash)
    {
        int low = 0;
        int high = hashes.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (hashes[middle] < hash)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static void SortByHashThenReference(uint[] hashes, int[] references)
    {
        var keys = new ulong[hashes.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = ((ulong)hashes[i] << 32) | (uint)references[i];
        }

        Array.Sort(keys);
        for (int i = 0; i < keys.Length; i++)
        {
            hashes[i] = (uint)(keys[i] >> 32);
            references[i] = (int)(uint)keys[i];
        }
    }

    private readonly record struct Match(double Score, string Method, string? Name);
}
