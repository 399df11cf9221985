using System.Globalization;
using MedReason.Datasets;
using MedReason.Shared;

namespace MedReason.Evaluation;

/// <summary>The items that one rater rates, blinded and in random order. Immutable.</summary>
public sealed class ReviewSet
{
    private ReviewSet(string id, int rater, IReadOnlyList<ReviewItem> items)
    {
        Id = id;
        Rater = rater;
        Items = items;
    }

    /// <summary>Gets the identity of the review, which all its raters share.</summary>
    public string Id { get; }

    /// <summary>Gets the rater whose items these are, from 1.</summary>
    public int Rater { get; }

    /// <summary>Gets the items, in the order in which they are rated.</summary>
    public IReadOnlyList<ReviewItem> Items { get; }

    /// <summary>Gets a value indicating whether the rater chooses between two chains.</summary>
    public bool IsPairwise => Items.Count > 0 && Items[0].Chains.Count == 2;

    /// <summary>Gets the number of questions drawn for all raters together.</summary>
    public int QuestionCount { get; private init; }

    /// <summary>Gets the number of the run's chains that were left out because there is no other chain to show beside them.</summary>
    public int UnpairedCount { get; private init; }

    /// <summary>Reads the chains of a run from its results file and draws the items of one rater.</summary>
    /// <param name="runFolder">The folder of the run; <see cref="Runs.RunReader.PrepareResultsAsync"/> writes its results file.</param>
    /// <param name="options">The options; null for the defaults: every chain, one rater.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The items; none when there is no chain to rate.</returns>
    /// <exception cref="InputFormatException">A results file cannot be read, is not in the form that <see cref="ReasoningRow"/> writes, or repeats an
    /// id.</exception>
    /// <exception cref="ArgumentException">The options name a rater that does not exist, or both another run and the source.</exception>
    public static async Task<ReviewSet> ReadAsync(string runFolder, ReviewOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        options ??= new ReviewOptions();
        if (options.Rater < 1 || options.Rater > options.Raters || (options.AgainstSource && options.AgainstRun is not null))
        {
            throw new ArgumentException("A review has raters from 1 to Raters, and shows its chains beside those of one other side.", nameof(options));
        }

        Dictionary<string, (MedicalQuestion Question, ReviewChain Chain)> own =
            await ReadChainsAsync(runFolder, line => ReviewChain.Read(line, "run"), cancellationToken).ConfigureAwait(false);
        Dictionary<string, (MedicalQuestion Question, ReviewChain Chain)>? others = options switch
        {
            { AgainstSource: true } => await ReadChainsAsync(runFolder, ReviewChain.ReadSource, cancellationToken).ConfigureAwait(false),
            { AgainstRun: { } folder } => await ReadChainsAsync(folder, line => ReviewChain.Read(line, "against"), cancellationToken).ConfigureAwait(false),
            _ => null,
        };
        (string Id, MedicalQuestion Question, IReadOnlyList<ReviewChain> Chains)[] rows =
        [
            .. own.Where(entry => others?.ContainsKey(entry.Key) != false)
                .OrderBy(entry => StableHash.Of(options.Seed, "draw", entry.Key)).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(options.MaxItems)
                .Select(entry => (entry.Key, entry.Value.Question,
                    (IReadOnlyList<ReviewChain>)(others is null ? [entry.Value.Chain] : [entry.Value.Chain, others[entry.Key].Chain]))),
        ];
        ReviewSet set = Create(rows, options.Repeats, options.Seed, options.Overlap, options.Raters, options.Rater);
        return new ReviewSet(
            set.Id, set.Rater, set.Items)
        { QuestionCount = rows.Length, UnpairedCount = others is null ? 0 : own.Keys.Count(id => !others.ContainsKey(id)) };
    }

    /// <summary>Orders items by a hash of their ids and the seed, and repeats some after all have been shown once.</summary>
    /// <param name="rows">Question and chains by row id; no id occurs twice.</param>
    /// <param name="repeats">The share that is repeated, from 0 to 1.</param>
    /// <param name="seed">The seed of order, sides and repeats.</param>
    /// <param name="overlap">The number of items, the first ones, that every rater rates.</param>
    /// <param name="raters">The number of raters that share the other items.</param>
    /// <param name="rater">The rater, from 1 to <paramref name="raters"/>.</param>
    internal static ReviewSet Create(
        IReadOnlyList<(string Id, MedicalQuestion Question, IReadOnlyList<ReviewChain> Chains)> rows, double repeats, long seed, int overlap = 0,
            int raters = 1, int rater = 1)
    {
        var items = new List<ReviewItem>();
        foreach ((string row, MedicalQuestion question, IReadOnlyList<ReviewChain> chains) in
            rows.OrderBy(entry => StableHash.Of(seed, "order", entry.Id)).ThenBy(entry => entry.Id, StringComparer.Ordinal))
        {
            items.Add(new ReviewItem
            {
                Key = Hex(StableHash.Of(seed, "key", row)),
                Question = question,
                Chains = Turn(
                chains, StableHash.Of(seed, "side", row))
            });
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

    private static async Task<Dictionary<string, (MedicalQuestion Question, ReviewChain Chain)>> ReadChainsAsync(
        string folder, Func<JsonLine, ReviewChain?> read, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, (MedicalQuestion, ReviewChain)>(StringComparer.Ordinal);
        var ids = new UniqueIds();
        await foreach (JsonLine line in JsonLinesReader.ReadAsync(ResultsFile.GetPath(folder), cancellationToken).ConfigureAwait(false))
        {
            RowId id = ids.Require(line, "id_in_dataset");
            if (read(line) is { } chain)
            {
                rows[id.Text] = (ReasoningRowReader.ReadQuestion(line, id), chain);
            }
        }

        return rows;
    }

    private static IReadOnlyList<ReviewChain> Turn(IReadOnlyList<ReviewChain> chains, ulong hash) => hash % 2 == 0 ? chains : [.. chains.Reverse()];

    private static string Hex(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);
}
