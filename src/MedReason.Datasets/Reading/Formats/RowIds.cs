using System.Globalization;

namespace MedReason.Datasets;

/// <summary>The identity of rows in banks that write none.</summary>
internal static class RowIds
{
    /// <summary>The row's own id where it has one, else its number from 0, as the published dataset counts.</summary>
    public static RowId OfIndex(JsonLine line, long index) =>
        line.Root.TryGetProperty("id", out _) ? line.RequireId("id") : new RowId { Text = index.ToString(CultureInfo.InvariantCulture), IsInteger = true };
}
