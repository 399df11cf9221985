namespace MedReason;

/// <summary>What calls to models cost, summed over every attempt. Immutable.</summary>
public sealed record ModelUsage
{
    /// <summary>Gets the number of calls sent, retries included.</summary>
    public int Calls { get; init; }

    /// <summary>Gets the number of tokens sent, as far as the provider reported them.</summary>
    public long InputTokens { get; init; }

    /// <summary>Gets the number of tokens received, as far as the provider reported them.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Returns the sum of two usages.</summary>
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
