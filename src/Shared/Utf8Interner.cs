using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MedReason.Shared;

/// <summary>Gives each different text a number, in the order in which they are first seen.</summary>
/// <remarks>A large table does not fit the cache: a lookup costs two misses, one for the slot and one for the record of the text and its number.</remarks>
internal sealed class Utf8Interner
{
    private const int NumberLength = sizeof(int);
    private const byte LongText = byte.MaxValue;

    // Odd constants with as many ones as zeros, as multiply-and-fold hashes use them.
    private const ulong Multiplier = 0xA0761D6478BD642F;
    private const ulong LastMultiplier = 0xE7037ED1A0B428DB;

    // New in each process, so that no input can be made to collide; numbers do not depend on it.
    private static readonly ulong Seed = ((ulong)(uint)HashCode.Combine(0) << 32) | (uint)HashCode.Combine(1);

    // A record is a number, the length (one byte, or the byte LongText and four) and the text; here is where each begins, by number.
    private int[] _starts = new int[16];
    private byte[] _records = new byte[256];
    private int _used;

    // Hash in the upper half, start of the record plus one in the lower, so that a text is compared only where its hash is met.
    private ulong[] _slots = new ulong[1024];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int number] => TextAt(_starts[number]);

    /// <summary>Loads a text into the cache. Loads that do not wait for each other overlap, where reading text after text pays for every miss.</summary>
    /// <returns>A part of the text's record, to be used so that the load is not left out.</returns>
    public int Touch(int number) => _records[_starts[number]];

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

    /// <summary>Returns a number that depends on the text and on the process, for tables that live as long as it.</summary>
    public static uint Hash(ReadOnlySpan<byte> utf8)
    {
        ulong hash = Seed ^ (uint)utf8.Length;
        while (utf8.Length > sizeof(ulong))
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(utf8), Multiplier);
            utf8 = utf8[sizeof(ulong)..];
        }

        ulong last = 0;
        if (utf8.Length == sizeof(ulong))
        {
            last = BinaryPrimitives.ReadUInt64LittleEndian(utf8);
        }
        else if (utf8.Length >= sizeof(uint))
        {
            last = BinaryPrimitives.ReadUInt32LittleEndian(utf8) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(utf8[^sizeof(uint)..]) << 32);
        }
        else if (utf8.Length > 0)
        {
            last = utf8[0] | ((ulong)utf8[utf8.Length / 2] << 8) | ((ulong)utf8[^1] << 16);
        }

        return (uint)Fold(hash ^ last, LastMultiplier);
    }

    private static ulong Fold(ulong value, ulong multiplier) => Math.BigMul(value, multiplier, out ulong low) ^ low;

    private static int FindFree(ulong[] slots, uint hash)
    {
        int slot = (int)hash & (slots.Length - 1);
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        return slot;
    }

    private ReadOnlySpan<byte> TextAt(int start)
    {
        start += NumberLength;
        int length = _records[start++];
        if (length == LongText)
        {
            length = MemoryMarshal.Read<int>(_records.AsSpan(start));
            start += sizeof(int);
        }

        return _records.AsSpan(start, length);
    }

    /// <summary>Finds a text, or the slot that it would take.</summary>
    private int Find(ReadOnlySpan<byte> utf8, uint hash, out int slot)
    {
        ulong[] slots = _slots;
        slot = (int)hash & (slots.Length - 1);
        for (ulong found = slots[slot]; found != 0; found = slots[slot])
        {
            if ((uint)(found >> 32) == hash)
            {
                int start = (int)((uint)found - 1);
                if (TextAt(start).SequenceEqual(utf8))
                {
                    return MemoryMarshal.Read<int>(_records.AsSpan(start));
                }
            }

            slot = (slot + 1) & (slots.Length - 1);
        }

        return -1;
    }

    private int Add(ReadOnlySpan<byte> utf8, uint hash, int slot)
    {
        int number = Count;
        int start = _used;
        AppendRecord(number, utf8);
        if (number == _starts.Length)
        {
            Array.Resize(ref _starts, number * 2);
        }

        _starts[number] = start;
        _slots[slot] = ((ulong)hash << 32) | (uint)(start + 1);
        Count++;
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

    private void AppendRecord(int number, ReadOnlySpan<byte> utf8)
    {
        bool isLong = utf8.Length >= LongText;
        int head = NumberLength + 1 + (isLong ? sizeof(int) : 0);
        long needed = (long)_used + head + utf8.Length;
        if (needed > Array.MaxLength)
        {
            throw new KnowledgeGraphException("The graph's texts exceed 2 GB, which is more than one graph in memory can hold.");
        }

        if (needed > _records.Length)
        {
            Array.Resize(ref _records, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _records.Length)));
        }

        Span<byte> record = _records.AsSpan(_used, head + utf8.Length);
        MemoryMarshal.Write(record, number);
        record[NumberLength] = isLong ? LongText : (byte)utf8.Length;
        if (isLong)
        {
            MemoryMarshal.Write(record[(NumberLength + 1)..], utf8.Length);
        }

        utf8.CopyTo(record[head..]);
        _used += record.Length;
    }
}
