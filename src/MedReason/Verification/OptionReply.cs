namespace MedReason;

/// <summary>Which option a model reaches.</summary>
internal sealed class OptionReply
{
    /// <summary>The number of the option, from 1; 0 for none.</summary>
    public required int Option { get; init; }
}
