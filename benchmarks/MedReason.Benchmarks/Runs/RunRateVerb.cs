using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using MedReason.Datasets;
using MedReason.Runs;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Benchmarks.Runs;

/// <summary><c>run-rate</c>: questions a second with a model that answers at once, through the pipeline alone and with the run's store.</summary>
internal static class RunRateVerb
{
    public static async Task<int> RunAsync(VerbOptions options)
    {
        int count = (int)options.GetNumber("--count", 20_000);
        int concurrency = (int)options.GetNumber("--concurrency", 64);
        bool isTemplate = options.Find("--writer") switch
        {
            null or "chat" => false,
            "template" => true,
            var other => throw new ArgumentException($"--writer {other}: it is chat or template"),
        };
        string folder = options.Require("--output");
        Directory.CreateDirectory(folder);
        string bank = Path.Combine(folder, "bank.jsonl");
        RunBank.Write(options.Require("--questions"), bank, count);
        using InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(options.Require("--kg")).ConfigureAwait(false);
        var runOptions = new RunOptions
        {
            Concurrency = concurrency,
            MinGrade = EvidenceGrade.None,
            PathCost = await DegreePathCost.CreateAsync(graph, null, default).ConfigureAwait(false),
        };
        var rows = new List<QuestionRow>();
        await foreach (QuestionRow row in QuestionReader.ReadAsync(bank, "generic").ConfigureAwait(false))
        {
            rows.Add(row);
        }

        using var stages = new StageTimes();
        using var model = new InstantChatClient();
        ReasoningPipeline pipeline = Create(graph, runOptions, model, isTemplate);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (ReasoningResult result in pipeline.RunAsync(Questions(rows.Take(count / 10))).ConfigureAwait(false))
        {
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(result, MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ReasoningResult))));
        }

        Console.WriteLine($"{(isTemplate ? "template" : "chat")} writes the chains; results of the first {count / 10:N0}: SHA-256 {Convert.ToHexStringLower(hash.GetHashAndReset())}");
        stages.Clear();
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var alone = new RunCost(model);
        await foreach (ReasoningResult result in pipeline.RunAsync(Questions(rows)).ConfigureAwait(false))
        {
            string outcome = result.Outcome.ToString();
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        alone.Report("pipeline alone", count);
        Console.WriteLine("  in stages, microseconds a question: " + stages.Describe(count));
        Console.WriteLine("  " + string.Join(", ", outcomes.Select(outcome => $"{outcome.Key} {outcome.Value}")));

        string run = Path.Combine(folder, "run");
        if (Directory.Exists(run))
        {
            Directory.Delete(run, recursive: true);
        }

        using var store = RunStore.Open(run, new RunConfiguration(GenerationRun.Kind, []));
        await store.AddRowsAsync(GenerationRun.ToRowsAsync(rows.ToAsyncEnumerable())).ConfigureAwait(false);
        using var client = new RunChatClient(model, store, new RunFlowOptions { Concurrency = concurrency });
        var engine = new RunEngine(store, GenerationRun.Work(Create(graph, runOptions, client, isTemplate)), new RunEngineOptions { Concurrency = concurrency, Client = client });
        var stored = new RunCost(model);
        RunEnd end = await engine.RunAsync().ConfigureAwait(false);
        stored.Report("with the store", end.Progress.Done);
        return 0;
    }

    private static IAsyncEnumerable<MedicalQuestion> Questions(IEnumerable<QuestionRow> rows) => rows.Select(row => row.Question).ToAsyncEnumerable();

    /// <summary>The default profile; with the template, what the model's chain would be is the graph's own words, and all else as with a model.</summary>
    private static ReasoningPipeline Create(InMemoryKnowledgeGraph graph, RunOptions options, IChatClient client, bool isTemplate)
    {
        var services = new ServiceCollection();
        services.AddSingleton(client);
        IMedReasonBuilder builder = services.AddKnowledgeGraph(graph).AddMedReason(pipeline => pipeline.Run = options).UseModelStages();
        if (isTemplate)
        {
            builder.UseChainWriter(new TemplateChainWriter());
        }

        return services.BuildServiceProvider().GetRequiredService<ReasoningPipeline>();
    }

    /// <summary>What a run costs from its making on.</summary>
    private sealed class RunCost(InstantChatClient model)
    {
        private readonly long _calls = model.Calls;
        private readonly long _start = Stopwatch.GetTimestamp();
        private readonly TimeSpan _processor = Process.GetCurrentProcess().TotalProcessorTime;
        private readonly long _allocated = GC.GetTotalAllocatedBytes();
        private readonly TimeSpan _paused = GC.GetTotalPauseDuration();

        public void Report(string what, long count)
        {
            double elapsed = Stopwatch.GetElapsedTime(_start).TotalSeconds;
            double processor = (Process.GetCurrentProcess().TotalProcessorTime - _processor).TotalSeconds;
            double allocated = (GC.GetTotalAllocatedBytes() - _allocated) / 1e3 / count;
            double paused = (GC.GetTotalPauseDuration() - _paused).TotalSeconds;
            Console.WriteLine(
                $"{what}: {count:N0} questions, {model.Calls - _calls:N0} calls, {elapsed:F1} s, {count / elapsed:N0} a second; processor time a question {processor / count * 1e6:N0} microseconds; {allocated:N0} kB allocated a question, {paused:F1} s in collections");
        }
    }
}
