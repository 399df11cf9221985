using System.Globalization;
using System.Text.Json;

namespace MedReason.Evaluation;

/// <summary>A comparison of evaluation runs: the figures of each run, and its difference from the first run of its benchmark. Immutable.</summary>
public sealed class RunComparison
{
    private const string NotGiven = "not given";

    // Two systems may differ in the system itself.
    private static readonly string[] SystemNames = ["model", "provider", "endpoint", "structured_output"];

    private RunComparison(IReadOnlyList<EvaluatedRun> runs, IReadOnlyList<RunFigures> figures, IReadOnlyList<PairFigures> pairs)
    {
        Runs = runs;
        Figures = figures;
        Pairs = pairs;
    }

    /// <summary>Gets the runs, by benchmark.</summary>
    public IReadOnlyList<EvaluatedRun> Runs { get; }

    /// <summary>Gets the figures of each run, in the order of <see cref="Runs"/>.</summary>
    public IReadOnlyList<RunFigures> Figures { get; }

    /// <summary>Gets the differences from the first run of each benchmark.</summary>
    public IReadOnlyList<PairFigures> Pairs { get; }

    /// <summary>Compares runs. The first run of each benchmark is the reference of the others.</summary>
    /// <param name="runs">Two or more runs.</param>
    /// <param name="allowed">The names of settings that may differ between runs of a benchmark; <c>questions</c> allows different items and compares those in
    /// common.</param>
    /// <param name="seed">The seed of the bootstrap.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ComparisonException">The runs differ in a setting or in items that are not allowed to differ.</exception>
    public static RunComparison Of(IReadOnlyList<EvaluatedRun> runs, IReadOnlyCollection<string> allowed, long seed)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(allowed);
        if (runs.Count < 2)
        {
            throw new ComparisonException("a comparison needs two runs or more");
        }

        var named = new List<EvaluatedRun>();
        var pairs = new List<PairFigures>();
        foreach (IGrouping<string, EvaluatedRun> benchmark in runs.GroupBy(run => run.Benchmark, StringComparer.Ordinal))
        {
            EvaluatedRun[] group = Distinct([.. benchmark]);
            if (group.Length < 2)
            {
                throw new ComparisonException($"{group[0].Folder}: no other run asks {benchmark.Key}, so its items cannot be compared");
            }

            foreach (EvaluatedRun run in group[1..])
            {
                Require(group[0], run, allowed);
                pairs.Add(PairFigures.Of("all", group[0], run, _ => true, seed));
                if (run.Counted.Any(row => row.IsContaminated))
                {
                    pairs.Add(PairFigures.Of("clean", group[0], run, row => !row.IsContaminated, seed));
                    pairs.Add(PairFigures.Of("contaminated", group[0], run, row => row.IsContaminated, seed));
                }
            }

            named.AddRange(group);
        }

        return new RunComparison(named, [.. named.Select(RunFigures.Of)], Adjust(pairs));
    }

    /// <summary>Gets the items of the comparison, by benchmark, with the result of every run that asked them.</summary>
    /// <returns>The items, each benchmark's in the order of its runs.</returns>
    public IEnumerable<ComparedItem> GetItems()
    {
        foreach (IGrouping<string, EvaluatedRun> benchmark in Runs.GroupBy(run => run.Benchmark, StringComparer.Ordinal))
        {
            EvaluatedRun[] runs = [.. benchmark];
            Dictionary<string, EvaluationRow>[] byId = [.. runs.Select(run => run.Rows.ToDictionary(row => row.Id, StringComparer.Ordinal))];
            foreach (string id in runs.SelectMany(run => run.Rows).Select(row => row.Id).Distinct(StringComparer.Ordinal))
            {
                yield return new ComparedItem(
                    benchmark.Key, id,
                        [.. runs.Index().Where(entry => byId[entry.Index].ContainsKey(id)).Select(entry => (entry.Item, byId[entry.Index][id]))]);
            }
        }
    }

    /// <summary>Writes the figures as a JSON object: shares from 0 to 1, null where there is nothing to count.</summary>
    /// <param name="writer">The writer.</param>
    public void WriteJson(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ComparisonJson.Write(writer, this);
    }

    // Two runs of one model are distinguished by their folders.
    private static EvaluatedRun[] Distinct(EvaluatedRun[] group) =>
    [
        .. group.Select(run => group.Count(other => other.Name == run.Name) == 1
            ? run
            : run.Named($"{run.Name} ({Path.GetFileName(Path.TrimEndingDirectorySeparator(run.Folder))})")),
    ];

    private static void Require(EvaluatedRun reference, EvaluatedRun run, IReadOnlyCollection<string> allowed)
    {
        string[] differing =
        [
            .. reference.Configuration.Values.Keys.Union(run.Configuration.Values.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Where(name => Array.IndexOf(SystemNames, name) < 0 && !allowed.Contains(name)
                    && !string.Equals(
                        reference.Configuration.Values.GetValueOrDefault(name), run.Configuration.Values.GetValueOrDefault(name), StringComparison.Ordinal)),
        ];
        if (differing.Length > 0)
        {
            string name = differing[0];
            string values =
                $"{reference.Configuration.Values.GetValueOrDefault(name, NotGiven)} and {run.Configuration.Values.GetValueOrDefault(name, NotGiven)}";
            throw new ComparisonException(
                $"{reference.Folder} and {run.Folder} differ in {string.Join(", ", differing)} ({name}: {values}); --allow NAME compares them nevertheless");
        }

        if (!allowed.Contains("questions"))
        {
            Dictionary<string, string> hashes = reference.Counted.ToDictionary(row => row.Id, row => row.ContentHash, StringComparer.Ordinal);
            EvaluationRow[] counted = [.. run.Counted];
            int others = counted.Count(row => hashes.GetValueOrDefault(row.Id) != row.ContentHash);
            if (others > 0 || counted.Length != hashes.Count)
            {
                throw new ComparisonException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{reference.Folder} and {run.Folder} hold different items, {others} of the latter's {counted.Length}; --allow questions compares "
                        + $"those in common"));
            }
        }
    }

    private static PairFigures[] Adjust(List<PairFigures> pairs)
    {
        PairFigures[] adjusted = [.. pairs];
        int[][] families =
            [.. Enumerable.Range(0, adjusted.Length).GroupBy(i => (adjusted[i].Reference, adjusted[i].Name, adjusted[i].Items)).Select(
                family => family.ToArray())];
        foreach (int[] places in families)
        {
            IReadOnlyList<double?> values = HolmCorrection.Adjust([.. places.Select(place => adjusted[place].PValue)]);
            for (int i = 0; i < places.Length; i++)
            {
                adjusted[places[i]] = adjusted[places[i]] with { AdjustedPValue = values[i] };
            }
        }

        return adjusted;
    }
}
