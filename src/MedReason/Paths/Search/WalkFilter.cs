namespace MedReason.Paths;

/// <summary>A <see cref="KgFilter"/> turned into tables over the codes and node ordinals of one graph.</summary>
internal readonly struct WalkFilter
{
    private readonly ushort[]? _nodeTypes;
    private readonly bool[]? _allowedTypes;

    /// <summary>Creates the tables.</summary>
    /// <param name="allowedCodes">For each relation code whether it may be walked; null for all.</param>
    /// <param name="nodeTypes">The type index of each node; null where all types may be walked.</param>
    /// <param name="allowedTypes">For each type index whether it may be between the ends; null when all may.</param>
    public WalkFilter(bool[]? allowedCodes, ushort[]? nodeTypes, bool[]? allowedTypes)
    {
        AllowedCodes = allowedCodes;
        _nodeTypes = nodeTypes;
        _allowedTypes = allowedTypes;
    }

    /// <summary>Gets for each relation code whether it may be walked; null for all, so that codes need not be read.</summary>
    public bool[]? AllowedCodes { get; }

    /// <summary>Returns whether a node may be an inner node of a path.</summary>
    public bool IsInner(int node) => _allowedTypes is null || _allowedTypes[_nodeTypes![node]];

    /// <summary>Returns whether an edge of this code may be walked.</summary>
    public bool IsAllowed(ushort code) => AllowedCodes is null || AllowedCodes[code];
}
