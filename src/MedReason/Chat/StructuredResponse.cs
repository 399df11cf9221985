namespace MedReason;

/// <summary>A model's reply in the shape that was asked for. Immutable.</summary>
/// <typeparam name="T">The shape.</typeparam>
public sealed class StructuredResponse<T>
{
    /// <summary>The reply.</summary>
    public required T Value { get; init; }

    /// <summary>The reply as it came. Untrusted.</summary>
    public required string RawText { get; init; }

    /// <summary>
    /// What had to be skipped or mended before it could be read, in order: <c>reasoning</c>, <c>code_fence</c>, <c>surrounding_text</c>,
    /// <c>trailing_comma</c>. Usually empty.
    /// </summary>
    public required IReadOnlyList<string> Repairs { get; init; }

    /// <summary>What it cost, all attempts together.</summary>
    public required ModelUsage Usage { get; init; }

    /// <summary>Gets the model that the provider reported; null when it reported none.</summary>
    public string? ModelId { get; init; }
}
