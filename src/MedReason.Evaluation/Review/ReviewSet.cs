using System.Globalization;
using System.Text.Json;
using MedReason.Datasets;
using MedReason.Shared;

namespace MedReason.Evaluation;

/// <summary>The items of a review in their blinded random order. Immutable.</summary>
internal sealed class ReviewSet
{
    private ReviewSet(string id, int rater, IReadOnlyList<ReviewItem> items)
    {
        Id = id;
        Rater = rater;
        Items = items;
    }

    /// <summary>Tells one review from another; the same on the pages of all its raters.</summary>
    public string Id { get; }

    /// <summary>Whose page it is, from 1.</summary>
    public int Rater { get; }

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
    /// <param name="overlap">How many items, the first, come on the page of every rater; each of the rest comes on one page.</param>
    /// <param name="raters">Among how many raters the rest is dealt out; one gets everything.</param>
    /// <param name="rater">Whose page it is, 1 to <paramref name="raters"/>.</param>
    /// <returns>The set.</returns>
    public static ReviewSet Create(IReadOnlyList<(string Id, MedicalQuestion Question, IReadOnlyList<ReviewChain> Chains)> rows, double repeats, long seed, int overlap = 0, int raters = 1, int rater = 1)
    {
        var items = new List<ReviewItem>();
        foreach ((string row, MedicalQuestion question, IReadOnlyList<ReviewChain> chains) in rows.OrderBy(entry => StableHash.Of(seed, "order", entry.Id)).ThenBy(entry => entry.Id, StringComparer.Ordinal))
        {
            items.Add(new ReviewItem { Key = Hex(StableHash.Of(seed, "key", row)), Question = question, Chains = Turn(chains, StableHash.Of(seed, "side", row)) });
        }

        string id = Hex(StableHash.Of(
            seed,
            [
                repeats.ToString(CultureInfo.InvariantCulture), overlap.ToString(CultureInfo.InvariantCulture), raters.ToString(CultureInfo.InvariantCulture),
                .. items.SelectMany(item => item.Chains.SelectMany(chain => chain.Steps).Prepend(item.Key)),
            ]));

        // What all raters share comes first, so that agreement is known even where one stops early.
        items = [.. items.Where((_, index) => index < overlap || (index - overlap) % raters == rater - 1)];

        // A repeat of a pair shows its sides the other way round, so that a habit of one side is seen.
        ReviewItem[] again =
        [
            .. items.OrderBy(item => StableHash.Of(seed, "repeat", item.Key)).Take((int)Math.Round(repeats * items.Count, MidpointRounding.AwayFromZero))
                .Select(item => item with { Key = Hex(StableHash.Of(seed, "again", item.Key)), RepeatOf = item.Key, Chains = [.. item.Chains.Reverse()] }),
        ];
        items.AddRange(again);
        return new ReviewSet(id, rater, items);
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

    /// <summary>The reasoning that the source of a row brings, a step for each line that is not blank; null where it brings none.</summary>
    /// <exception cref="InputFormatException">The row is not in the form that <see cref="ReasoningRow"/> writes.</exception>
    public static ReviewChain? ReadSourceChain(JsonLine line)
    {
        if (ReasoningRowReader.FindSourceReasoning(line)?.TrimEnd() is not string text)
        {
            return null;
        }

        string? conclusion = ChainSections.FindConclusion(text);
        string[] steps = (conclusion is null ? text : text[..^conclusion.Length]).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new ReviewChain
        {
            Side = "source",
            Steps = conclusion is null ? steps : steps[..^1],
            Conclusion = conclusion ?? string.Empty,
        };
    }

    private static IReadOnlyList<ReviewChain> Turn(IReadOnlyList<ReviewChain> chains, ulong hash) => hash % 2 == 0 ? chains : [.. chains.Reverse()];

    private static string Hex(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);
}
