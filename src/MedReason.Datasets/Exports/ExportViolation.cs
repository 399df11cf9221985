namespace MedReason.Datasets;

/// <summary>A rule of an export format that a file breaks. Immutable.</summary>
public sealed class ExportViolation
{
    /// <summary>Gets the line, from 1; null for the file as a whole.</summary>
    public long? Line { get; init; }

    /// <summary>Gets the rule, one of <see cref="ExportRules"/>.</summary>
    public required string Rule { get; init; }

    /// <summary>Gets what was expected and what was found.</summary>
    public required string Message { get; init; }
}
