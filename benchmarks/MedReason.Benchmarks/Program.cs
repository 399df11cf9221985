using BenchmarkDotNet.Running;
using MedReason.Benchmarks;
using MedReason.Benchmarks.Answers;
using MedReason.Benchmarks.Decontamination;
using MedReason.Benchmarks.Embedding;
using MedReason.Benchmarks.Generation;
using MedReason.Benchmarks.Lexicon;
using MedReason.Benchmarks.Loading;
using MedReason.Benchmarks.Paths;
using MedReason.Benchmarks.Postgres;
using MedReason.Benchmarks.QuikGraph;
using MedReason.Benchmarks.Runs;
using MedReason.Benchmarks.Serving;

const string usage = """
    medreason-bench VERB [options]
      generate --output kg.csv [--seed 1] [--expected counts.json]      a PrimeKG-shaped file: 129,375 nodes, 8,100,498 rows
      load --input kg.csv --snapshot kg.mrkg                             CSV to graph to snapshot: seconds, peak memory
      kgx --folder DIR [--edges 1000000] [--seed 1]                      KGX files, made if absent, to graph: processor seconds, peak memory
      open --snapshot kg.mrkg [--map]                                    snapshot to the first answered path query
      paths --kg kg.mrkg --pairs pairs.jsonl [--count 300] [--seed 1] [--top 50] [--max-length 16] [--slack 0] [--repeat 3] [--map]
                                                                         pairs answered one by one, a JSON line each; makes the file of pairs if absent
      lexicon --data FOLDER [--megabytes 20] [--rounds 5] [--export DIR] a lexicon of PrimeKG's size: compiled, and read text with
      paths-hostile [--repeat 5]                                         ladders, hubs, complete graphs, chains: top three paths
      embed [--names 129375] [--dimensions 128] [--seed 1] [--graph kg.mrkg]   the embedding index that needs no model: built, opened, searched
      embed --model-folder DIR --graph kg.mrkg [--names 4096]            names a second of processor time by a sentence encoder in ONNX, on one thread
      postgres --graph kg.csv.gz [--connection-env MEDREASON_POSTGRES] [--count 200] [--seed 1] [--repeat 3]
                                                                         a graph loaded by COPY; pairs answered there and in memory
      quikgraph --graph kg.csv.gz [--repeat 7] [--adapter]               breadth-first search by QuikGraph over the adapter and (minutes) over delegates, and by a loop
      decontamination --data FOLDER [--planted 500] [--seed 1]           what overlap finds and misses on the question banks, and how long it takes
      answers --cases cases.jsonl.gz [--count 100000]                    outputs read for their answers, by our reading and by the published one
      run-rate --kg kg.mrkg --questions bank.jsonl --output DIR [--writer chat|template] [--count 20000] [--concurrency 64]
                                                                         questions a second with a model that answers at once, with and without a run's store
      run-scale --kg kg.mrkg --questions bank.jsonl --output DIR --command MedReason.Cli.dll [--count 100000]
                                                                         the command over a number of questions, and over the finished run: seconds, peak memory
      run-workers --address postgres://... [--rows 400] [--calls 5] [--concurrency 4] [--latency-ms 50] [--workers 4]
                                                                         one worker and several on one run in PostgreSQL: questions and calls a second
      reward-http --kg kg.mrkg --rows rows.jsonl [--repeat 3] [--count N]   batches of 64 rewarded by a host on loopback, and without HTTP
      run [BenchmarkDotNet options]                                      the microbenchmarks
    """;

if (args.Length == 0)
{
    Console.Error.WriteLine(usage);
    return 2;
}

var options = new VerbOptions(args.AsSpan(1));
switch (args[0])
{
    case "generate":
        return await GenerateVerb.RunAsync(options).ConfigureAwait(false);
    case "load":
        return await LoadVerb.RunAsync(options).ConfigureAwait(false);
    case "kgx":
        return await KgxVerb.RunAsync(options).ConfigureAwait(false);
    case "open":
        return await OpenVerb.RunAsync(options).ConfigureAwait(false);
    case "paths":
        return await PathsVerb.RunAsync(options).ConfigureAwait(false);
    case "lexicon":
        return await LexiconVerb.RunAsync(options).ConfigureAwait(false);
    case "paths-hostile":
        return await HostilePathsVerb.RunAsync(options).ConfigureAwait(false);
    case "embed":
        return await EmbedVerb.RunAsync(options).ConfigureAwait(false);
    case "decontamination":
        return await DecontaminationVerb.RunAsync(options).ConfigureAwait(false);
    case "answers":
        return await AnswersVerb.RunAsync(options).ConfigureAwait(false);
    case "run-workers":
        return await RunWorkersVerb.RunAsync(options).ConfigureAwait(false);
    case "run-rate":
        return await RunRateVerb.RunAsync(options).ConfigureAwait(false);
    case "run-scale":
        return await RunScaleVerb.RunAsync(options).ConfigureAwait(false);
    case "reward-http":
        return await RewardHttpVerb.RunAsync(options).ConfigureAwait(false);
    case "postgres":
        return await PostgresVerb.RunAsync(options).ConfigureAwait(false);
    case "quikgraph":
        return await QuikGraphVerb.RunAsync(options).ConfigureAwait(false);
    case "run":
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args[1..]);
        return 0;
    default:
        Console.Error.WriteLine(usage);
        return 2;
}
