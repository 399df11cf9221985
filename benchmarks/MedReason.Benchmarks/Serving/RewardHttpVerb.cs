using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MedReason.Benchmarks.Serving;

/// <summary>
/// <c>reward-http</c>: a host on loopback in this process rewards batches of 64, 8 questions with 8 completions each: completions a second, processor time,
/// and whether every run gives the same bits. Beside it the same batches without HTTP.
/// </summary>
internal static class RewardHttpVerb
{
    private const int Block = 8;

    public static async Task<int> RunAsync(VerbOptions options)
    {
        int repeat = (int)options.GetNumber("--repeat", 3);
        int limit = (int)options.GetNumber("--count", int.MaxValue);
        List<Row> rows = ReadRows(options.Require("--rows"));
        using InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(options.Require("--kg")).ConfigureAwait(false);
        Row[][] blocks = [.. rows.Chunk(Block).Where(static block => block.Length == Block).Take(Math.Max(1, limit / (Block * Block)))];
        byte[][] bodies = [.. blocks.Select(ToBody)];
        double characters = blocks.SelectMany(static block => block).Average(static row => row.Reasoning.Length);

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddKnowledgeGraph(graph);
        builder.Services.AddMedReason();
        WebApplication app = builder.Build();
        await using (app.ConfigureAwait(false))
        {
            var ready = new TaskCompletionSource();
            app.Urls.Add("http://127.0.0.1:0");
            app.MapMedReason("/medreason", endpoints => endpoints.Prepared = _ => ready.SetResult());
            long started = Stopwatch.GetTimestamp();
            await app.StartAsync().ConfigureAwait(false);
            await ready.Task.ConfigureAwait(false);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"prepared_seconds":{{Stopwatch.GetElapsedTime(started).TotalSeconds:F2}},"batches":{{bodies.Length}},"mean_characters":{{characters:F0}},"mean_body_bytes":{{bodies.Average(static body => body.Length):F0}}}"""));

            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.Single()) };
            var hashes = new HashSet<string>(StringComparer.Ordinal);

            // The first run compiles the code; its figures are shown like those of the others.
            foreach (int concurrency in Enumerable.Repeat(1, repeat).Concat(Enumerable.Repeat(4, repeat)))
            {
                Report("http", concurrency, bodies.Length, hashes, await MeasureAsync(bodies, concurrency, body => PostAsync(client, body)).ConfigureAwait(false));
            }

            var reward = new ReasoningReward();
            await ScoreAsync(reward, graph, blocks[0]).ConfigureAwait(false);
            for (int i = 0; i < repeat; i++)
            {
                Report("library", 1, blocks.Length, [], await MeasureAsync(blocks, 1, block => ScoreAsync(reward, graph, block)).ConfigureAwait(false));
            }

            Console.WriteLine(hashes.Count == 1 ? """{"same_bits":true}""" : """{"same_bits":false}""");
            return hashes.Count == 1 ? 0 : 1;
        }
    }

    private static async Task<Measure> MeasureAsync<T>(T[] batches, int concurrency, Func<T, Task<byte[]>> send)
    {
        var replies = new byte[batches.Length][];
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
        long started = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, batches.Length, new ParallelOptions { MaxDegreeOfParallelism = concurrency }, async (i, _) =>
            replies[i] = await send(batches[i]).ConfigureAwait(false)).ConfigureAwait(false);
        return new Measure(
            Stopwatch.GetElapsedTime(started).TotalSeconds,
            (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds,
            GC.GetTotalAllocatedBytes(precise: true) - allocated,
            Convert.ToHexString(SHA256.HashData([.. replies.SelectMany(static reply => reply)])));
    }

    private static void Report(string way, int concurrency, int batches, HashSet<string> hashes, Measure measure)
    {
        hashes.Add(measure.Hash);
        double completions = (double)batches * Block * Block;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"way":"{{way}}","concurrency":{{concurrency}},"completions":{{completions}},"seconds":{{measure.Seconds:F2}},"completions_per_second":{{completions / measure.Seconds:F0}},"cpu_microseconds_a_completion":{{measure.Processor / completions * 1e6:F0}},"kilobytes_a_completion":{{measure.Allocated / completions / 1e3:F1}},"hash":"{{measure.Hash[..12]}}"}"""));
    }

    private static async Task<byte[]> PostAsync(HttpClient client, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using HttpResponseMessage response = await client.PostAsync(new Uri("/medreason/reward", UriKind.Relative), content).ConfigureAwait(false);
        byte[] reply = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        return response.IsSuccessStatusCode ? reply : throw new InvalidOperationException(Encoding.UTF8.GetString(reply));
    }

    private static async Task<byte[]> ScoreAsync(ReasoningReward reward, IKnowledgeGraph graph, Row[] block)
    {
        RewardRequest[] requests =
        [
            .. block.SelectMany(asked => block, static (asked, told) => new RewardRequest { Question = asked.ToQuestion(), Completion = told.Reasoning }),
        ];
        IReadOnlyList<RewardScore> scores = await reward.ScoreAsync(graph, requests).ConfigureAwait(false);
        return [.. scores.SelectMany(static score => BitConverter.GetBytes(score.Total))];
    }

    private static byte[] ToBody(Row[] block) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["items"] = new JsonArray([.. block.SelectMany(asked => block, static (asked, told) => new JsonObject
        {
            ["question"] = asked.Question,
            ["options"] = new JsonObject(asked.Options.Select(static option => KeyValuePair.Create<string, JsonNode?>(option.Label, option.Text))),
            ["answer"] = asked.Answer,
            ["completion"] = told.Reasoning,
        })]),
    }.ToJsonString());

    private static List<Row> ReadRows(string path)
    {
        var rows = new List<Row>();
        foreach (string line in File.ReadLines(path))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement row = document.RootElement;
            string Text(string name) => row.GetProperty(name).GetString()!;
            rows.Add(new Row(
                Text("question"),
                [.. row.GetProperty("options").EnumerateObject().Select(static option => new AnswerOption { Label = option.Name, Text = option.Value.GetString()! })],
                Text("answer"),
                Text("reasoning")));
        }

        return rows;
    }

    private sealed record Measure(double Seconds, double Processor, long Allocated, string Hash);

    private sealed record Row(string Question, IReadOnlyList<AnswerOption> Options, string Answer, string Reasoning)
    {
        public MedicalQuestion ToQuestion() => new()
        {
            Id = "1",
            Text = Question,
            Options = Options,
            Answer = Answer,
            Ask = QuestionWording.DetectAsk(Question),
            Seeks = QuestionWording.DetectSeeks(Question),
        };
    }
}
