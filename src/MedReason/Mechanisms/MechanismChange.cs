namespace MedReason;

/// <summary>Specifies what a <see cref="MechanismQuestion"/> supposes of its link.</summary>
public enum MechanismChange
{
    /// <summary>Nothing: is there a mechanism, or, with a link, does the mechanism run through it?</summary>
    None = 0,

    /// <summary>The link is deleted: does the mechanism still stand?</summary>
    Delete = 1,

    /// <summary>The link states the opposite: does the mechanism still stand?</summary>
    Invert = 2,

    /// <summary>The link is added: does the drug act against the disease by it?</summary>
    Add = 3,
}
