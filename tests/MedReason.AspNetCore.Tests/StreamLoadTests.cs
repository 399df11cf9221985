using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedReason.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.AspNetCore.Tests;

/// <summary>Tests that measure memory or load the machine, which run beside no other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}

/// <summary>Many streams at the same time, one reader that does not read, and a flood of wrong requests beside them.</summary>
[Collection(Alone.Name)]
public sealed class StreamLoadTests(ITestOutputHelper output)
{
    private const int Clients = 200;
    private const int Rounds = 4;

    [Fact]
    public async Task Two_hundred_streams_end_well_beside_a_slow_reader_and_a_flood_and_memory_stays_flat()
    {
        // A drawing of half a megabyte is more than a connection buffers, so that who does not read stands still.
        string drawing = new('x', 512 * 1024);
        await using RunningHost host = await RunningHost.StartAsync(options =>
        {
            options.MaxTextLength = 5_000;
            options.Drawing = (result, _) => result.Question.Text.Contains("SLOWREADER", StringComparison.Ordinal) ? drawing : null;
        });
        await host.StreamAsync(Body("warm"));
        using TcpClient slow = await OpenSlowAsync(host);
        using var hurry = new CancellationTokenSource();
        Task<string> slowly = ReadSlowlyAsync(slow, hurry.Token);

        using var over = new CancellationTokenSource();
        Task<int>[] floods = [.. Enumerable.Range(0, 4).Select(i => FloodAsync(host, i, over.Token))];
        var held = new long[Rounds];
        int answered = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Task<string>[] asked = [.. Enumerable.Range(0, Clients).Select(client => OutcomeAsync(host, $"canary-{round}-{client}"))];
            string[] outcomes = await Task.WhenAll(asked);
            outcomes.Distinct().ShouldBe(["accepted"]);
            answered += outcomes.Length;
            asked = [];
            held[round] = GC.GetTotalMemory(forceFullCollection: true) - LogSize(host);
        }

        await over.CancelAsync();
        int refused = (await Task.WhenAll(floods)).Sum();
        refused.ShouldBeGreaterThan(100, "the flood ran beside the streams");

        string said = string.Join(", ", held.Select(bytes => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0}")));
        output.WriteLine($"{answered} streams accepted, {refused} bad requests refused; MiB held after each round of {Clients}: {said}.");
        (held[^1] - held[0]).ShouldBeLessThan(8L * 1024 * 1024, $"memory does not grow with what was answered: {said} MiB");

        slowly.IsCompleted.ShouldBeFalse("the slow one was slower than all others");
        await hurry.CancelAsync();
        (await slowly).ShouldContain("event: result", customMessage: "and got all of its events");
        string log = host.Log.Everything;
        log.ShouldNotBeEmpty();
        foreach (string secret in (string[])["canary", "SLOWREADER", "FLOODTEXT", "ptosis", "pyridostigmine"])
        {
            log.ShouldNotContain(secret, Case.Insensitive);
        }

        host.Log.Lines.ShouldAllBe(line => line.Level < Microsoft.Extensions.Logging.LogLevel.Error);
    }

    // The log keeps every line of every request, which is no memory of the server.
    private static long LogSize(RunningHost host) => host.Log.Lines.Sum(line => 2L * (line.Text.Length + line.All.Length) + 120);

    private static string Body(string canary)
    {
        JsonObject body = Asked.Of(ClinicQuestions.Drug);
        body["context"] = $"Note {canary}.";
        return body.ToJsonString();
    }

    private static async Task<string> OutcomeAsync(RunningHost host, string canary)
    {
        using HttpResponseMessage response = await host.OpenEventsAsync(Body(canary));
        string outcome = "none";
        await foreach ((string name, JsonElement data) in RunningHost.ReadEventsAsync(response))
        {
            if (name == "result")
            {
                JsonElement result = data.GetProperty("result");
                result.GetProperty("question").GetProperty("context").GetString()!.ShouldContain(canary);
                outcome = result.GetProperty("outcome").GetString()!;
            }
        }

        return outcome;
    }

    /// <summary>Sends what is wrong, in several ways, until the end.</summary>
    private static async Task<int> FloodAsync(RunningHost host, int seed, CancellationToken cancellationToken)
    {
        string[] bodies =
        [
            "", "{", "[]", "{}", """{"question":"FLOODTEXT"}""", """{"question":"FLOODTEXT","answer":"x","FLOODTEXT":1}""", """{"question":"\ud800","answer":"x"}""",
            $$"""{"question":"{{string.Concat(Enumerable.Repeat("FLOODTEXT", 1_000))}}","answer":"x"}""", """{"items":[{"question":"FLOODTEXT"}]}""",
        ];
        int refused = 0;
        for (int i = seed; !cancellationToken.IsCancellationRequested; i++)
        {
            string path = (i % 3) switch { 0 => "explain", 1 => "entities", _ => "reward" };
            using HttpResponseMessage response = await host.PostAsync(path, bodies[i % bodies.Length], CancellationToken.None);
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            refused++;
            await Task.Delay(2, CancellationToken.None);
        }

        return refused;
    }

    /// <summary>Asks over a bare connection with a small buffer, and reads nothing.</summary>
    private static async Task<TcpClient> OpenSlowAsync(RunningHost host)
    {
        var client = new TcpClient { ReceiveBufferSize = 4_096 };
        Uri address = host.Client.BaseAddress!;
        await client.ConnectAsync(address.Host, address.Port);
        JsonObject body = Asked.Of(ClinicQuestions.Drug);
        body["question"] = "SLOWREADER: " + (string)body["question"]!;
        byte[] content = Encoding.UTF8.GetBytes(body.ToJsonString());
        string head = $"POST {address.AbsolutePath}explain HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
            + $"Connection: close\r\nContent-Length: {content.Length}\r\n\r\n";
        await client.Client.SendAsync(Encoding.ASCII.GetBytes(head));
        await client.Client.SendAsync(content);
        return client;
    }

    /// <summary>Reads a few bytes at a time, as fast as the server bears before it ends a connection, and the rest when told to hurry.</summary>
    private static async Task<string> ReadSlowlyAsync(TcpClient client, CancellationToken hurry)
    {
        NetworkStream stream = client.GetStream();
        var text = new StringBuilder();
        byte[] buffer = new byte[4_096];
        for (int read; (read = await stream.ReadAsync(buffer, CancellationToken.None)) > 0;)
        {
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            await Task.Delay(hurry.IsCancellationRequested ? 0 : 200, CancellationToken.None);
        }

        return text.ToString();
    }
}
