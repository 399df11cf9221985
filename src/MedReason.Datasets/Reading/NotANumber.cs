namespace MedReason.Datasets;

/// <summary>Mends what Python's json module writes for missing numbers and no JSON parser accepts: NaN, Infinity, -Infinity.</summary>
internal static class NotANumber
{
    /// <summary>Copies JSON with null for the tokens outside strings.</summary>
    /// <returns>The copy, or null when there is no such token.</returns>
    public static byte[]? ReplaceByNull(ReadOnlySpan<byte> json)
    {
        List<byte>? mended = null;
        bool inString = false;
        int copied = 0;
        for (int i = 0; i < json.Length; i++)
        {
            byte current = json[i];
            if (inString)
            {
                i += current == (byte)'\\' ? 1 : 0;
                inString = current != (byte)'"';
            }
            else if (current == (byte)'"')
            {
                inString = true;
            }
            else if (TokenLength(json[i..]) is > 0 and int length)
            {
                mended ??= [];
                mended.AddRange(json[copied..i]);
                mended.AddRange("null"u8);
                copied = i + length;
                i = copied - 1;
            }
        }

        mended?.AddRange(json[copied..]);
        return mended?.ToArray();
    }

    private static int TokenLength(ReadOnlySpan<byte> rest) =>
        rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-Infinity"u8) ? 9 : 0;
}
