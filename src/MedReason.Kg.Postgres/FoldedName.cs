using System.Buffers;
using MedReason.Shared;

namespace MedReason.Kg.Postgres;

/// <summary>Names as they are compared, by the folding of the graph in memory, so that both find the same.</summary>
internal static class FoldedName
{
    /// <summary>The folded form; null for a name without letter and digit.</summary>
    public static string? Of(string name)
    {
        string wellFormed = PostgresText.ToWellFormed(name);
        char[] buffer = ArrayPool<char>.Shared.Rent(wellFormed.Length);
        int length = NameFolding.Fold(wellFormed, buffer);
        string? folded = length == 0 ? null : new string(buffer, 0, length);
        ArrayPool<char>.Shared.Return(buffer);
        return folded;
    }
}
