namespace MedReason.Runs;

/// <summary>A batch of a run, as it is on record. Immutable.</summary>
internal sealed record BatchEntry
{
    public required long Id { get; init; }

    public required BatchStep Step { get; init; }

    public required string Tag { get; init; }

    /// <summary>SHA-256 of its file, as 64 lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    public required int Count { get; init; }

    public required long Length { get; init; }

    /// <summary>The provider's identifier of its file; null where none is on record.</summary>
    public string? File { get; init; }

    /// <summary>The provider's identifier; null where none is on record.</summary>
    public string? Remote { get; init; }

    /// <summary>When the submission began; null before.</summary>
    public DateTimeOffset? Since { get; init; }
}
