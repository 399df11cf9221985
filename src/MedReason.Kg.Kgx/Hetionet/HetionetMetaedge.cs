namespace MedReason.Kg.Kgx;

/// <summary>A kind of Hetionet's edges: its abbreviation there, the relation, its verb, and the kinds of its ends.</summary>
internal sealed record HetionetMetaedge(string Abbreviation, string Relation, string Verb, string SourceKind, string TargetKind)
{
    public bool IsSymmetric { get; init; }
}
