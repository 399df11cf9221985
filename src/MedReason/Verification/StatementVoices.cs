namespace MedReason.Verification;

/// <summary>What edges say of a statement.</summary>
[Flags]
internal enum StatementVoices
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>One says it.</summary>
    States = 1,

    /// <summary>One denies it: the same with another polarity, or a contraindication where a benefit is asked about.</summary>
    Denies = 2,

    /// <summary>One states a harm where a benefit is asked about: the contrary where nothing states the benefit, and else beside it.</summary>
    Harms = 4,
}
