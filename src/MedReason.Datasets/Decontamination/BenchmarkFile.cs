namespace MedReason.Datasets;

/// <summary>Represents a bank that a run is compared with. Immutable.</summary>
public sealed class BenchmarkFile
{
    /// <summary>Gets the file, plain or gzip.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the name of its format, such as <c>medqa</c>; null detects it by the first entry.</summary>
    public string? Format { get; init; }
}
