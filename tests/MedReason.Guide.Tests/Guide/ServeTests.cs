using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Guide.Tests;

public sealed partial class ServeTests : GuideChapter
{
    private const string Page = "docs/guides/serve.md";

    [Fact]
    public async Task A_host_explains_rewards_and_verifies_as_the_page_shows()
    {
        string graphFile = StarterGraph();
        string[] args = ["--Logging:LogLevel:Default=None"];

        #region serve-host
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Services.AddPrimeKg(options => options.Path = graphFile);
        builder.Services.AddMedReason();
        builder.Services.AddRequestTimeouts();
        WebApplication app = builder.Build();
        app.UseRequestTimeouts();
        app.MapMedReason("/medreason", options => options.MaxItems = 512)
            .WithRequestTimeout(TimeSpan.FromMinutes(1));
        #endregion

        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        await using (app)
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.Single() + "/medreason/") };
            while ((await client.GetAsync("health/ready")).StatusCode != HttpStatusCode.OK)
            {
                await Task.Delay(20);
            }

            string[] bodies = [.. Bodies().Matches(string.Join('\n', GuidePages.ReadLines(Page))).Select(match => match.Groups[1].Value)];
            bodies.Length.ShouldBe(4);
            await PrintEventsAsync(client, bodies[0]);
            ShouldPrint("serve-explain");
            using (var content = new StringContent(bodies[1], Encoding.UTF8, "application/json"))
            {
                (await (await client.PostAsync("paths", content)).Content.ReadAsStringAsync()).ShouldContain("\"outcome\":\"found\"");
            }

            await PrintAsync(client, "reward", bodies[2]);
            ShouldPrint("serve-reward");
            await PrintAsync(client, "verify", bodies[3]);
            ShouldPrint("serve-verify");
        }
    }

    [Fact]
    public void The_page_gives_the_default_weights()
    {
        var defaults = new ReasoningRewardOptions();
        Dictionary<string, double> weights = new()
        {
            ["format"] = defaults.FormatWeight,
            ["answer"] = defaults.AnswerWeight,
            ["node_coverage"] = defaults.NodeCoverageWeight,
            ["structural_correctness"] = defaults.StructuralCorrectnessWeight,
            ["chain_completeness"] = defaults.ChainCompletenessWeight,
            ["supported_share"] = defaults.SupportedShareWeight,
            ["contradiction"] = -defaults.ContradictionWeight,
            ["repetition"] = -defaults.RepetitionWeight,
            ["length"] = -defaults.LengthWeight,
        };
        Weights().Matches(string.Join('\n', GuidePages.ReadLines(Page)))
            .ToDictionary(match => match.Groups[1].Value, match => double.Parse(match.Groups[2].Value.Replace('−', '-'), CultureInfo.InvariantCulture))
            .ShouldBe(weights, ignoreOrder: true);
    }

    private async Task PrintEventsAsync(HttpClient client, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "explain") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using Stream stream = await response.Content.ReadAsStreamAsync();
        string last = string.Empty;
        await foreach (SseItem<JsonElement> item in SseParser.Create(stream, (_, data) => JsonElement.Parse(data)).EnumerateAsync())
        {
            string stage = item.Data.TryGetProperty("stage", out JsonElement name) ? " " + name : string.Empty;
            string members = string.Join(", ", item.Data.EnumerateObject().Select(member => member.Name).Where(member => member != "stage"));
            string line = item.EventType + stage + (members.Length > 0 ? ": " + members : string.Empty);
            if (line != last)
            {
                Console.WriteLine(line);
            }

            last = line;
        }
    }

    private async Task PrintAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync(path, content);
        string reply = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, reply);
        using JsonDocument document = JsonDocument.Parse(reply);
        JsonElement row = document.RootElement.EnumerateObject().Last().Value[0];
        Console.WriteLine(string.Join(",\n", row.EnumerateObject().Select(member => $"\"{member.Name}\": {member.Value.GetRawText()}")));
    }

    [GeneratedRegex("-d '(\\{.*\\})'")]
    private static partial Regex Bodies();

    [GeneratedRegex(@"^\| `([a-z_]+)` \| ([−0-9.]+) \|", RegexOptions.Multiline)]
    private static partial Regex Weights();
}
