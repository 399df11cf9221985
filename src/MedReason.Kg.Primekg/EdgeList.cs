using MedReason.Shared;

namespace MedReason.Kg.Primekg;

/// <summary>The edges of one relation, one entry for each row, in file order.</summary>
internal sealed class EdgeList
{
    private const int ChunkLength = 1 << 14;

    /// <summary>Set when the edge runs from the greater to the smaller number. Node numbers have 31 bits, so this one is free.</summary>
    private const ulong Reversed = 1UL << 63;

    private readonly List<ulong[]> _chunks = [];
    private ulong[] _last = [];
    private int _used;

    public long Count => _chunks.Count == 0 ? 0 : ((long)(_chunks.Count - 1) * ChunkLength) + _used;

    public void Add(int source, int target)
    {
        if (_used == _last.Length)
        {
            _last = new ulong[ChunkLength];
            _chunks.Add(_last);
            _used = 0;
        }

        _last[_used++] = source <= target
            ? ((ulong)(uint)source << 32) | (uint)target
            : Reversed | ((ulong)(uint)target << 32) | (uint)source;
    }

    /// <summary>Empties the list into one entry for each pair of nodes, in the direction of its first row: source in the upper 32 bits.</summary>
    public ulong[] Merge(int nodeCount)
    {
        var all = new ulong[checked((int)Count)];
        for (int i = 0; i < _chunks.Count; i++)
        {
            int start = i * ChunkLength;
            _chunks[i].AsSpan(0, Math.Min(ChunkLength, all.Length - start)).CopyTo(all.AsSpan(start));
            _chunks[i] = [];
        }

        _chunks.Clear();
        _last = [];
        _used = 0;

        // The sort is stable and does not see the direction: the first of equals is the first in the file.
        RadixSort.Sort(all, nodeCount);
        int kept = 0;
        ulong previous = ulong.MaxValue;
        foreach (ulong entry in all)
        {
            ulong pair = entry & ~Reversed;
            if (pair != previous)
            {
                previous = pair;
                all[kept++] = entry == pair ? pair : (pair << 32) | (pair >> 32);
            }
        }

        Array.Resize(ref all, kept);
        return all;
    }
}
