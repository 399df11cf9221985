namespace MedReason.Shared;

/// <summary>Gives each different text a number, in the order in which they are first seen.</summary>
internal sealed class Utf8Interner
{
    private readonly Utf8TableBuilder _texts = new();

    // Hash in the upper half, number plus one in the lower, so that a text is compared, which costs two more misses of the cache, only where its hash is met.
    private ulong[] _slots = new ulong[1024];

    public int Count => _texts.Count;

    public ReadOnlySpan<byte> this[int number] => _texts[number];

    /// <summary>The number of a text, or -1 where it has not been seen.</summary>
    public int Find(ReadOnlySpan<byte> utf8) => Find(utf8, Hash(utf8), out _);

    /// <summary>The number of a text; one that has not been seen gets the next.</summary>
    public int FindOrAdd(ReadOnlySpan<byte> utf8)
    {
        uint hash = Hash(utf8);
        int number = Find(utf8, hash, out int slot);
        return number >= 0 ? number : Add(utf8, hash, slot);
    }

    /// <summary>Numbers a text that has not been seen.</summary>
    public int Add(ReadOnlySpan<byte> utf8)
    {
        uint hash = Hash(utf8);
        return Add(utf8, hash, FindFree(_slots, hash));
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        // Seeded anew in each process, so that no input can be made to collide; numbers do not depend on it.
        var hash = default(HashCode);
        hash.AddBytes(utf8);
        return (uint)hash.ToHashCode();
    }

    private static int FindFree(ulong[] slots, uint hash)
    {
        int slot = (int)hash & (slots.Length - 1);
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        return slot;
    }

    /// <summary>Finds a text, or the slot that it would take.</summary>
    private int Find(ReadOnlySpan<byte> utf8, uint hash, out int slot)
    {
        slot = (int)hash & (_slots.Length - 1);
        for (; _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            int number = (int)(uint)_slots[slot] - 1;
            if ((uint)(_slots[slot] >> 32) == hash && _texts[number].SequenceEqual(utf8))
            {
                return number;
            }
        }

        return -1;
    }

    private int Add(ReadOnlySpan<byte> utf8, uint hash, int slot)
    {
        int number = _texts.Add(utf8);
        _slots[slot] = ((ulong)hash << 32) | (uint)(number + 1);
        if (number >= _slots.Length / 2)
        {
            var larger = new ulong[_slots.Length * 2];
            foreach (ulong used in _slots)
            {
                if (used != 0)
                {
                    larger[FindFree(larger, (uint)(used >> 32))] = used;
                }
            }

            _slots = larger;
        }

        return number;
    }
}
