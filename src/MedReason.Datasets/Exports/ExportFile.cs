namespace MedReason.Datasets;

/// <summary>A file that an export wrote. Immutable.</summary>
public sealed class ExportFile
{
    /// <summary>Its name, relative to the folder of the export.</summary>
    public required string Name { get; init; }

    /// <summary>How many rows it holds; 0 for one that holds none, such as the card.</summary>
    public required int Rows { get; init; }

    /// <summary>SHA-256 of its bytes, as 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }
}
