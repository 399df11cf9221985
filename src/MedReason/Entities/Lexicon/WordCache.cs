using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Holds what the words of the texts so far were read as: a few thousand words make up most of any text.</summary>
/// <remarks>
/// Each word has one place by its hash, where it replaces the word before; a place is half a cache line, and all together fit a second-level cache.
/// Words of more than 16 characters, and words of more than 7 that are not all ASCII, are not held. Not safe for concurrent use.
/// </remarks>
internal sealed class WordCache
{
    private const int PlaceBits = 14;
    private const int MaxLength = 16;

    private readonly Place[] _places = new Place[1 << PlaceBits];

    /// <summary>Finds what a word was read as.</summary>
    public bool TryGet(ReadOnlySpan<char> word, out WordReading reading)
    {
        if (TryPack(word, out ulong head, out ulong tail))
        {
            ref readonly Place place = ref _places[FindPlace(head, tail, word.Length)];
            reading = place.Reading;
            return place.Head == head && place.Tail == tail && place.Length == word.Length;
        }

        reading = default;
        return false;
    }

    /// <summary>Holds what a word is read as.</summary>
    public void Set(ReadOnlySpan<char> word, WordReading reading)
    {
        if (TryPack(word, out ulong head, out ulong tail))
        {
            _places[FindPlace(head, tail, word.Length)] = new Place(head, tail, word.Length, reading);
        }
    }

    /// <summary>Packs the characters of a word into two numbers, which with its length stand for no other word.</summary>
    private static bool TryPack(ReadOnlySpan<char> word, out ulong head, out ulong tail)
    {
        head = tail = 0;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(word);
        switch (word.Length)
        {
            case 0 or > MaxLength:
                return false;
            case < 4:
                head = word[0] | ((ulong)word[word.Length / 2] << 16) | ((ulong)word[^1] << 32);
                return true;
            case < 8:
                head = MemoryMarshal.Read<ulong>(bytes);
                tail = MemoryMarshal.Read<ulong>(bytes[^8..]);
                return true;
            default:
                Vector128<ushort> first = Vector128.Create(MemoryMarshal.Cast<byte, ushort>(bytes[..16]));
                Vector128<ushort> last = Vector128.Create(MemoryMarshal.Cast<byte, ushort>(bytes[^16..]));
                Vector128<ulong> packed = Vector128.Narrow(first, last).AsUInt64();
                head = packed.GetElement(0);
                tail = packed.GetElement(1);
                return ((first | last) & Vector128.Create<ushort>(0xFF80)) == Vector128<ushort>.Zero;
        }
    }

    private static int FindPlace(ulong head, ulong tail, int length)
    {
        ulong hash = (head * 0x9E3779B97F4A7C15UL) ^ BitOperations.RotateLeft(tail * 0xC2B2AE3D27D4EB4FUL, 31);
        return (int)(((hash + (uint)length) * 0x9E3779B97F4A7C15UL) >> (64 - PlaceBits));
    }

    /// <summary>A word and what it was read as; of length 0 where the place is free.</summary>
    private readonly record struct Place(ulong Head, ulong Tail, int Length, WordReading Reading);
}
