using System.Net;
using System.Text.Json;
using System.Threading.RateLimiting;
using MedReason.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MedReason.AspNetCore.Tests;

/// <summary>How the endpoints behave in a host: while it loads, when it is full, when a client goes, and what it tells.</summary>
public sealed class HostTests
{
    private static readonly string Batch = Batches.Of(Batches.Item(ClinicQuestions.Drug, Batches.Honest));

    [Fact]
    public async Task It_lives_while_the_graph_loads_and_asks_to_come_again()
    {
        var graph = new GatedGraph();
        KnowledgeGraphMetadata? prepared = null;
        await using RunningHost host = await RunningHost.StartAsync(
            options => (options.RetryAfter, options.Prepared) = (TimeSpan.FromSeconds(7), metadata => prepared = metadata), With(graph), isReady: false);
        (await host.Client.GetAsync("health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (HttpResponseMessage response in (HttpResponseMessage[])[await host.Client.GetAsync("health/ready"), await host.Client.GetAsync("graph"), await host.PostAsync("reward", Batch)])
        {
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
            (await response.Content.ReadAsStringAsync()).ShouldContain("The graph is being prepared.");
        }

        prepared.ShouldBeNull();
        graph.Gate.SetResult();
        await UntilReadyAsync(host);
        (await host.SendAsync("reward", Batch)).GetProperty("scores")[0].GetProperty("total").GetDouble().ShouldBe(1);
        prepared!.Name.ShouldBe("Clinic");
    }

    [Fact]
    public async Task A_graph_that_failed_is_tried_again_after_the_time_and_its_failure_is_in_the_log_alone()
    {
        var time = new FakeTimeProvider();
        var graph = new GatedGraph();
        graph.Gate.SetException(new KnowledgeGraphException("/secret-place/kg.csv, line 7: expected 12 fields, found 1"));
        await using RunningHost host = await RunningHost.StartAsync(
            services: services =>
            {
                services.AddSingleton<TimeProvider>(time);
                With(graph)(services);
            },
            isReady: false);
        string text;
        do
        {
            using HttpResponseMessage response = await host.Client.GetAsync("health/ready");
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            text = await response.Content.ReadAsStringAsync();
        }
        while (!text.Contains("could not be prepared", StringComparison.Ordinal));

        text.ShouldNotContain("secret-place");
        host.Log.Everything.ShouldContain("secret-place");

        graph.Gate = new TaskCompletionSource();
        graph.Gate.SetResult();
        (await host.Client.GetAsync("health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        time.Advance(TimeSpan.FromSeconds(3));
        await UntilReadyAsync(host);
    }

    [Fact]
    public async Task Who_comes_when_all_places_are_taken_is_told_when_to_come_again()
    {
        var linker = new GatedLinker();
        await using RunningHost host = await RunningHost.StartAsync(
            options => (options.MaxConcurrentBatches, options.MaxQueuedBatches) = (1, 1), With(linker));
        linker.Shut();
        Task<JsonElement> working = host.SendAsync("reward", Batch);
        await linker.Reached.Task;
        Task<HttpResponseMessage>[] others = [host.PostAsync("reward", Batch), host.PostAsync("reward", Batch)];
        using HttpResponseMessage refused = await await Task.WhenAny(others);
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(2));
        (await host.Client.GetAsync("health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        linker.Open();
        (await working).GetProperty("scores").GetArrayLength().ShouldBe(1);
        (await Task.WhenAll(others)).Count(response => response.StatusCode == HttpStatusCode.OK).ShouldBe(1);
    }

    [Theory]
    [InlineData("reward", "completion")]
    [InlineData("verify", "text")]
    public async Task A_client_that_goes_ends_its_work_and_frees_its_place(string path, string name)
    {
        var linker = new GatedLinker();
        await using RunningHost host = await RunningHost.StartAsync(
            options => (options.MaxConcurrentBatches, options.MaxQueuedBatches) = (1, 0), With(linker));
        linker.Shut();
        using var gone = new CancellationTokenSource();
        Task<HttpResponseMessage> request = host.PostAsync(path, Batches.Of(Batches.Item(ClinicQuestions.Drug, Batches.Honest, name)), gone.Token);
        await linker.Reached.Task;
        await gone.CancelAsync();
        await linker.Left.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Should.ThrowAsync<OperationCanceledException>(request);
        linker.Open();
        HttpStatusCode status;
        do
        {
            status = (await host.PostAsync("reward", Batch)).StatusCode;
        }
        while (status == HttpStatusCode.ServiceUnavailable);

        status.ShouldBe(HttpStatusCode.OK);
        host.Log.Lines.ShouldAllBe(line => line.Level < Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task The_hosts_time_out_ends_the_work_with_its_own_status()
    {
        var linker = new GatedLinker();
        await using RunningHost host = await RunningHost.StartAsync(
            services: services =>
            {
                With(linker)(services);
                services.AddRequestTimeouts();
            },
            use: (app, group) =>
            {
                app.UseRequestTimeouts();
                group.WithRequestTimeout(TimeSpan.FromMilliseconds(200));
            });
        linker.Shut();
        using HttpResponseMessage response = await host.PostAsync("reward", Batch);
        response.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
    }

    [Fact]
    public async Task The_graph_tells_what_it_is()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        JsonElement graph = RunningHost.Parse(await host.Client.GetStringAsync("graph"));
        graph.GetProperty("name").GetString().ShouldBe("Clinic");
        graph.GetProperty("content_hash").GetString()!.Length.ShouldBe(64);
        graph.GetProperty("node_count").GetInt64().ShouldBe(31);
        graph.GetProperty("edge_count").GetInt64().ShouldBeGreaterThan(20);
        graph.GetProperty("sources").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_that_a_request_says_is_in_logs_spans_or_metrics()
    {
        using var observed = new Observed();
        await using RunningHost host = await RunningHost.StartAsync();
        foreach (string path in (string[])["reward", "verify"])
        {
            await host.SendAsync(path, Batches.Of(Batches.Item(ClinicQuestions.Drug, Batches.Honest, path == "reward" ? "completion" : "text", "canary-id")));
            await host.RefuseAsync(path, System.Text.Encoding.UTF8.GetBytes(Batch.Replace("question", "ptosis", StringComparison.Ordinal)));
        }

        observed.Activities.ShouldNotBeEmpty();
        host.Log.Lines.ShouldNotBeEmpty();
        foreach (string secret in (string[])["canary-id", "ptosis", "pyridostigmine", "wheezing"])
        {
            host.Log.Everything.ShouldNotContain(secret, Case.Insensitive);
            observed.Everything().ShouldNotContain(secret, Case.Insensitive);
        }
    }

    [Fact]
    public async Task Questions_and_lookups_are_traced_and_nothing_that_they_say_is_in_logs_or_spans()
    {
        // Whatever runs beside this test may say nothing of the kind either.
        var spans = new System.Collections.Concurrent.ConcurrentQueue<System.Diagnostics.Activity>();
        using var listener = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = source => source.Name == MedReasonTelemetry.SourceName,
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) => System.Diagnostics.ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        await using RunningHost host = await RunningHost.StartAsync();
        string asked = Asked.Of(ClinicQuestions.Drug with { Context = "canary-id" }).ToJsonString();
        await host.SendAsync("explain", asked);
        (await host.StreamAsync(asked))[^1].Name.ShouldBe("result");
        await host.SendAsync("entities", """{"text":"ptosis and pyridostigmine, canary-id"}""");
        await host.SendAsync("paths", """{"from":"ptosis","to":"pyridostigmine"}""");
        await host.SendAsync("neighbors", """{"node":"pyridostigmine"}""");
        await host.RefuseAsync("paths", """{"from":"canary-id","to":"pyridostigmine"}"""u8.ToArray());
        spans.Select(span => span.OperationName).ShouldContain("medreason.question");
        string told = string.Join('\n', spans.Select(span => $"{span.DisplayName} {string.Join(' ', span.TagObjects)}"));
        foreach (string secret in (string[])["canary-id", "ptosis", "pyridostigmine", "wheezing"])
        {
            host.Log.Everything.ShouldNotContain(secret, Case.Insensitive);
            told.ShouldNotContain(secret, Case.Insensitive);
        }
    }

    [Fact]
    public async Task A_failure_is_logged_without_its_message_which_may_quote_the_request()
    {
        await using RunningHost host = await RunningHost.StartAsync(services: services =>
        {
            RunningHost.AddClinic(services);
            services.AddSingleton(new ForeignChainAuditor(linker: new QuotingLinker()));
        });
        JsonElement problem = await host.RefuseAsync("reward", System.Text.Encoding.UTF8.GetBytes(Batch), HttpStatusCode.InternalServerError);
        problem.ToString().ShouldNotContain("ptosis");
        host.Log.Everything.ShouldContain("System.FormatException");
        host.Log.Everything.ShouldContain(nameof(QuotingLinker));
        host.Log.Everything.ShouldNotContain("ptosis");
    }

    [Fact]
    public async Task What_the_host_adds_to_the_group_holds_for_batches_and_not_for_probes()
    {
        await using RunningHost host = await RunningHost.StartAsync(
            services: services =>
            {
                RunningHost.AddClinic(services);
                services.AddRateLimiter(limiter => limiter.AddPolicy("none", _ => RateLimitPartition.GetFixedWindowLimiter(
                    0, _ => new FixedWindowRateLimiterOptions { PermitLimit = 1, Window = TimeSpan.FromHours(1) })));
            },
            use: (app, group) =>
            {
                app.UseRateLimiter();
                group.RequireRateLimiting("none");
            });
        (await host.PostAsync("reward", Batch)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.PostAsync("reward", Batch)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await host.Client.GetAsync("health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_pipeline_of_a_key_serves_its_own_graph()
    {
        await using RunningHost host = await RunningHost.StartAsync(options => options.ServiceKey = "clinic", services =>
        {
            services.AddKeyedKnowledgeGraph("clinic", _ => ClinicGraph.Build());
            services.AddKeyedMedReason("clinic");
        });
        (await host.Client.GetStringAsync("graph")).ShouldContain("Clinic");
    }

    [Theory]
    [InlineData(null, "AddMedReason")]
    [InlineData("clinic", "AddKeyedMedReason(\"clinic\")")]
    public async Task A_host_without_a_pipeline_is_told_what_is_missing(string? key, string call)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        await using WebApplication app = builder.Build();
        Should.Throw<InvalidOperationException>(() => app.MapMedReason("/medreason", options => options.ServiceKey = key)).Message
            .ShouldMatch($"^MapMedReason needs .*{System.Text.RegularExpressions.Regex.Escape(call)}");
    }

    [Theory]
    [InlineData(null, "AddMedReason")]
    [InlineData("clinic", "AddKeyedMedReason(\"clinic\")")]
    public async Task A_server_for_agents_without_a_pipeline_is_refused_by_the_method_that_was_called(string? key, string call)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddMedReasonMcp(serviceKey: key);
        await using WebApplication app = builder.Build();
        Should.Throw<InvalidOperationException>(() => app.MapMedReasonMcp()).Message
            .ShouldMatch($"^MapMedReasonMcp needs .*{System.Text.RegularExpressions.Regex.Escape(call)}");
    }

    [Fact]
    public async Task A_number_out_of_range_is_refused_when_the_endpoints_are_mapped()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        RunningHost.AddClinic(builder.Services);
        await using WebApplication app = builder.Build();
        foreach (Action<MedReasonEndpointOptions> wrong in (Action<MedReasonEndpointOptions>[])
            [o => o.MaxItems = 0, o => o.MaxTextLength = 0, o => o.MaxBodyBytes = 0, o => o.MaxConcurrentBatches = 0, o => o.MaxQueuedBatches = -1, o => o.MaxConcurrentQuestions = 0, o => o.MaxQueuedQuestions = -1, o => o.RetryAfter = TimeSpan.Zero])
        {
            Should.Throw<ArgumentOutOfRangeException>(() => app.MapMedReason("/medreason", wrong));
        }
    }

    private static Action<IServiceCollection> With(IKnowledgeGraph graph) => services =>
    {
        services.AddKnowledgeGraph(graph);
        services.AddMedReason();
    };

    private static Action<IServiceCollection> With(GatedLinker linker) => services =>
    {
        RunningHost.AddClinic(services);
        services.AddSingleton(new ForeignChainAuditor(linker: linker));
    };

    private static async Task UntilReadyAsync(RunningHost host)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await host.Client.GetAsync("health/ready", limit.Token)).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private sealed class QuotingLinker : IEntityLinker
    {
        public Task<IReadOnlyList<EntityLink>> LinkAsync(
            IKnowledgeGraph graph, MedicalQuestion question, IReadOnlyList<EntityMention> mentions, CancellationToken cancellationToken = default) =>
            question.Id == "0" ? Task.FromResult<IReadOnlyList<EntityLink>>([]) : throw new FormatException(question.Text);
    }
}
