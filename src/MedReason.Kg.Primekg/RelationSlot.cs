namespace MedReason.Kg.Primekg;

/// <summary>A relation while rows are read: its words, the types that decide direction, and its edges.</summary>
internal sealed class RelationSlot(RelationInfo info, int sourceType, int targetType)
{
    public RelationInfo Info { get; } = info;

    /// <summary>The number of the source's type, or -1 when file order decides.</summary>
    public int SourceType { get; } = sourceType;

    public int TargetType { get; } = targetType;

    public EdgeList Edges { get; } = new();
}
