namespace MedReason;

/// <summary>What calls to models cost, summed over every attempt. Immutable.</summary>
public sealed record ModelUsage
{
    /// <summary>Calls that were sent, retries among them.</summary>
    public int Calls { get; init; }

    /// <summary>Tokens sent, as far as the provider told.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens received, as far as the provider told.</summary>
    public long OutputTokens { get; init; }

    /// <summary>The sum of two.</summary>
    /// <param name="left">One; null counts as nothing.</param>
    /// <param name="right">The other; null counts as nothing.</param>
    /// <returns>The sum, or null where both are null.</returns>
    public static ModelUsage? Sum(ModelUsage? left, ModelUsage? right)
    {
        if (left is null || right is null)
        {
            return left ?? right;
        }

        return new ModelUsage
        {
            Calls = left.Calls + right.Calls,
            InputTokens = left.InputTokens + right.InputTokens,
            OutputTokens = left.OutputTokens + right.OutputTokens,
        };
    }
}
