using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedReason.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WebExplorer;

namespace MedReason.WebExplorer.Tests;

public sealed class RequestTests
{
    [Theory]
    [InlineData("""{"question":"  ","answer":"x"}""", "question")]
    [InlineData("""{"question":"x","options":[{"label":"A","text":""}],"answer":"A"}""", "options[0].text")]
    [InlineData("""{"question":"x","options":[{"label":"A","text":"y"}],"answer":"B"}""", "answer")]
    [InlineData("""{"question":"x","answer":"y","mode":7}""", "mode")]
    [InlineData("""[]""", "body")]
    public async Task What_is_wrong_with_a_request_is_told_by_field(string body, string path)
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        using HttpResponseMessage response = await explorer.PostAsync(body);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonNode problem = await ReadProblemAsync(response);
        problem["path"]!.GetValue<string>().ShouldBe(path);
        problem["detail"]!.GetValue<string>().ShouldStartWith(path + ": expected ");
    }

    [Fact]
    public async Task A_text_longer_than_the_setting_is_refused()
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync(null, "--Explorer:MaxTextLength", "100");
        using HttpResponseMessage response = await explorer.PostAsync($$"""{"question":"{{new string('x', 101)}}","answer":"y"}""");
        (await ReadProblemAsync(response))["detail"]!.GetValue<string>().ShouldBe("question: expected at most 100 characters, found 101");
    }

    [Theory]
    [InlineData("POST", "api/explain", "application/json", 70_000, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("POST", "api/explain", "text/plain", 10, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("POST", "api/explain", "application/x-www-form-urlencoded", 10, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("GET", "api/explain", null, 0, HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "api/nothing", null, 0, HttpStatusCode.NotFound)]
    public async Task What_is_refused_is_a_problem(string method, string path, string? type, int length, HttpStatusCode status)
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (type is not null)
        {
            request.Content = new StringContent(new string(' ', length), new System.Net.Http.Headers.MediaTypeHeaderValue(type));
        }

        using HttpResponseMessage response = await explorer.Client.SendAsync(request);
        response.StatusCode.ShouldBe(status);
        (await ReadProblemAsync(response))["status"]!.GetValue<int>().ShouldBe((int)status);
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_cut_off_as_well()
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/explain");
        request.Content = new StreamContent(new MemoryStream([.. "{\"question\":\""u8, .. new byte[70_000].Select(_ => (byte)'x')]));
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage response = await explorer.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task An_address_that_asks_too_often_is_told_when_to_come_again()
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync(null, "--Explorer:RequestsAtOnce", "3", "--Explorer:RequestsPerMinute", "2");
        for (int i = 0; i < 3; i++)
        {
            (await explorer.ExplainAsync(Questions.Json))[^1].Name.ShouldBe("result");
        }

        using HttpResponseMessage refused = await explorer.PostAsync(Questions.Json);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        (await ReadProblemAsync(refused))["detail"]!.GetValue<string>().ShouldNotBeEmpty();
        (await explorer.Client.GetAsync("api/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK, "who watches over the host is not refused");
    }

    [Fact]
    public void A_network_of_version_6_counts_as_one_client()
    {
        ClientRate.ClientOf(IPAddress.Parse("2001:db8:1:2::1")).ShouldBe(ClientRate.ClientOf(IPAddress.Parse("2001:db8:1:2:ffff::9")));
        ClientRate.ClientOf(IPAddress.Parse("2001:db8:1:2::1")).ShouldNotBe(ClientRate.ClientOf(IPAddress.Parse("2001:db8:1:3::1")));
        ClientRate.ClientOf(IPAddress.Parse("::ffff:192.0.2.1")).ShouldBe(ClientRate.ClientOf(IPAddress.Parse("192.0.2.1")));
        ClientRate.ClientOf(IPAddress.Parse("192.0.2.1")).ShouldNotBe(ClientRate.ClientOf(IPAddress.Parse("192.0.2.2")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("js/explorer.js")]
    [InlineData("api/graph")]
    [InlineData("api/nothing")]
    [InlineData("api/health/live")]
    public async Task Every_answer_carries_the_policy(string path)
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        using HttpResponseMessage response = await explorer.Client.GetAsync(path);
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'");
        policy.ShouldNotContain("unsafe");
        response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        response.Headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task The_page_asks_nothing_of_any_other_host()
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        string folder = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".svg", StringComparison.Ordinal))];
        files.Length.ShouldBeGreaterThan(5);
        foreach (string file in files)
        {
            string text = await explorer.Client.GetStringAsync(Path.GetRelativePath(folder, file).Replace('\\', '/'));
            text.Replace("http://www.w3.org/2000/svg", string.Empty, StringComparison.Ordinal).ShouldNotContain("//www", customMessage: file);
            text.ShouldNotContain("innerHTML", customMessage: file);
            text.Replace("https://identifiers.org/", string.Empty, StringComparison.Ordinal).ShouldNotContain("https://", customMessage: file);
            text.ShouldNotContain("style=", customMessage: file);
        }

        (await explorer.Client.GetStringAsync(string.Empty)).ShouldContain("not a medical device");
    }

    [Fact]
    public async Task A_foreign_host_name_is_refused()
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/questions");
        request.Headers.Host = "rebound.example";
        (await explorer.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Samples_and_graph_are_told()
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        JsonElement questions = JsonElement.Parse(await explorer.Client.GetStringAsync("api/questions"));
        questions.GetArrayLength().ShouldBe(File.ReadLines(Path.Combine(TestData.RepositoryRoot, "samples", "Quickstart", "Data", "starter_questions.jsonl")).Count());
        JsonElement graph = JsonElement.Parse(await explorer.Client.GetStringAsync("api/graph"));
        graph.GetProperty("node_count").GetInt32().ShouldBeGreaterThan(500);
        graph.GetProperty("relations")[0].GetProperty("forward_phrase").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task The_pipeline_takes_its_options_from_the_configuration()
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync(
            null, "--MedReason:Run:MaxPathLength", "2", "--MedReason:Run:Visibility", "Hidden", "--Graph:Name", "Mine", "--MedReason:Ranker:MaxPerRelationSequence", "1");
        var pipeline = explorer.Services.GetRequiredService<ReasoningPipeline>();
        pipeline.DefaultOptions.MaxPathLength.ShouldBe(2);
        pipeline.DefaultOptions.Visibility.ShouldBe(AnswerVisibility.Hidden);
        (await pipeline.Graph.GetMetadataAsync()).Name.ShouldBe("Mine");
    }

    [Theory]
    [InlineData("--Explorer:ConcurrentRuns", "0", "ConcurrentRuns")]
    [InlineData("--MedReason:Run:MaxPathLength", "99", "MaxPathLength")]
    [InlineData("--Graph:Path", "no-such-file.csv", "no-such-file.csv")]
    public async Task A_wrong_setting_fails_at_start_and_is_named(string setting, string value, string named)
    {
        OptionsValidationException failure = await Should.ThrowAsync<OptionsValidationException>(() => RunningExplorer.BeginAsync(null, setting, value));
        failure.Message.ShouldContain(named);
    }

    private static async Task<JsonNode> ReadProblemAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
