using System.Globalization;
using MedReason.Datasets;
using MedReason.Runs;
using Microsoft.Extensions.AI;

namespace MedReason.Cli.Tests;

/// <summary>A run whose provider gives one faulty reply in five, of every kind.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private static readonly Func<LoopbackReply, LoopbackReply>[] Faults =
    [
        _ => LoopbackReply.Error(500),
        _ => new LoopbackReply { Status = 503, ContentType = "text/html", Body = "<html>busy</html>"u8.ToArray() },
        _ => LoopbackReply.Error(408),
        _ => LoopbackReply.Error(429),
        _ => LoopbackReply.RateLimited(TimeSpan.Zero),
        _ => LoopbackReply.Error(429, retryAfter: "soon"),
        _ => LoopbackReply.RateLimited(TimeSpan.FromHours(2)),
        _ => LoopbackReply.Error(400, "content_policy_violation"),
        reply => reply.With(cutAfter: 60),
        reply => reply.With(cutAfter: 0),
        reply => reply.With(stallAfter: 20),
        reply => reply.With(contentType: "text/html"),
        _ => LoopbackReply.Json("{\"choices\":[{\"message\":"),
        _ => LoopbackReply.Json(""),
        _ => LoopbackReply.Json("[1,2,3]"),
        _ => LoopbackReply.Json("""{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[]}"""),
        _ => new LoopbackReply { Body = [0xff, 0xfe, 0x00, 0xc3, 0x28] },
        _ => LoopbackReply.Chat("I have no JSON for you."),
        _ => LoopbackReply.Chat("{\"something\":\"else\"}"),
        _ => LoopbackReply.Chat(""),
        _ => LoopbackReply.Chat("{\"mentions\":[", "length"),
        _ => LoopbackReply.Chat("x", "content_filter"),
        _ => LoopbackReply.Chat(null, refusal: "I will not."),
    ];

    [Fact]
    public async Task One_faulty_reply_in_five_leaves_no_row_undone_and_is_not_paid_for_by_many_requests()
    {
        int questions = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 2000 : 300;
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, questions);
        var random = new Random(11);
        bool isFaulty = false;
        int faults = 0;
        await using var server = new LoopbackServer((request, _) =>
        {
            LoopbackReply reply = LoopbackModel.Answer(request);
            lock (random)
            {
                if (!isFaulty || random.Next(5) != 0)
                {
                    return reply;
                }

                return Faults[faults++ % Faults.Length](reply);
            }
        });

        await RunAsync(folder.PathOf("sound"), bank, server, questions);
        int needed = server.Requests.Count;

        isFaulty = true;
        (RunEnd end, RetryCounts counts) = await RunAsync(folder.PathOf("faulty"), bank, server, questions);
        int sent = server.Requests.Count - needed;
        end.Reason.ShouldBeNull();
        end.Progress.Tally.Sum(tally => tally.Count).ShouldBe(questions);
        end.Progress.Tally.ShouldAllBe(tally => tally.Outcome == "accepted" || (tally.Reason != null && tally.Stage != null));
        end.Progress.Tally.Select(tally => tally.Outcome).ShouldBeSubsetOf(["accepted", "rejected", "failed"]);
        counts.Attempts.ShouldBe(sent);
        (sent / (double)needed).ShouldBeLessThanOrEqualTo(1.3);
        faults.ShouldBeGreaterThan(sent / 6);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{questions} questions: {needed} requests without faults, {sent} with {faults} faults, {sent / (double)needed:F3} times as many; {string.Join(", ", end.Progress.Tally.Select(tally => $"{tally.Outcome} {tally.Reason} {(tally.IsTransient ? "transient " : "")}{tally.Count}"))}"));

        // The next session retries what failed for a transient reason.
        isFaulty = false;
        (RunEnd later, _) = await RunAsync(folder.PathOf("faulty"), bank, server, questions);
        later.Progress.Tally.ShouldAllBe(tally => !tally.IsTransient);
        later.Progress.Tally.Sum(tally => tally.Count).ShouldBe(questions);
    }

    private static async Task<(RunEnd End, RetryCounts Counts)> RunAsync(string folder, string bank, LoopbackServer server, int questions)
    {
        using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(await Graphs.StarterAsync(), CancellationToken.None);
        using IChatClient model = ChatProviderFactory.CreateChatClient(
            new ChatProviderOptions
            {
                Provider = ProviderNames.OpenAI,
                Model = "m",
                Endpoint = server.Endpoint,
                Retry = new RetryOptions { AttemptTimeout = TimeSpan.FromMilliseconds(1500), BaseDelay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(20) },
            },
            _ => null,
            TimeProvider.System)!;
        using RunStore store = RunStore.Open(folder, new RunConfiguration(GenerationRun.Kind, []));
        await store.AddRowsAsync(GenerationRun.ToRowsAsync(QuestionReader.ReadAsync(bank, "generic")));
        store.Reader.RowCount.ShouldBe(questions);
        using var client = new RunChatClient(model, store, new RunFlowOptions { Concurrency = 32 });
        ReasoningPipeline pipeline = await ReasoningStages.CreateAsync(
            graph, new RunOptions { MinGrade = EvidenceGrade.None }, client, judge: null, ReasoningProfile.Default, extractor: null, CancellationToken.None);
        var engine = new RunEngine(
            store, GenerationRun.Work(pipeline), new RunEngineOptions { Concurrency = 32, Client = client, LongestWait = TimeSpan.FromMilliseconds(100) });
        RunEnd end = await engine.RunAsync();
        return (end, (RetryCounts)model.GetService(typeof(RetryCounts))!);
    }
}
