namespace MedReason.Kg.Primekg;

/// <summary>Builds node ids from PrimeKG's source and id columns, in UTF-8.</summary>
internal static class PrimeKgIds
{
    private const int PaddedLength = 7;

    /// <summary>Writes the id into the buffer, which grows when needed.</summary>
    public static ReadOnlySpan<byte> Write(ReadOnlySpan<byte> source, ReadOnlySpan<byte> id, ref byte[] buffer)
    {
        bool isHpo = source.SequenceEqual("HPO"u8);
        ReadOnlySpan<byte> prefix = isHpo ? "HP"u8 : source;
        bool isPadded = isHpo || source.SequenceEqual("MONDO"u8) || source.SequenceEqual("GO"u8) || source.SequenceEqual("UBERON"u8);
        int zeros = isPadded && !id.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? Math.Max(0, PaddedLength - id.Length) : 0;
        int length = prefix.Length + 1 + zeros + id.Length;
        if (buffer.Length < length)
        {
            buffer = new byte[Math.Max(length, 256)];
        }

        Span<byte> target = buffer.AsSpan(0, length);
        prefix.CopyTo(target);
        target[prefix.Length] = (byte)':';
        target.Slice(prefix.Length + 1, zeros).Fill((byte)'0');
        id.CopyTo(target[(prefix.Length + 1 + zeros)..]);
        return target;
    }
}
