namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>A call that could not be answered. Immutable.</summary>
internal sealed record ToolError
{
    /// <summary>Gets why, in one sentence.</summary>
    public required string Error { get; init; }
}
