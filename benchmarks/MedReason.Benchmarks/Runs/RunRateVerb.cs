using System.Diagnostics;
using MedReason.Datasets;

namespace MedReason.Benchmarks.Runs;

/// <summary><c>run-rate</c>: questions a second with a model that answers at once, through the pipeline alone and with the run's store.</summary>
internal static class RunRateVerb
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        int count = (int)options.GetNumber("--count", 20_000);
        int concurrency = (int)options.GetNumber("--concurrency", 64);
        string folder = options.Require("--output");
        Directory.CreateDirectory(folder);
        string bank = Path.Combine(folder, "bank.jsonl");
        RunBank.Write(options.Require("--questions"), bank, count);
        using InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(options.Require("--kg")).ConfigureAwait(false);
        var runOptions = new RunOptions { Concurrency = concurrency, PathCost = await DegreePathCost.CreateAsync(graph, null, default).ConfigureAwait(false) };
        var rows = new List<QuestionRow>();
        await foreach (QuestionRow row in QuestionReader.ReadAsync(bank, QuestionFormat.Generic).ConfigureAwait(false))
        {
            rows.Add(row);
        }

        using var stages = new StageTimes();
        using var model = new InstantChatClient();
        ReasoningPipeline pipeline = Create(graph, runOptions, model);
        foreach (bool isWarm in new[] { false, true })
        {
            long calls = model.Calls;
            stages.Clear();
            var watch = Stopwatch.StartNew();
            TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
            var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
            await foreach (ReasoningResult result in pipeline.RunAsync(rows.Take(isWarm ? count : count / 10).ToAsyncEnumerable().Select(row => row.Question)).ConfigureAwait(false))
            {
                string outcome = result.Outcome.ToString();
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            }

            if (isWarm)
            {
                Tell("pipeline alone", count, watch, processor, model.Calls - calls);
                Console.WriteLine("  in stages, microseconds a question: " + stages.Tell(count));
                Console.WriteLine("  " + string.Join(", ", outcomes.Select(outcome => $"{outcome.Key} {outcome.Value}")));
            }
        }

        string run = Path.Combine(folder, "run");
        if (Directory.Exists(run))
        {
            Directory.Delete(run, recursive: true);
        }

        using var store = RunStore.Open(run, new RunConfiguration(GenerationRun.Kind, []));
        await store.AddRowsAsync(GenerationRun.ToRowsAsync(rows.ToAsyncEnumerable())).ConfigureAwait(false);
        using var client = new RunChatClient(model, store, new RunFlowOptions { Concurrency = concurrency });
        var engine = new RunEngine(store, GenerationRun.Work(Create(graph, runOptions, client)), new RunEngineOptions { Concurrency = concurrency, Client = client });
        long before = model.Calls;
        var stored = Stopwatch.StartNew();
        TimeSpan storedProcessor = Process.GetCurrentProcess().TotalProcessorTime;
        RunEnd end = await engine.RunAsync().ConfigureAwait(false);
        Tell("with the store", end.Progress.Done, stored, storedProcessor, model.Calls - before);
        return 0;
    }

    private static ReasoningPipeline Create(InMemoryKnowledgeGraph graph, RunOptions options, Microsoft.Extensions.AI.IChatClient client)
    {
        var lexicon = new LexiconEntityExtractor();
        return new ReasoningPipeline(
            graph,
            new HybridEntityExtractor(lexicon, new ChatEntityExtractor(client)),
            new ChatEntityLinker(client),
            new ShortestPathFinder(),
            new ChatPathRanker(client),
            new TemplateChainWriter(),
            new GroundingVerifier(),
            options);
    }

    private static void Tell(string what, long count, Stopwatch watch, TimeSpan processor, long calls) => Console.WriteLine(
        $"{what}: {count:N0} questions, {calls:N0} calls, {watch.Elapsed.TotalSeconds:F1} s, {count / watch.Elapsed.TotalSeconds:N0} a second; {count / (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds:N0} a second of processor time");
}
