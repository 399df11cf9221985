using MedReason.Shared;

namespace MedReason.Runs;

/// <summary>What a model costs. Immutable.</summary>
public sealed class ModelPrice
{
    private const long PerMillion = 1_000_000;

    /// <summary>US dollars for a million tokens sent.</summary>
    public required decimal Input { get; init; }

    /// <summary>US dollars for a million tokens received, reasoning included.</summary>
    public required decimal Output { get; init; }

    /// <summary>US dollars for a million tokens sent that the provider had kept from before; null where they cost as much as others.</summary>
    public decimal? CachedInput { get; init; }

    /// <summary>
    /// The most tokens that the model writes in one reply; null where unknown. Calls that set no limit of their own are sent with it, since it is what is set
    /// aside for them.
    /// </summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Gets the share of these prices that requests in batches cost. Default 0.5.</summary>
    public decimal BatchShare { get; init; } = 0.5m;

    /// <summary>The prices of requests in batches.</summary>
    internal ModelPrice InBatch() => new()
    {
        Input = Input * BatchShare,
        Output = Output * BatchShare,
        CachedInput = CachedInput * BatchShare,
        MaxOutputTokens = MaxOutputTokens,
    };

    /// <summary>What a request costs at the most, in picodollars.</summary>
    /// <param name="inputBytes">The bytes that are sent: no tokenizer makes more tokens than bytes.</param>
    /// <param name="maxOutputTokens">The call's own limit; null for none.</param>
    /// <returns>Null where nothing limits the reply, so that there is no worst case.</returns>
    internal long? WorstCase(long inputBytes, int? maxOutputTokens) =>
        (maxOutputTokens ?? MaxOutputTokens) is { } most
            ? Money.FromDollars(((inputBytes * Input) + (Math.Max(most, 0) * Output)) / PerMillion)
            : null;

    /// <summary>What an answered request costs, in picodollars.</summary>
    internal long Cost(ReplyUsage usage)
    {
        long cached = CachedInput is null ? 0 : usage.CachedInput;
        return Money.FromDollars((((usage.Input - cached) * Input) + (cached * (CachedInput ?? 0)) + (usage.Output * Output)) / PerMillion);
    }
}
