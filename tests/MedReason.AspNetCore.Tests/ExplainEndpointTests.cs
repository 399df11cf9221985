using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedReason.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.AspNetCore.Tests;

/// <summary>What the endpoint says of a question: as JSON, and while the work goes on.</summary>
public sealed class ExplainEndpointTests
{
    private static readonly string Drug = Asked.Of(ClinicQuestions.Drug).ToJsonString();

    [Fact]
    public async Task The_result_is_that_of_the_pipeline()
    {
        IServiceProvider? services = null;
        await using RunningHost host = await RunningHost.StartAsync(use: (app, _) => services = app.Services);
        JsonElement reply = await host.SendAsync("explain", Drug);
        reply.GetProperty("graph").GetProperty("name").GetString().ShouldBe("Clinic");
        ReasoningResult read = reply.GetProperty("result").Deserialize<ReasoningResult>(MedReasonJsonUtilities.DefaultOptions)!;
        ReasoningResult expected = await services!.GetRequiredService<ReasoningPipeline>().RunAsync(
            ClinicQuestions.Drug with { Id = "question", Dataset = null, Split = null, Rationale = null });
        read.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        read.Chain!.Text.ShouldBe(expected.Chain!.Text);
        read.Chain.AnswerLabel.ShouldBe("B");
        read.Evidence!.Paths.Count.ShouldBe(expected.Evidence!.Paths.Count);
        read.Search!.Pairs.Count.ShouldBe(expected.Search!.Pairs.Count);
        read.Search.Pairs.ShouldAllBe(pair => pair.Paths.Count == 0, "the evidence has those that were chosen");
        read.Provenance!.GraphHash.ShouldBe(expected.Provenance!.GraphHash);
    }

    [Fact]
    public async Task Events_come_stage_by_stage_and_end_with_the_same_result()
    {
        await using RunningHost host = await RunningHost.StartAsync(options => options.Drawing = (result, metadata) => $"<svg><title>{metadata.Name} {result.Evidence!.Paths.Count}</title></svg>");
        List<(string Name, JsonElement Data)> events = await host.StreamAsync(Drug);
        string[] told = [.. events.Select(item => item.Name == "stage" ? "stage " + item.Data.GetProperty("stage").GetString() : item.Name)];
        told.Where((name, i) => i == 0 || name != told[i - 1]).ShouldBe(
            ["started", "stage extract", "stage link", "stage search", "stage rank", "text", "stage write", "stage verify", "result"]);

        JsonElement Of(string stage) => events.First(item => item.Name == "stage" && item.Data.GetProperty("stage").GetString() == stage).Data;
        events[0].Data.ToString().ShouldBe("""{"mode":"explain","ask":"affirm","seeks":"affirmed"}""");
        Of("extract").ToString().ShouldBe("""{"stage":"extract"}""");
        Of("link").GetProperty("links").GetArrayLength().ShouldBeGreaterThan(2);
        Of("search").GetProperty("search").GetProperty("found").GetInt32().ShouldBeGreaterThan(0);
        Of("rank").GetProperty("evidence").GetProperty("grade").GetString().ShouldNotBeNullOrEmpty();
        Of("rank").GetProperty("drawing").GetString().ShouldStartWith("<svg><title>Clinic ");
        Of("write").GetProperty("chain").GetProperty("answer_label").GetString().ShouldBe("B");
        Of("write").GetProperty("drawing").GetString().ShouldStartWith("<svg>");
        Of("verify").GetProperty("verdict").GetProperty("status").GetString().ShouldBe("accepted");
        JsonElement result = events[^1].Data.GetProperty("result");
        string.Concat(events.Where(item => item.Name == "text").Select(item => item.Data.GetProperty("text").GetString()))
            .ShouldBe(result.GetProperty("chain").GetProperty("text").GetString());
        events[^1].Data.GetRawText().ShouldBe((await host.SendAsync("explain", Drug)).GetRawText(), "whoever waits and whoever watches get the same");
    }

    [Theory]
    [InlineData("Which of these findings is NOT expected in gout?", "except", "affirmed")]
    [InlineData("A man has asthma. Which drug should be avoided?", "affirm", "contraindicated")]
    public async Task What_is_asked_for_is_read_from_the_wording_unless_it_is_given(string text, string ask, string seeks)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        JsonObject body = Asked.Of(ClinicQuestions.Avoid with { Text = text });
        JsonElement started = (await host.StreamAsync(body.ToJsonString()))[0].Data;
        (started.GetProperty("ask").GetString(), started.GetProperty("seeks").GetString(), started.GetProperty("mode").GetString()).ShouldBe((ask, seeks, "explain"));
        (body["ask"], body["seeks"]) = ("affirm", "absent");
        body.Remove("answer");
        started = (await host.StreamAsync(body.ToJsonString()))[0].Data;
        (started.GetProperty("ask").GetString(), started.GetProperty("seeks").GetString(), started.GetProperty("mode").GetString()).ShouldBe(("affirm", "absent", "answer"));
    }

    [Fact]
    public async Task A_question_without_an_answer_is_answered_by_the_graph_alone_and_an_unknown_one_ends_with_its_reason()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        JsonObject body = Asked.Of(ClinicQuestions.Drug);
        body.Remove("answer");
        JsonElement result = (await host.SendAsync("explain", body.ToJsonString())).GetProperty("result");
        result.GetProperty("reason").GetString().ShouldBe(ReasonCodes.Undecided, "what the graph does not decide is not guessed");
        result.GetProperty("provenance").GetProperty("mode").GetString().ShouldBe("answer");

        result = (await host.SendAsync("explain", """{"question":"Which painter had a blue period?","answer":"Picasso"}""")).GetProperty("result");
        result.GetProperty("outcome").GetString().ShouldBe("rejected");
        result.GetProperty("reason").GetString().ShouldBe(ReasonCodes.NoQuestionEntity);
    }

    [Theory]
    [InlineData("{}", "question: expected a text, found nothing")]
    [InlineData("""{"question":" ","answer":"x"}""", "question: expected a text that is not blank")]
    [InlineData("""{"question":7,"answer":"x"}""", "question: expected a text, found a number")]
    [InlineData("""{"question":"q"}""", "answer: expected the answer, or options to choose from, found neither")]
    [InlineData("""{"question":"q","mode":"answer"}""", "options: expected options to choose from, found none")]
    [InlineData("""{"question":"q","mode":"explain","options":{"A":"fever"}}""", "answer: expected a text, found nothing")]
    [InlineData("""{"question":"q","options":{"A":"fever","B":"gout"},"answer":"xyzzy-secret"}""", "answer: expected the label or the text of one of the options, found neither")]
    [InlineData("""{"question":"q","options":{"A":"fever","A":"gout"},"answer":"A"}""", "options[1]: expected a label of its own, found that of another option")]
    [InlineData("""{"question":"q","answer":"a","ask":"xyzzy-secret"}""", "ask: expected affirm or except, found another text")]
    [InlineData("""{"question":"q","answer":"a","seeks":1}""", "seeks: expected affirmed or absent or contraindicated, found a number")]
    [InlineData("""{"question":"q","answer":"a","mode":"guess"}""", "mode: expected explain or answer, found another text")]
    [InlineData("""{"question":"q","answer":"a","id":"i"}""", "body: expected no members but question, options, answer, context, ask, seeks, mode, found another one")]
    [InlineData("""{"question":"\ud800","answer":"a"}""", "question: expected Unicode text, found half a surrogate or bytes that are not UTF-8")]
    public async Task A_wrong_member_is_named(string body, string detail)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        JsonElement problem = await host.RefuseAsync("explain", Encoding.UTF8.GetBytes(body));
        problem.GetProperty("detail").GetString().ShouldBe(detail);
        problem.GetProperty("path").GetString().ShouldBe(detail[..detail.IndexOf(": ", StringComparison.Ordinal)]);
        using HttpResponseMessage refused = await host.OpenEventsAsync(body);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, "a wrong request gets no stream");
        host.Log.Everything.ShouldNotContain("xyzzy-secret");
    }

    [Fact]
    public async Task A_client_that_goes_ends_its_run_and_frees_its_turn()
    {
        var linker = new GatedLinker();
        await using RunningHost host = await RunningHost.StartAsync(
            options => (options.MaxConcurrentQuestions, options.MaxQueuedQuestions) = (1, 1), services => With(services, linker));
        linker.Shut();
        HttpResponseMessage response = await host.OpenEventsAsync(Drug);
        await linker.Reached.Task;

        // A second one waits for its turn, leaves from there, and takes none.
        using var leave = new CancellationTokenSource();
        Task<HttpResponseMessage> second = host.OpenEventsAsync(Drug, leave.Token);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        using HttpResponseMessage third = await host.PostAsync("explain", Drug);
        third.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        third.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(2));
        (await third.Content.ReadAsStringAsync()).ShouldContain("Too many questions are waiting.");
        second.IsCompleted.ShouldBeFalse();
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second);
        response.Dispose();
        await linker.Left.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        linker.Open();
        List<HttpStatusCode> seen = [];
        while (seen is [] or [.., HttpStatusCode.ServiceUnavailable])
        {
            seen.Add((await host.PostAsync("explain", Drug)).StatusCode);
        }

        seen[^1].ShouldBe(HttpStatusCode.OK, "turn and place of those who left are free again");
    }

    [Fact]
    public async Task A_stage_that_fails_is_a_result_that_names_no_file()
    {
        await using RunningHost host = await RunningHost.StartAsync(services: services => With(services, new FailingLinker()));
        List<(string Name, JsonElement Data)> events = await host.StreamAsync(Drug);
        JsonElement result = events[^1].Data.GetProperty("result");
        result.GetProperty("outcome").GetString().ShouldBe("failed");
        result.GetProperty("failed_stage").GetString().ShouldBe("link");
        result.GetProperty("detail").GetString().ShouldBe("A stage failed; the host's log says why.");
        events[^1].Data.GetRawText().ShouldNotContain("secret-place");
    }

    [Fact]
    public async Task What_fails_outside_of_a_stage_breaks_the_stream_off()
    {
        await using RunningHost host = await RunningHost.StartAsync(options => options.Drawing = (_, _) => throw new FormatException("xyzzy-secret"));
        using HttpResponseMessage response = await host.OpenEventsAsync(Drug);
        await Should.ThrowAsync<IOException>(async () => await RunningHost.ReadEventsAsync(response).ToListAsync(), "a stream without a result was broken off");
        host.Log.Everything.ShouldContain("System.FormatException");
        host.Log.Everything.ShouldNotContain("xyzzy-secret");
    }

    private static void With(IServiceCollection services, IEntityLinker linker)
    {
        RunningHost.AddClinic(services);
        services.AddSingleton(linker);
    }

    private sealed class FailingLinker : IEntityLinker
    {
        public Task<IReadOnlyList<EntityLink>> LinkAsync(
            IKnowledgeGraph graph, MedicalQuestion question, IReadOnlyList<EntityMention> mentions, CancellationToken cancellationToken = default) =>
            throw new KnowledgeGraphException("/secret-place/kg.csv: closed");
    }
}
