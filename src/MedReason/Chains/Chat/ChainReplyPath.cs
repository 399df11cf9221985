namespace MedReason.Chains;

/// <summary>A path in the plan of a chain.</summary>
internal sealed class ChainReplyPath
{
    /// <summary>The path's id.</summary>
    public required string Path { get; init; }

    /// <summary>The id of the answer that it bears on; empty where answers have no ids.</summary>
    public required string Toward { get; init; }
}
