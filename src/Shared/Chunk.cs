namespace MedReason.Shared;

/// <summary>A buffer with room before its data for the unread rest of the previous buffer.</summary>
internal sealed class Chunk(int headroom, int capacity)
{
    private readonly byte[] _buffer = new byte[headroom + capacity];

    /// <summary>The memory that data is read into.</summary>
    public Memory<byte> Room => _buffer.AsMemory(headroom);

    /// <summary>The length of the data.</summary>
    public int Length { get; set; }

    /// <summary>Joins the rest of the previous buffer and this buffer's data.</summary>
    public Memory<byte> Join(ReadOnlyMemory<byte> rest)
    {
        int start = headroom - rest.Length;
        rest.CopyTo(_buffer.AsMemory(start));
        return _buffer.AsMemory(start, rest.Length + Length);
    }
}
