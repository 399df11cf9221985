namespace MedReason.Verification;

/// <summary>What a sentence states of two names, before it is compared with the graph.</summary>
internal sealed record ForeignStatement
{
    /// <summary>Gets the sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>Gets the number of the sentence.</summary>
    public required int Number { get; init; }

    /// <summary>Gets the name on the left; null when the words name nothing that is known.</summary>
    public ForeignMention? Left { get; init; }

    /// <summary>Gets the name on the right; null when the words name nothing that is known.</summary>
    public ForeignMention? Right { get; init; }

    /// <summary>Gets what the words state.</summary>
    public required RelationReading Reading { get; init; }

    /// <summary>Gets whether the statement is denied.</summary>
    public bool IsDenied { get; init; }

    /// <summary>Gets whether the words between the names state the relation of these two and of nothing else.</summary>
    public bool IsClear { get; init; }

    /// <summary>Gets whether both names are all that is spoken of, and no part of a longer one that is not known.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Gets whether the sentence does nothing but state relations.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Gets whether both ends may be nodes and the words were understood.</summary>
    public bool IsCheckable => Left is { IsLinked: true } && Right is { IsLinked: true } && (Reading.IsRead || Reading.Senses != RelationSense.None);
}
