namespace MedReason.Cli;

/// <summary>Which set of stages and limits a verb reasons with.</summary>
internal enum ReasoningProfile
{
    /// <summary>Ours.</summary>
    Default,

    /// <summary>The method as published, to compare with.</summary>
    Published,
}
