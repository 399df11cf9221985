using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>Represents the identity of an input row, a string or an integer, as it was written.</summary>
public sealed record RowId
{
    /// <summary>Gets the identity as text.</summary>
    public required string Text { get; init; }

    /// <summary>Gets whether it was written as a JSON integer.</summary>
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

    /// <summary>Gets the identity as text.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
