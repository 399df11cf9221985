namespace MedReason.Graph;

/// <summary>What the compact form can hold.</summary>
internal static class GraphLimits
{
    /// <summary>A relation code is twice a relation's index plus one bit, in 16 bits.</summary>
    public const int MaxRelations = 32_768;

    /// <summary>A node's type is a number of 16 bits.</summary>
    public const int MaxNodeTypes = ushort.MaxValue;

    /// <summary>A node's source is a number of 16 bits, of which 0 stands for no source.</summary>
    public const int MaxNodeSources = ushort.MaxValue - 1;

    /// <summary>Each edge is in the adjacency of both its ends, and an array holds about 2^31 entries.</summary>
    public const int MaxEdges = 1_000_000_000;
}
