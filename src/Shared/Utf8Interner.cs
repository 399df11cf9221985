using System.Numerics;

namespace MedReason.Shared;

/// <summary>Gives each different text a number, in the order in which they are first seen.</summary>
internal sealed class Utf8Interner
{
    private readonly Utf8TableBuilder _texts = new();
    private int[] _slots = new int[1024];
    private int[] _hashes = new int[512];

    public int Count => _texts.Count;

    public ReadOnlySpan<byte> this[int number] => _texts[number];

    /// <summary>The number of a text, or -1 where it has not been seen.</summary>
    public int Find(ReadOnlySpan<byte> utf8)
    {
        int hash = Hash(utf8);
        for (int slot = hash & (_slots.Length - 1); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            int number = _slots[slot] - 1;
            if (_hashes[number] == hash && _texts[number].SequenceEqual(utf8))
            {
                return number;
            }
        }

        return -1;
    }

    /// <summary>The number of a text; one that has not been seen gets the next.</summary>
    public int FindOrAdd(ReadOnlySpan<byte> utf8)
    {
        int number = Find(utf8);
        return number >= 0 ? number : Add(utf8);
    }

    /// <summary>Numbers a text that has not been seen.</summary>
    public int Add(ReadOnlySpan<byte> utf8)
    {
        int number = _texts.Add(utf8);
        if (number == _hashes.Length)
        {
            Array.Resize(ref _hashes, _hashes.Length * 2);
            _slots = new int[BitOperations.RoundUpToPowerOf2((uint)_hashes.Length * 2)];
            for (int other = 0; other < number; other++)
            {
                Enter(other);
            }
        }

        _hashes[number] = Hash(utf8);
        Enter(number);
        return number;
    }

    private static int Hash(ReadOnlySpan<byte> utf8)
    {
        // Seeded anew in each process, so that no input can be made to collide; numbers do not depend on it.
        var hash = default(HashCode);
        hash.AddBytes(utf8);
        return hash.ToHashCode();
    }

    private void Enter(int number)
    {
        int slot = _hashes[number] & (_slots.Length - 1);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = number + 1;
    }
}
