namespace MedReason.Kg.Primekg;

/// <summary>A buffer with room before its data for what the buffer before it left over.</summary>
internal sealed class Chunk(int headroom, int capacity)
{
    private readonly byte[] _buffer = new byte[headroom + capacity];

    /// <summary>Where data goes.</summary>
    public Memory<byte> Room => _buffer.AsMemory(headroom);

    /// <summary>How much data there is.</summary>
    public int Length { get; set; }

    /// <summary>The left-over bytes followed by this buffer's data, in one piece.</summary>
    public Memory<byte> Join(ReadOnlyMemory<byte> rest)
    {
        int start = headroom - rest.Length;
        rest.CopyTo(_buffer.AsMemory(start));
        return _buffer.AsMemory(start, rest.Length + Length);
    }
}
