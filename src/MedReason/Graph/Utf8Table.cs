using System.Text;
using MedReason.Shared;

namespace MedReason.Graph;

/// <summary>Texts by number: their UTF-8 in one blob, with the offsets where each begins (one more than there are texts).</summary>
internal readonly struct Utf8Table(Block<int> offsets, Block<byte> blob)
{
    public Block<int> Offsets { get; } = offsets;

    public Block<byte> Blob { get; } = blob;

    public int Count => Offsets.Length - 1;

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ReadOnlySpan<int> ends = Offsets.Slice(index, 2);
            return Blob.Slice(ends[0], ends[1] - ends[0]);
        }
    }

    public static Utf8Table From(Utf8TableBuilder texts) => new(new Block<int>(texts.Offsets.ToArray()), new Block<byte>(texts.Blob.ToArray()));

    public string GetString(int index) => Encoding.UTF8.GetString(this[index]);

    /// <summary>Finds a text in a table whose texts ascend ordinally.</summary>
    /// <returns>Its number, or -1.</returns>
    public int BinarySearch(ReadOnlySpan<byte> utf8)
    {
        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = Utf8Ordinal.Compare(this[middle], utf8);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }
}
