using System.Diagnostics;
using System.Globalization;
using MedReason.Kg.Postgres;
using MedReason.Kg.Primekg;
using Npgsql;

namespace MedReason.Benchmarks.Postgres;

/// <summary>
/// <c>postgres</c>: loads a graph into the database whose connection string the environment holds, and answers seeded pairs there and in memory. Every pair is a
/// query of its own; of a warm-up and the repeats the minimum time of each pair is reported.
/// </summary>
internal static class PostgresVerb
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        string variable = options.Find("--connection-env") ?? "MEDREASON_POSTGRES";
        string connectionString = Environment.GetEnvironmentVariable(variable) ?? throw new ArgumentException($"{variable} holds no connection string");
        long start = Stopwatch.GetTimestamp();
        using InMemoryKnowledgeGraph memory = (await PrimeKgReader.ReadAsync(options.Require("--graph")).ConfigureAwait(false)).Graph;
        TimeSpan read = Stopwatch.GetElapsedTime(start);

        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(connectionString);
        var place = new PostgresKnowledgeGraphOptions { Schema = "medreason_bench" };
        start = Stopwatch.GetTimestamp();
        KnowledgeGraphMetadata loaded = await PostgresGraphLoader.LoadAsync(memory, dataSource, place).ConfigureAwait(false);
        TimeSpan copied = Stopwatch.GetElapsedTime(start);
        await using var graph = new PostgresKnowledgeGraph(dataSource, place);
        start = Stopwatch.GetTimestamp();
        string hash = await graph.ComputeContentHashAsync().ConfigureAwait(false);
        TimeSpan verified = Stopwatch.GetElapsedTime(start);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"nodes":{{loaded.NodeCount}},"edges":{{loaded.EdgeCount}},"read_seconds":{{read.TotalSeconds:F2}},"copy_seconds":{{copied.TotalSeconds:F2}},"verify_seconds":{{verified.TotalSeconds:F2}},"same_hash":{{(hash == memory.Metadata.ContentHash ? "true" : "false")}}}"""));

        PathPair[] pairs = MakePairs(memory, (int)options.GetNumber("--count", 200), (int)options.GetNumber("--seed", 1));
        int repeats = (int)options.GetNumber("--repeat", 3);
        (PathSearchResult[] there, double[] thereTimes) = await AnswerAsync(graph, pairs, repeats).ConfigureAwait(false);
        (PathSearchResult[] here, double[] hereTimes) = await AnswerAsync(memory, pairs, repeats).ConfigureAwait(false);
        int alike = Enumerable.Range(0, pairs.Length).Count(i => IsAlike(there[i].Pairs[0], here[i].Pairs[0]));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"pairs":{{pairs.Length}},"alike":{{alike}}}"""));
        foreach (IGrouping<int, int> group in Enumerable.Range(0, pairs.Length).GroupBy(i => here[i].Pairs[0].Distance ?? -1).OrderBy(static group => group.Key))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"distance":{{group.Key}},"pairs":{{group.Count()}},"round_trips_most":{{group.Max(i => there[i].RoundTrips)}},"postgres_ms":{{Told(group.Select(i => thereTimes[i]))}},"memory_ms":{{Told(group.Select(i => hereTimes[i]))}}}"""));
        }

        Console.WriteLine($$"""{"postgres_ms":{{Told(thereTimes)}},"memory_ms":{{Told(hereTimes)}}}""");
        return 0;
    }

    private static async Task<(PathSearchResult[] Results, double[] Milliseconds)> AnswerAsync(IKnowledgeGraph graph, PathPair[] pairs, int repeats)
    {
        // As much as a host gives that would rather have the answer than a cap.
        var finder = new ShortestPathFinder(new ShortestPathFinderOptions { MaxWorkingBytes = 1L << 30 });
        var results = new PathSearchResult[pairs.Length];
        var milliseconds = new double[pairs.Length];
        Array.Fill(milliseconds, double.MaxValue);
        for (int repeat = 0; repeat <= repeats; repeat++)
        {
            for (int i = 0; i < pairs.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                results[i] = await finder.FindPathsAsync(graph, new PathQuery { Pairs = [pairs[i]], MaxLength = 8, MaxPathsPerPair = 50 }).ConfigureAwait(false);
                if (repeat > 0)
                {
                    milliseconds[i] = Math.Min(milliseconds[i], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }

        return (results, milliseconds);
    }

    private static bool IsAlike(PairSearchResult left, PairSearchResult right) => left.Outcome == right.Outcome && left.Distance == right.Distance
        && left.ShortestPathCount == right.ShortestPathCount && left.Paths.SequenceEqual(right.Paths);

    private static string Told(IEnumerable<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"mean":{{sorted.Average():F3}},"median":{{sorted[sorted.Length / 2]:F3}},"p99":{{sorted[(int)(sorted.Length * 0.99)]:F3}},"most":{{sorted[^1]:F3}}}""");
    }

    private static PathPair[] MakePairs(InMemoryKnowledgeGraph graph, int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new PathPair
        {
            From = graph.GetId(random.Next(graph.NodeCount)),
            To = graph.GetId(random.Next(graph.NodeCount)),
        })];
    }
}
