using System.Globalization;
using System.Text.Json;
using MedReason.Datasets;

namespace MedReason.Evaluation;

/// <summary>The items of a review in their blinded random order. Immutable.</summary>
internal sealed class ReviewSet
{
    private ReviewSet(string id, IReadOnlyList<ReviewItem> items)
    {
        Id = id;
        Items = items;
    }

    /// <summary>Tells one review from another; depends on items and seed alone.</summary>
    public string Id { get; }

    /// <summary>The items, in the order in which they are rated.</summary>
    public IReadOnlyList<ReviewItem> Items { get; }

    /// <summary>Whether chains are chosen between, two at a time.</summary>
    public bool IsPairwise => Items.Count > 0 && Items[0].Chains.Count == 2;

    /// <summary>Draws rows by a hash of their ids under a seed, in that order.</summary>
    public static IEnumerable<(string Id, MedicalQuestion Question, IReadOnlyList<ReviewChain> Chains)> Draw(
        IEnumerable<(string Id, MedicalQuestion Question, IReadOnlyList<ReviewChain> Chains)> rows, int most, long seed) =>
        rows.OrderBy(row => StableHash.Of(seed, "draw", row.Id)).ThenBy(row => row.Id, StringComparer.Ordinal).Take(most);

    /// <summary>Orders items by a hash of their ids under a seed, and lets some come again after all have come once.</summary>
    /// <param name="rows">Question and chains by row id; no id stands twice.</param>
    /// <param name="repeats">The share that comes twice, from 0 to 1.</param>
    /// <param name="seed">The seed of order, sides and repeats.</param>
    /// <returns>The set.</returns>
    public static ReviewSet Create(IReadOnlyList<(string Id, MedicalQuestion Question, IReadOnlyList<ReviewChain> Chains)> rows, double repeats, long seed)
    {
        var items = new List<ReviewItem>();
        foreach ((string id, MedicalQuestion question, IReadOnlyList<ReviewChain> chains) in rows.OrderBy(row => StableHash.Of(seed, "order", row.Id)).ThenBy(row => row.Id, StringComparer.Ordinal))
        {
            items.Add(new ReviewItem { Key = Hex(StableHash.Of(seed, "key", id)), Question = question, Chains = Turn(chains, StableHash.Of(seed, "side", id)) });
        }

        // A repeat of a pair shows its sides the other way round, so that a habit of one side is seen.
        ReviewItem[] again =
        [
            .. items.OrderBy(item => StableHash.Of(seed, "repeat", item.Key)).Take((int)Math.Round(repeats * items.Count, MidpointRounding.AwayFromZero))
                .Select(item => item with { Key = Hex(StableHash.Of(seed, "again", item.Key)), RepeatOf = item.Key, Chains = [.. item.Chains.Reverse()] }),
        ];
        items.AddRange(again);
        return new ReviewSet(Hex(StableHash.Of(seed, [.. items.SelectMany(item => item.Chains.SelectMany(chain => chain.Steps).Prepend(item.Key))])), items);
    }

    /// <summary>The chain of a row in the form that <see cref="ReasoningRow"/> writes; null where it holds none.</summary>
    /// <exception cref="InputFormatException">The row is not in that form.</exception>
    public static ReviewChain? ReadChain(JsonLine line, string side)
    {
        if (!ReasoningRowReader.IsOwnForm(line) || ReasoningRowReader.ReadChain(line) is not { Steps.Count: > 0 } chain)
        {
            return null;
        }

        string? verdict = line.Root.TryGetProperty("verdict", out JsonElement value) && value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty("status", out JsonElement status) && status.ValueKind == JsonValueKind.String ? status.GetString() : null;
        return new ReviewChain
        {
            Side = side,
            Steps = [.. chain.Steps.Select(step => step.Text)],
            Conclusion = ChainSections.FindConclusion(chain.Text) ?? chain.Answer ?? string.Empty,
            Model = chain.ModelId,
            Verdict = verdict,
        };
    }

    private static IReadOnlyList<ReviewChain> Turn(IReadOnlyList<ReviewChain> chains, ulong hash) => hash % 2 == 0 ? chains : [.. chains.Reverse()];

    private static string Hex(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);
}
