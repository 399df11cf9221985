namespace MedReason;

/// <summary>Probed questions, two by two: whether the chain's answer is reached with the chain and without it. Immutable.</summary>
public sealed record ChainEffectTable
{
    /// <summary>Reached with and without: the chain was not needed.</summary>
    public required int Both { get; init; }

    /// <summary>Reached with the chain alone: what the chain adds.</summary>
    public required int OnlyWith { get; init; }

    /// <summary>Reached without the chain alone: what the chain takes.</summary>
    public required int OnlyWithout { get; init; }

    /// <summary>Reached neither way.</summary>
    public required int Neither { get; init; }

    /// <summary>Questions that were read with a chain towards another option.</summary>
    public required int Misled { get; init; }

    /// <summary>Of those, how many gave that other option: how far the reader follows a chain, whatever it says.</summary>
    public required int Followed { get; init; }

    /// <summary>Counts effects.</summary>
    /// <param name="effects">The effects.</param>
    /// <returns>The table.</returns>
    public static ChainEffectTable Count(IEnumerable<ChainEffect> effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        int[] cells = new int[4];
        int misled = 0;
        int followed = 0;
        foreach (ChainEffect effect in effects)
        {
            bool isWith = string.Equals(effect.WithChain, effect.Answer, StringComparison.Ordinal);
            bool isWithout = string.Equals(effect.WithoutChain, effect.Answer, StringComparison.Ordinal);
            cells[(isWith ? 0 : 2) + (isWithout ? 0 : 1)]++;
            misled += effect.OtherAnswer is null ? 0 : 1;
            followed += effect.OtherAnswer is not null && string.Equals(effect.OtherAnswer, effect.WithOtherChain, StringComparison.Ordinal) ? 1 : 0;
        }

        return new ChainEffectTable { Both = cells[0], OnlyWith = cells[1], OnlyWithout = cells[2], Neither = cells[3], Misled = misled, Followed = followed };
    }
}
