using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>The identity of an input row: a string or an integer, echoed as it was written.</summary>
public sealed record RowId
{
    /// <summary>The identity as text.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it was written as a JSON integer.</summary>
    public bool IsInteger { get; init; }

    /// <summary>Writes the identity as it was written.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="propertyName">The property.</param>
    public void Write(Utf8JsonWriter writer, string propertyName)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (IsInteger)
        {
            writer.WriteNumber(propertyName, long.Parse(Text, System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteString(propertyName, Text);
        }
    }

    /// <summary>The identity as text.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
