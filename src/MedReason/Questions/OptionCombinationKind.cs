namespace MedReason;

/// <summary>How an option stands for others.</summary>
public enum OptionCombinationKind
{
    /// <summary>It holds where all of the options that it names hold: "both A and C", "all of the above".</summary>
    All = 0,

    /// <summary>It holds where at least one of the options that it names holds: "either A or B", "any of the above".</summary>
    Any = 1,

    /// <summary>It holds where none of the options that it names holds: "none of the above", "neither A nor B".</summary>
    None = 2,
}
