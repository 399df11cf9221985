using System.Globalization;

namespace MedReason.Evaluation;

/// <summary>Evaluation runs side by side: each with its figures, each against the first of its benchmark. Immutable.</summary>
internal sealed class RunComparison
{
    // What two systems may differ in: the system itself.
    private static readonly string[] SystemNames = ["model", "provider", "endpoint", "structured_output"];

    private RunComparison(IReadOnlyList<EvaluatedRun> runs, IReadOnlyList<RunFigures> figures, IReadOnlyList<PairFigures> pairs)
    {
        Runs = runs;
        Figures = figures;
        Pairs = pairs;
    }

    public IReadOnlyList<EvaluatedRun> Runs { get; }

    public IReadOnlyList<RunFigures> Figures { get; }

    public IReadOnlyList<PairFigures> Pairs { get; }

    /// <summary>Compares runs. The first run of each benchmark is the one that the others are held against.</summary>
    /// <param name="runs">The runs, in the order told; two or more.</param>
    /// <param name="allowed">Names of settings that may differ between runs of a benchmark; <c>questions</c> lets items differ, and those in common are compared.</param>
    /// <param name="seed">Seeds the bootstrap.</param>
    /// <exception cref="ComparisonException">The runs differ in what is not allowed.</exception>
    public static RunComparison Of(IReadOnlyList<EvaluatedRun> runs, IReadOnlyCollection<string> allowed, long seed)
    {
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

    /// <summary>Two runs of one model are told apart by their folders.</summary>
    private static EvaluatedRun[] Distinct(EvaluatedRun[] group) =>
        [.. group.Select(run => group.Count(other => other.Name == run.Name) == 1 ? run : run.Named($"{run.Name} ({Path.GetFileName(Path.TrimEndingDirectorySeparator(run.Folder))})"))];

    private static void Require(EvaluatedRun reference, EvaluatedRun run, IReadOnlyCollection<string> allowed)
    {
        string[] differing =
        [
            .. reference.Configuration.Values.Keys.Union(run.Configuration.Values.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Where(name => Array.IndexOf(SystemNames, name) < 0 && !allowed.Contains(name)
                    && !string.Equals(reference.Configuration.Values.GetValueOrDefault(name), run.Configuration.Values.GetValueOrDefault(name), StringComparison.Ordinal)),
        ];
        if (differing.Length > 0)
        {
            string name = differing[0];
            throw new ComparisonException(
                $"{reference.Folder} and {run.Folder} differ in {string.Join(", ", differing)} ({name}: {reference.Configuration.Values.GetValueOrDefault(name, "not given")} and {run.Configuration.Values.GetValueOrDefault(name, "not given")}); --allow NAME compares them nevertheless");
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
                    $"{reference.Folder} and {run.Folder} hold different items, {others} of the latter's {counted.Length}; --allow questions compares those in common"));
            }
        }
    }

    private static PairFigures[] Adjust(List<PairFigures> pairs)
    {
        PairFigures[] adjusted = [.. pairs];
        foreach (IGrouping<(string, string, string), int> family in Enumerable.Range(0, adjusted.Length).GroupBy(i => (adjusted[i].Reference, adjusted[i].Name, adjusted[i].Items)).ToArray())
        {
            int[] places = [.. family];
            IReadOnlyList<double?> values = HolmCorrection.Adjust([.. places.Select(place => adjusted[place].PValue)]);
            for (int i = 0; i < places.Length; i++)
            {
                adjusted[places[i]] = adjusted[places[i]] with { AdjustedPValue = values[i] };
            }
        }

        return adjusted;
    }
}
