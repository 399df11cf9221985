namespace MedReason.Runs;

/// <summary>Represents a batch of a run, as it is on record. Immutable.</summary>
public sealed record BatchEntry
{
    /// <summary>Gets its number in the run.</summary>
    public required long Id { get; init; }

    /// <summary>Gets how far it is.</summary>
    public required BatchStep Step { get; init; }

    /// <summary>Gets its name, see <see cref="BatchFile.Tag"/>; empty until its hash is on record.</summary>
    public required string Tag { get; init; }

    /// <summary>Gets the SHA-256 of its file, as 64 lower-case hexadecimal digits; empty until it is on record.</summary>
    public required string Hash { get; init; }

    /// <summary>Gets the number of its calls.</summary>
    public required int Count { get; init; }

    /// <summary>Gets the length of its file in bytes; 0 until its hash is on record.</summary>
    public required long Length { get; init; }

    /// <summary>Gets the provider's identifier of its file; null where none is on record.</summary>
    public string? FileId { get; init; }

    /// <summary>Gets the provider's identifier; null where none is on record.</summary>
    public string? RemoteId { get; init; }

    /// <summary>Gets the time at which the submission began; null before.</summary>
    public DateTimeOffset? Since { get; init; }
}
