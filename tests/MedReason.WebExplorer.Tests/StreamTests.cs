using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.WebExplorer.Tests;

public sealed class StreamTests(ITestOutputHelper output)
{
    private static readonly string[] Order =
    [
        "started", "stage extract", "stage link", "entities", "stage search", "search", "stage rank", "evidence", "contrast", "text", "stage write", "steps", "stage verify", "verdict", "outcome",
    ];

    [Fact]
    public async Task A_chain_streams_stage_by_stage_and_tells_what_the_pipeline_tells()
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        List<(string Name, JsonElement Data)> events = await explorer.ExplainAsync(Questions.Json);

        string[] told = [.. events.Select(item => item.Name == "stage" ? "stage " + item.Data.GetProperty("stage").GetString() : item.Name)];
        told.Where((name, i) => i == 0 || name != told[i - 1]).ShouldBe(Order);
        events.ShouldAllBe(item => !HasName(item.Data), "the type of an event is told once");

        var pipeline = explorer.Services.GetRequiredService<ReasoningPipeline>();
        var question = new MedicalQuestion
        {
            Id = "explorer",
            Text = Questions.Text,
            Options = [.. Questions.Body()["options"]!.AsArray().Select(option => new AnswerOption { Label = (string)option!["label"]!, Text = (string)option["text"]! })],
            AnswerLabel = "C",
        };
        ReasoningResult expected = await pipeline.RunAsync(question);
        expected.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        Of(events, "entities").GetProperty("links").EnumerateArray().Select(link => link.GetProperty("node").GetProperty("name").GetString()).ShouldBe(expected.Links.Select(link => link.Node!.Name));
        Of(events, "evidence").GetProperty("paths").GetArrayLength().ShouldBe(expected.Evidence!.Paths.Count);
        Of(events, "contrast").GetProperty("favored_label").GetString().ShouldBe("C");
        string.Concat(events.Where(item => item.Name == "text").Select(item => item.Data.GetProperty("text").GetString())).ShouldBe(expected.Chain!.Text);
        Of(events, "steps").GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("text").GetString()).ShouldBe(expected.Chain.Steps.Select(step => step.Text));
        Of(events, "steps").GetProperty("conclusion").GetString().ShouldBe(ChainSections.FindConclusion(expected.Chain.Text));
        Of(events, "verdict").GetProperty("verdict").GetProperty("status").GetString().ShouldBe("accepted");
        Of(events, "outcome").GetProperty("outcome").GetString().ShouldBe("accepted");
        Of(events, "outcome").GetProperty("provenance").GetProperty("graph_hash").GetString().ShouldBe(expected.Provenance!.GraphHash);
    }

    [Fact]
    public async Task Steps_come_while_the_verdict_is_still_open()
    {
        var held = new HeldStage(verifier: new GroundingVerifier());
        await using RunningExplorer explorer = await RunningExplorer.StartAsync(services =>
            services.AddSingleton<IChainVerifier>(held));
        using HttpResponseMessage response = await explorer.PostAsync(Questions.Json);
        await using IAsyncEnumerator<(string Name, JsonElement Data)> events = RunningExplorer.ReadAsync(response).GetAsyncEnumerator();
        while (await events.MoveNextAsync() && events.Current.Name != "steps")
        {
        }

        events.Current.Name.ShouldBe("steps");
        await held.ReachAsync(1);
        Task<bool> next = events.MoveNextAsync().AsTask();
        await Task.Delay(200);
        next.IsCompleted.ShouldBeFalse("nothing is told of a verdict that is not there");
        held.Open();
        (await next).ShouldBeTrue();
        events.Current.Data.GetProperty("stage").GetString().ShouldBe("verify");
    }

    [Theory]
    [InlineData("Which of these findings is NOT expected in Gitelman syndrome?", "except", "affirmed")]
    [InlineData("A man has asthma. Which drug should be avoided?", "affirm", "contraindicated")]
    [InlineData("A man has asthma. Which drug is indicated?", "affirm", "affirmed")]
    public async Task What_a_question_asks_for_is_read_from_its_wording_unless_it_is_told(string text, string ask, string seeks)
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        JsonObject body = Questions.Body(text);
        JsonElement started = Of(await explorer.ExplainAsync(body.ToJsonString()), "started");
        started.GetProperty("ask").GetString().ShouldBe(ask);
        started.GetProperty("seeks").GetString().ShouldBe(seeks);

        body["ask"] = "except";
        body["seeks"] = "absent";
        body["mode"] = "answer";
        started = Of(await explorer.ExplainAsync(body.ToJsonString()), "started");
        started.GetProperty("ask").GetString().ShouldBe("except");
        started.GetProperty("seeks").GetString().ShouldBe("absent");
        started.GetProperty("mode").GetString().ShouldBe("answer");
    }

    [Fact]
    public async Task A_question_that_the_graph_does_not_know_ends_with_its_reason()
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        JsonElement outcome = (await explorer.ExplainAsync("""{"question":"Which painter had a blue period?","answer":"Picasso"}"""))[^1].Data;
        outcome.GetProperty("outcome").GetString().ShouldBe("rejected");
        outcome.GetProperty("reason").GetString().ShouldBe(ReasonCodes.NoQuestionEntity);
        outcome.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_client_that_leaves_ends_its_work_within_a_second()
    {
        var held = new HeldStage(new EntityLinker());
        await using RunningExplorer explorer = await RunningExplorer.StartAsync(
            services => services.AddSingleton<IEntityLinker>(held), "--Explorer:ConcurrentRuns", "1");
        HttpResponseMessage response = await explorer.PostAsync(Questions.Json);
        await held.ReachAsync(1);

        // A second one waits for its place, leaves from there, and takes none.
        using var leave = new CancellationTokenSource();
        Task<HttpResponseMessage> second = explorer.PostAsync(Questions.Json, leave.Token);
        await Task.Delay(200);
        second.IsCompleted.ShouldBeFalse();
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second);

        long left = Stopwatch.GetTimestamp();
        response.Dispose();
        long cancelled = await held.Cancelled.WaitAsync(TimeSpan.FromSeconds(10));
        TimeSpan took = Stopwatch.GetElapsedTime(left, cancelled);
        output.WriteLine($"The work ended {took.TotalMilliseconds:F0} ms after its client had left.");
        took.ShouldBeLessThan(TimeSpan.FromSeconds(1));

        held.Open();
        (await explorer.ExplainAsync(Questions.Json))[^1].Name.ShouldBe("outcome", "the place of those who left is free again");
    }

    [Fact]
    public async Task What_takes_too_long_is_ended()
    {
        var held = new HeldStage(new EntityLinker());
        await using RunningExplorer explorer = await RunningExplorer.StartAsync(
            services => services.AddSingleton<IEntityLinker>(held), "--Explorer:RunTimeout", "00:00:01");
        await Should.ThrowAsync<HttpIOException>(() => explorer.ExplainAsync(Questions.Json), "the stream breaks off without an outcome");
        await held.Cancelled.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_hundred_streams_at_once_all_end_well_and_memory_stays_bounded()
    {
        const int Clients = 100;
        var held = new HeldStage(new EntityLinker());
        await using RunningExplorer explorer = await RunningExplorer.StartAsync(
            services => services.AddSingleton<IEntityLinker>(held), "--Explorer:ConcurrentRuns", "100");
        held.Open();
        await explorer.ExplainAsync(Questions.Json);
        held.Close();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Task<List<(string Name, JsonElement Data)>>[] asked = [.. Enumerable.Range(0, Clients).Select(_ => explorer.ExplainAsync(Questions.Json))];
        await held.ReachAsync(Clients);
        long open = GC.GetTotalMemory(forceFullCollection: true) - before;
        held.Open();
        List<(string Name, JsonElement Data)>[] answers = await Task.WhenAll(asked);

        held.MostWaiting.ShouldBe(Clients, "all were open at once");
        answers.Select(Outcome).Distinct().ShouldBe(["accepted"]);
        answers.Select(events => string.Join('\n', events.Select(item => item.Name + item.Data))).Distinct().Count().ShouldBe(1, "the same question gives the same answer to all");
        open.ShouldBeLessThan(Clients * 512L * 1024, "an open stream keeps less than half a megabyte, its client's side in this process among it");

        answers = [];
        asked = [];
        long after = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{Clients} open streams held {open / 1024 / Clients} KiB each, clients included; {after / 1024} KiB were left after them.");
        after.ShouldBeLessThan(24L * 1024 * 1024, "what was answered is let go");
    }

    [Fact]
    public async Task A_hundred_streams_wait_their_turn_where_few_run_at_once()
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        List<(string Name, JsonElement Data)>[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => explorer.ExplainAsync(Questions.Json)));
        answers.Select(Outcome).Distinct().ShouldBe(["accepted"]);
    }

    [Fact]
    public async Task Who_finds_the_queue_full_is_told_to_come_again()
    {
        var held = new HeldStage(new EntityLinker());
        await using RunningExplorer explorer = await RunningExplorer.StartAsync(
            services => services.AddSingleton<IEntityLinker>(held), "--Explorer:ConcurrentRuns", "1", "--Explorer:QueuedRuns", "0");
        Task<List<(string Name, JsonElement Data)>> first = explorer.ExplainAsync(Questions.Json);
        await held.ReachAsync(1);
        using HttpResponseMessage refused = await explorer.PostAsync(Questions.Json);
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        held.Open();
        (await first)[^1].Name.ShouldBe("outcome");
        (await explorer.ExplainAsync(Questions.Json))[^1].Name.ShouldBe("outcome");
    }

    private static bool HasName(JsonElement data) => data.TryGetProperty("name", out _);

    private static string? Outcome(List<(string Name, JsonElement Data)> events) => events[^1].Name == "outcome" ? events[^1].Data.GetProperty("outcome").GetString() : null;

    private static JsonElement Of(IEnumerable<(string Name, JsonElement Data)> events, string name) => events.First(item => item.Name == name).Data;
}
