namespace MedReason;

/// <summary>Represents a place where a text defines an abbreviation: "mitral stenosis (MS)". Immutable.</summary>
/// <remarks>Positions count UTF-16 code units from the start of the text; ends are exclusive.</remarks>
public sealed record AbbreviationDefinition
{
    /// <summary>Gets the abbreviation as written, without the s of a plural that the long form does not have.</summary>
    public required string ShortForm { get; init; }

    /// <summary>Gets the words that it stands for, as written.</summary>
    public required string LongForm { get; init; }

    /// <summary>Gets the start of the short form in the text.</summary>
    public required int ShortStart { get; init; }

    /// <summary>Gets the end of the short form in the text.</summary>
    public required int ShortEnd { get; init; }

    /// <summary>Gets the start of the long form in the text.</summary>
    public required int LongStart { get; init; }

    /// <summary>Gets the end of the long form in the text.</summary>
    public required int LongEnd { get; init; }

    /// <summary>Gets the position where the definition ceases to hold: where the text defines the short form again, or its end.</summary>
    public required int ScopeEnd { get; init; }
}
