using System.Text;

namespace MedReason.Kg.Kgx;

/// <summary>Makes CURIEs of the ids of a table.</summary>
internal sealed class TableIds(string prefix)
{
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(prefix + ":");
    private byte[] _buffer = new byte[256];

    /// <summary>Gets the CURIE of an id.</summary>
    /// <returns>The id when it is one; else the id behind the prefix, valid until the next call.</returns>
    public ReadOnlySpan<byte> Resolve(ReadOnlySpan<byte> id)
    {
        int colon = id.IndexOf((byte)':');
        if (colon > 0 && colon < id.Length - 1 && !id[..colon].Contains((byte)' '))
        {
            return id;
        }

        int length = _prefix.Length + id.Length;
        if (_buffer.Length < length)
        {
            _buffer = new byte[length * 2];
        }

        _prefix.CopyTo(_buffer, 0);
        id.CopyTo(_buffer.AsSpan(_prefix.Length));
        return _buffer.AsSpan(0, length);
    }
}
