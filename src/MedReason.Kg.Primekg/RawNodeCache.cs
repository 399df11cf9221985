namespace MedReason.Kg.Primekg;

/// <summary>
/// Remembers the bytes of a node's five columns by its index column, so that a node that was read before is recognised by one comparison, without
/// looking for commas.
/// </summary>
internal sealed class RawNodeCache
{
    // A hostile file cannot make the cache grow beyond these; its nodes are then found by their ids, which is slower and gives the same.
    private const int MaxIndex = 1 << 23;
    private const int MaxBytes = 1 << 26;
    private const int MaxDigits = 8;

    private Entry[] _entries = [];
    private byte[] _bytes = new byte[1 << 16];
    private int _used;

    /// <summary>Recognises a node at the start of the data.</summary>
    /// <param name="data">Data that begins with an index column.</param>
    /// <param name="length">How many bytes the five columns take; the byte after them must be checked by the caller.</param>
    /// <returns>The node's number, or -1 when it is unknown.</returns>
    public int Find(ReadOnlySpan<byte> data, out int length)
    {
        length = 0;
        int index = ParseIndex(data);
        if ((uint)index >= (uint)_entries.Length)
        {
            return -1;
        }

        Entry entry = _entries[index];
        length = entry.Length;
        return length > 0 && data.StartsWith(_bytes.AsSpan(entry.Start, length)) ? entry.Node : -1;
    }

    /// <summary>Remembers a node; it replaces the node remembered for its index.</summary>
    public void Add(ReadOnlySpan<byte> raw, int node)
    {
        int index = ParseIndex(raw);
        if (index < 0 || _used + raw.Length > MaxBytes)
        {
            return;
        }

        if (index >= _entries.Length)
        {
            Array.Resize(ref _entries, Math.Min(MaxIndex, Math.Max(index + 1, Math.Max(1024, _entries.Length * 2))));
        }

        if (_used + raw.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_used + raw.Length, _bytes.Length * 2));
        }

        raw.CopyTo(_bytes.AsSpan(_used));
        _entries[index] = new Entry(_used, raw.Length, node);
        _used += raw.Length;
    }

    private static int ParseIndex(ReadOnlySpan<byte> data)
    {
        int index = 0;
        for (int i = 0; i < data.Length && i <= MaxDigits; i++)
        {
            int digit = data[i] - '0';
            if ((uint)digit > 9)
            {
                return data[i] == ',' && i > 0 && index < MaxIndex ? index : -1;
            }

            index = (index * 10) + digit;
        }

        return -1;
    }

    private readonly record struct Entry(int Start, int Length, int Node);
}
