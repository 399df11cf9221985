using System.Text;

namespace MedReason.Shared;

/// <summary>Collects texts as UTF-8 in one blob.</summary>
internal sealed class Utf8TableBuilder(int capacity = 0, int blobCapacity = 0)
{
    private int[] _offsets = new int[Math.Max(capacity, 16) + 1];
    private byte[] _blob = new byte[Math.Max(blobCapacity, 256)];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index] => _blob.AsSpan(_offsets[index].._offsets[index + 1]);

    public int Add(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Reserve(utf8.Length));
        return Commit(utf8.Length);
    }

    public int Add(string text)
    {
        Span<byte> target = Reserve(Encoding.UTF8.GetByteCount(text));
        return Commit(Encoding.UTF8.GetBytes(text, target));
    }

    /// <summary>Where each text begins in <see cref="Blob"/>, and where the last one ends.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, Count + 1);

    public ReadOnlySpan<byte> Blob => _blob.AsSpan(0, _offsets[Count]);

    private Span<byte> Reserve(int length)
    {
        int used = _offsets[Count];
        long needed = (long)used + length;
        if (needed > Array.MaxLength)
        {
            throw new KnowledgeGraphException("The graph's texts exceed 2 GB, which is more than one graph in memory can hold.");
        }

        if (needed > _blob.Length)
        {
            Array.Resize(ref _blob, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _blob.Length)));
        }

        return _blob.AsSpan(used, length);
    }

    private int Commit(int length)
    {
        if (Count + 2 > _offsets.Length)
        {
            Array.Resize(ref _offsets, _offsets.Length * 2);
        }

        _offsets[Count + 1] = _offsets[Count] + length;
        return Count++;
    }
}
