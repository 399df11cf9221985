using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.WebExplorer.Tests;

/// <summary>What the explorer adds to the library's endpoints: drawings in the events, the time a question may take, the page of a result.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task Evidence_is_drawn_when_it_is_chosen_and_again_for_what_steps_cite()
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        List<(string Name, JsonElement Data)> events = await explorer.ExplainAsync(Questions.Json);
        events[^1].Name.ShouldBe("result");
        events[^1].Data.GetProperty("result").GetProperty("outcome").GetString().ShouldBe("accepted");
        string[] drawings = [.. events.Where(item => item.Name == "stage" && item.Data.TryGetProperty("drawing", out _)).Select(item => item.Data.GetProperty("drawing").GetString()!)];
        drawings.Length.ShouldBe(2);
        drawings.ShouldAllBe(drawing => XElement.Parse(drawing).Name.LocalName == "svg");
        drawings[1].Length.ShouldBeLessThanOrEqualTo(drawings[0].Length);
    }

    [Fact]
    public async Task What_takes_too_long_is_ended()
    {
        var held = new HeldStage(new EntityLinker());
        held.Open();
        await using RunningExplorer explorer = await RunningExplorer.StartAsync(
            services => services.AddSingleton<IEntityLinker>(held), "--Explorer:RunTimeout", "00:00:05");
        held.Close();
        Task<List<(string Name, JsonElement Data)>> asked = explorer.ExplainAsync(Questions.Json);
        await held.ReachAsync(1);
        await Should.ThrowAsync<IOException>(asked, "the stream breaks off without a result");
        await held.Cancelled.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task The_last_event_is_made_a_page_and_anything_else_is_refused()
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        JsonElement last = (await explorer.ExplainAsync(Questions.Json))[^1].Data;
        using HttpResponseMessage page = await PostAsync(explorer, last.GetRawText());
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        (await page.Content.ReadAsStringAsync()).ShouldContain("Why C. Gitelman syndrome");

        string manyPaths = last.GetRawText().Replace("\"paths\":[{", $"\"paths\":[{string.Concat(Enumerable.Repeat(
            """{"path":{"nodes":[{"id":"a:1","name":"a","type":"t"}],"hops":[]},"score":1,"stance":"supports"},""", 300))}{{", StringComparison.Ordinal);
        JsonNode manyEdges = JsonNode.Parse(last.GetRawText())!;
        JsonArray hops = manyEdges["result"]!["evidence"]!["paths"]![0]!["path"]!["hops"]!.AsArray();
        while (hops.Count <= 1_000)
        {
            hops.Add(hops[0]!.DeepClone());
        }

        foreach (string wrong in (string[])[manyEdges.ToJsonString(), "", "[]", "{}", """{"result":7}""", """{"result":{"outcome":"accepted"}}""", """{"result":{"question":null,"outcome":"accepted"}}""",
            """{"result":{"question":{"id":"q","text":"t","options":[null]},"outcome":"accepted"}}""", manyPaths])
        {
            using HttpResponseMessage refused = await PostAsync(explorer, wrong);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, wrong.Length > 100 ? "many paths or edges" : wrong);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("as explain returns it");
        }
    }

    private static Task<HttpResponseMessage> PostAsync(RunningExplorer explorer, string body) => explorer.Client.PostAsync(
        "api/page", new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")));
}
