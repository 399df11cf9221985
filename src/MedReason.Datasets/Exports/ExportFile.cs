namespace MedReason.Datasets;

/// <summary>Represents a file that an export wrote. Immutable.</summary>
public sealed class ExportFile
{
    /// <summary>Gets its name, relative to the folder of the export.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the number of its rows; 0 for a file without rows, such as the card.</summary>
    public required int Rows { get; init; }

    /// <summary>Gets the SHA-256 of its bytes, as 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }
}
