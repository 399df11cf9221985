namespace MedReason.Kg.Obo;

/// <summary>A term or relationship type while it is being read.</summary>
internal sealed class OboStanza
{
    public required bool IsTerm { get; init; }

    public required long Line { get; init; }

    public required long ByteOffset { get; init; }

    public string? Id { get; set; }

    public string? Name { get; set; }

    public string? Namespace { get; set; }

    public string? Definition { get; set; }

    public string? Comment { get; set; }

    public List<OboSynonym> Synonyms { get; } = [];

    public List<OboXref> Xrefs { get; } = [];

    public List<NodeId> IsA { get; } = [];

    public List<OboRelationship> Relationships { get; } = [];

    public List<NodeId> AltIds { get; } = [];

    public List<string> Subsets { get; } = [];

    /// <summary>Gets or sets whether the term is obsolete, as <see cref="bool.ToString()"/> writes it; null where no line states it.</summary>
    public string? IsObsolete { get; set; }

    public List<NodeId> ReplacedBy { get; } = [];

    public List<NodeId> Consider { get; } = [];

    public string? InverseOf { get; set; }

    public bool IsSymmetric { get; set; }
}
