namespace MedReason.Entities;

/// <summary>
/// Numbers the normal forms of words: an open-addressing table over a pool of characters, so that a span of a text is looked up without a string.
/// </summary>
/// <remarks>Writing is for one thread; afterwards any number may read.</remarks>
internal sealed class TokenTable
{
    private char[] _pool = new char[1 << 16];
    private int[] _offsets = new int[1 << 12];
    private int _poolLength;
    private Slot[] _slots = new Slot[1 << 13];
    private int _mask = (1 << 13) - 1;

    /// <summary>How many words have a number; numbers run from 0.</summary>
    public int Count { get; private set; }

    /// <summary>The word of a number.</summary>
    public ReadOnlySpan<char> GetWord(int id) => _pool.AsSpan(_offsets[id], _offsets[id + 1] - _offsets[id]);

    /// <summary>The number of a word, or -1.</summary>
    public int Find(ReadOnlySpan<char> word)
    {
        uint hash = Hash(word);
        for (int slot = (int)hash & _mask; ; slot = (slot + 1) & _mask)
        {
            Slot held = _slots[slot];
            if (held.Number == 0)
            {
                return -1;
            }

            if (held.Hash == hash && GetWord(held.Number - 1).SequenceEqual(word))
            {
                return held.Number - 1;
            }
        }
    }

    /// <summary>The number of a word; a new one where it had none.</summary>
    public int Intern(ReadOnlySpan<char> word)
    {
        int known = Find(word);
        if (known >= 0)
        {
            return known;
        }

        if (_poolLength + word.Length > _pool.Length)
        {
            Array.Resize(ref _pool, Math.Max(_pool.Length * 2, _poolLength + word.Length));
        }

        if (Count + 2 > _offsets.Length)
        {
            Array.Resize(ref _offsets, _offsets.Length * 2);
        }

        word.CopyTo(_pool.AsSpan(_poolLength));
        _poolLength += word.Length;
        int id = Count++;
        _offsets[id + 1] = _poolLength;
        if (Count * 2 > _slots.Length)
        {
            Grow();
        }
        else
        {
            Place(id, Hash(word));
        }

        return id;
    }

    private static uint Hash(ReadOnlySpan<char> word)
    {
        // Not string.GetHashCode: that one differs from process to process.
        ulong hash = 14695981039346656037UL;
        foreach (char c in word)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return (uint)(hash ^ (hash >> 32));
    }

    private void Grow()
    {
        _slots = new Slot[_slots.Length * 2];
        _mask = _slots.Length - 1;
        for (int id = 0; id < Count; id++)
        {
            Place(id, Hash(GetWord(id)));
        }
    }

    private void Place(int id, uint hash)
    {
        int slot = (int)hash & _mask;
        while (_slots[slot].Number != 0)
        {
            slot = (slot + 1) & _mask;
        }

        _slots[slot] = new Slot(hash, id + 1);
    }

    /// <summary>The place of a word.</summary>
    /// <param name="Hash">The hash of the word, which rules out almost all others.</param>
    /// <param name="Number">The number of the word, from 1; 0 where the slot is free.</param>
    private readonly record struct Slot(uint Hash, int Number);
}
