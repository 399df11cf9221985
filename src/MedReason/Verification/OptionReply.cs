namespace MedReason.Verification;

/// <summary>Which option a model reaches.</summary>
internal sealed class OptionReply
{
    /// <summary>The number of the option, from 1; 0 for none.</summary>
    public required int Option { get; init; }

    /// <summary>Returns what is wrong with the reply, given the number of options; null when it is valid.</summary>
    public string? Check(int options) => Option >= 0 && Option <= options ? null : $"option must be a number from 0 to {options}";
}
