namespace MedReason.Kg.Obo;

/// <summary>Another name of a term. Immutable.</summary>
public sealed class OboSynonym
{
    /// <summary>The name, as the source writes it. Untrusted text.</summary>
    public required string Text { get; init; }

    /// <summary>How it relates to the term's name.</summary>
    public required OboSynonymScope Scope { get; init; }

    /// <summary>Gets the kind of synonym, such as <c>layperson</c>; null when the source states none.</summary>
    public string? Type { get; init; }
}
