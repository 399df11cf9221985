namespace MedReason.Runs;

/// <summary>A request that is about to be sent to a model. Immutable.</summary>
public sealed class RequestIntent
{
    /// <summary>Gets the key of the call, the same for calls that ask the same of the same model.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the most that the request can cost, in picodollars; 0 where nothing bounds it.</summary>
    public required long WorstCase { get; init; }

    /// <summary>Gets a number of tokens that is not less than what is sent.</summary>
    public required long MaxInputTokens { get; init; }

    /// <summary>Gets the limit on the reply, in tokens; null for none.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Gets the tokens that the request is expected to take, sent and received, which a shared rate counts until they are reported.</summary>
    public double ExpectedTokens { get; init; }

    /// <summary>Gets the share of the allowed rate that this process uses, above 0 and at most 1. Default 1.</summary>
    public double Share { get; init; } = 1;
}
