namespace MedReason.Kg.Kgx;

/// <summary>What a KGX file holds.</summary>
internal enum KgxContent
{
    Nodes,
    Edges,
}
