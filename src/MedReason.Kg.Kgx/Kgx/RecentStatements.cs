using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Remembers the statements of recent rows by the bytes of their fields; most rows of a source repeat what an earlier row states.</summary>
/// <remarks>
/// Each statement has one place, which the next of the same place takes: a row whose statement is new costs no more than a comparison, and memory does not
/// grow with the rows.
/// </remarks>
internal sealed class RecentStatements
{
    private const int Places = 1024;
    private const int MaxKeyLength = 128;
    private readonly byte[] _keys = new byte[Places * MaxKeyLength];
    private readonly Place[] _places = new Place[Places];
    private readonly byte[] _key = new byte[MaxKeyLength];
    private int _keyLength;
    private uint _hash;

    /// <summary>Finds the statement of a row.</summary>
    /// <param name="data">The data that the fields of the row are in.</param>
    /// <param name="record">The fields.</param>
    /// <param name="number">The number of the statement.</param>
    /// <param name="isDenied">Whether the edge is denied.</param>
    /// <returns>Whether a recent row stated the same.</returns>
    public bool TryGet(ReadOnlySpan<byte> data, KgxRecord record, out int number, out bool isDenied)
    {
        number = 0;
        isDenied = false;
        if (!TryWriteKey(data, record))
        {
            return false;
        }

        ReadOnlySpan<byte> key = _key.AsSpan(0, _keyLength);
        _hash = Utf8Interner.Hash(key);
        int index = (int)(_hash % Places);
        Place place = _places[index];
        if (place.Hash != _hash || !_keys.AsSpan(index * MaxKeyLength, place.KeyLength).SequenceEqual(key))
        {
            return false;
        }

        (number, isDenied) = (place.Number, place.IsDenied);
        return true;
    }

    /// <summary>Remembers the statement that was looked for last.</summary>
    public void Set(int number, bool isDenied)
    {
        if (_keyLength > 0)
        {
            int index = (int)(_hash % Places);
            _key.AsSpan(0, _keyLength).CopyTo(_keys.AsSpan(index * MaxKeyLength));
            _places[index] = new Place(_hash, _keyLength, number, isDenied);
        }
    }

    /// <summary>Forgets all statements.</summary>
    public void Clear() => Array.Clear(_places);

    /// <summary>Writes each field behind its length; statements with long fields are not remembered.</summary>
    private bool TryWriteKey(ReadOnlySpan<byte> data, KgxRecord record)
    {
        _keyLength = 0;
        int used = 0;
        foreach (int column in record.StatementColumns)
        {
            ReadOnlySpan<byte> field = record.Get(data, column);
            if (used + 1 + field.Length > MaxKeyLength)
            {
                return false;
            }

            _key[used++] = (byte)field.Length;
            field.CopyTo(_key.AsSpan(used));
            used += field.Length;
        }

        _keyLength = used;
        return used > 0;
    }

    private readonly record struct Place(uint Hash, int KeyLength, int Number, bool IsDenied);
}
