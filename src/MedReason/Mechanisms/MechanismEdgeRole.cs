namespace MedReason;

/// <summary>Specifies why an edge decides an answer about a mechanism.</summary>
public enum MechanismEdgeRole
{
    /// <summary>It is the link that was asked about.</summary>
    Link = 0,

    /// <summary>It is a hop of a deciding path.</summary>
    Path = 1,

    /// <summary>It states what another drug does to the target of an added link.</summary>
    Precedent = 2,
}
