namespace MedReason.Evaluation;

/// <summary>What the published scorer takes for the answer.</summary>
public sealed record PublishedMatch
{
    /// <summary>The letter of the first match.</summary>
    public required string First { get; init; }

    /// <summary>The letter of the last match.</summary>
    public required string Last { get; init; }

    /// <summary>1: a letter was matched; 2: the text of an option was found; 3: neither, and the option whose text is most like the output was taken.</summary>
    public required int Type { get; init; }
}
