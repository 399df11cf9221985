namespace MedReason;

/// <summary>Specifies what more of an edge's source does to its target.</summary>
public enum MechanismEffect
{
    /// <summary>The edge states no direction of an effect; an effect passes it with its sign unchanged.</summary>
    Keeps = 0,

    /// <summary>There is more of the target.</summary>
    Raises = 1,

    /// <summary>There is less of the target.</summary>
    Lowers = 2,
}
