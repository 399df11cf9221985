namespace MedReason.Kg.Obo;

/// <summary>Describes a line that was not used, or not as it was written. Immutable.</summary>
public sealed record OboReportedLine
{
    /// <summary>Gets the number of the line, from 1; for a refused stanza, the line that makes it unusable.</summary>
    public required long Line { get; init; }

    /// <summary>Gets the offset of its first byte in the decompressed input, from 0.</summary>
    public required long ByteOffset { get; init; }

    /// <summary>Gets the reason, one of <see cref="OboReportReasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets the reason as a sentence for a person.</summary>
    public required string Detail { get; init; }

    /// <summary>Gets the first 200 characters of the line, control characters replaced by spaces. Untrusted text.</summary>
    public required string Text { get; init; }

    /// <summary>Returns line, reason, detail and text for a person.</summary>
    /// <returns>For example <c>line 8 (conflicting_tag): expected one 'def', found a different second one: def: "two." [A:2]</c>.</returns>
    public override string ToString() => FormattableString.Invariant($"line {Line} ({Reason}): {Detail}: {Text}");
}
