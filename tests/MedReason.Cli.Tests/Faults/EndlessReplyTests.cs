using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MedReason.Cli.Tests;

/// <summary>
/// Replies without end, or larger than any reply: each is a typed failure of its row in bounded memory, one at a time and many at once.
/// <c>MEDREASON_LONG_TESTS=1</c> sends every kind of them to a process of its own, also one at a time.
/// </summary>
public sealed class EndlessReplyTests(ITestOutputHelper output) : ProviderTestBase
{
    private const long MaxMemory = 600L * 1024 * 1024;
    private const string Words = "Lisinopril is an inhibitor of the angiotensin-converting enzyme, which lowers the blood pressure. ";
    private const string MaxReply = "longer than 1 MB";
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";
    private static readonly ChatMessage[] Messages = [new(ChatRole.User, "Which drug?")];

    // A gigabyte of zeros in a megabyte.
    private static readonly Lazy<byte[]> Bomb = new(() =>
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            byte[] zeros = new byte[1 << 20];
            zeros.AsSpan().Fill((byte)'0');
            for (int i = 0; i < 1024; i++)
            {
                gzip.Write(zeros);
            }
        }

        return packed.ToArray();
    });

    private static readonly Dictionary<string, (Func<LoopbackReply> Reply, string Reason)> Kinds = new(StringComparer.Ordinal)
    {
        ["events"] = (() => new LoopbackReply { ContentType = "text/event-stream", Endless = "data: {\"choices\":[]}\n\n"u8.ToArray() }, "a stream of events"),
        ["one event"] = (() => new LoopbackReply { ContentType = "text/event-stream", Body = "data: "u8.ToArray(), Endless = "x"u8.ToArray() }, "a stream of events"),
        ["text"] = (() => new LoopbackReply { Body = "{\"choices\":[{\"message\":{\"content\":\""u8.ToArray(), Endless = "abcdefgh"u8.ToArray() }, MaxReply),
        ["numbers"] = (() => new LoopbackReply { Body = "[0"u8.ToArray(), Endless = ",0"u8.ToArray() }, MaxReply),
        ["nesting"] = (() => new LoopbackReply { Endless = "{\"a\":"u8.ToArray() }, MaxReply),
        ["white space"] = (() => new LoopbackReply { Endless = " \n"u8.ToArray() }, MaxReply),
        ["without a type"] = (() => new LoopbackReply { ContentType = null, Endless = "abcdefgh"u8.ToArray() }, MaxReply),
        ["chunks"] = (() => new LoopbackReply { IsChunked = true, Endless = "8\r\nabcdefgh\r\n"u8.ToArray() }, MaxReply),
        ["a chunk's extension"] = (() => new LoopbackReply { IsChunked = true, Body = "8"u8.ToArray(), Endless = ";a=b"u8.ToArray() }, "broke off"),
        ["trailers"] = (() => new LoopbackReply { IsChunked = true, Body = "0\r\n"u8.ToArray(), Endless = "X-A: b\r\n"u8.ToArray() }, "broke off"),
        ["headers"] = (() => new LoopbackReply { EndlessHead = "X-A: b\r\n"u8.ToArray() }, "headers longer than 64 KB"),
        ["interim replies"] = (() => new LoopbackReply { Status = 100, EndlessHead = "\r\nHTTP/1.1 100 Test\r\n"u8.ToArray() }, "headers longer than 64 KB"),
        ["one header"] = (() => new LoopbackReply { Body = [], EndlessHead = "abcdefgh"u8.ToArray() }, "headers longer than 64 KB"),
        ["an error"] = (() => new LoopbackReply { Status = 400, Body = "{\"error\":{\"message\":\""u8.ToArray(), Endless = "abcdefgh"u8.ToArray() }, "answered 400"),
        ["a page"] = (() => new LoopbackReply { ContentType = "text/html", Endless = "<p>abcdefgh"u8.ToArray() }, "something else than JSON"),
        ["gzip"] = (() => Packed("gzip", Bomb.Value), "a compressed body"),
        ["largest document"] = (() => LoopbackReply.Json("[0" + string.Concat(Enumerable.Repeat(",0", 500_000)) + "]"), "more than 50000 values"),
        ["a text of values"] = (() => LoopbackReply.Chat("[0" + string.Concat(Enumerable.Repeat(",0", 400_000)) + "]"), "more than 50000 values"),
        ["largest that is read"] = (() => LoopbackReply.Chat("[\"" + new string('a', 1_000_000)), "cannot be used"),
        ["largest escapes"] = (() => LoopbackReply.Chat(new string('<', 170_000)), "cannot be used"),
    };

    public static TheoryData<string> Names => IsLong ? [.. Kinds.Keys] : ["events", "text", "chunks", "headers", "an error", "gzip", "largest that is read"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Many_at_once_fail_their_rows_in_bounded_memory(string name)
    {
        (Func<LoopbackReply> reply, string reason) = Kinds[name];
        const int Questions = 32;
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, Questions);
        await using var server = new LoopbackServer((_, _) => reply());
        foreach (string concurrency in IsLong ? new[] { "1", "32" } : ["32"])
        {
            using CommandProcess process = CommandProcess.Start(
                "generate", "--kg", await Graphs.StarterAsync(), "--questions", bank, "--format", "generic", "--run", folder.PathOf("run" + concurrency),
                "--provider", "openai", "--model", "m", "--endpoint", server.Endpoint, "--attempts", "1", "--concurrency", concurrency,
                "--limit", concurrency == "1" ? "2" : "32");
            var watch = Stopwatch.StartNew();
            long peak = 0;
            while (!process.HasEnded)
            {
                peak = Math.Max(peak, process.PeakMemory ?? 0);
                await Task.Delay(20);
            }

            (int exitCode, string error) = await process.WaitAsync();
            output.WriteLine($"{name}, {concurrency} at once: {peak / (1024 * 1024)} MB, {watch.Elapsed.TotalSeconds:F1} s, exit code {exitCode}");
            exitCode.ShouldBeOneOf(0, 1);
            peak.ShouldBeLessThan(MaxMemory);
            error.ShouldNotContain("unexpected");
            if (error.Contains("stopped: ", StringComparison.Ordinal))
            {
                // Enough calls in a row that fail alike end the run.
                error.ShouldContain(reason);
                continue;
            }

            JsonElement[] rows = [.. (await File.ReadAllLinesAsync(Path.Combine(folder.PathOf("run" + concurrency), "results.jsonl"))).Select(CommandRun.Parse)];
            rows.ShouldContain(row => row.GetProperty("outcome").GetString() == "failed" && row.GetProperty("detail").GetString()!.Contains(reason));
        }
    }

    [Theory]
    [InlineData(ProviderNames.OpenAI)]
    [InlineData(ProviderNames.Anthropic)]
    public async Task A_reply_that_never_ends_is_refused_whoever_sends_it(string provider)
    {
        foreach ((string name, (Func<LoopbackReply> reply, string reason)) in Kinds.Where(kind => kind.Value.Reason is not "cannot be used" && kind.Key != "a text of values"))
        {
            await using var server = new LoopbackServer((_, _) => reply());
            using IChatClient client = provider == ProviderNames.OpenAI ? OpenAI(server) : Anthropic(server);

            MedReasonException exception = await Should.ThrowAsync<MedReasonException>(() => client.GetResponseAsync(Messages));

            exception.Message.ShouldContain(reason, customMessage: name);
            exception.Message.ShouldNotContain("\n");
        }

        ReplyBudget.Process.FreePlaces.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + Words + Words + Words + Words + "\"}}]}\n\n", MaxReply)]
    [InlineData(": ping\n\n", "longer than 32 MB")]
    [InlineData("abcdefgh", "an event longer than 256 KB")]
    [InlineData("data: a\n", "an event longer than 256 KB")]
    public async Task A_stream_that_was_asked_for_ends_at_its_limits(string endless, string reason)
    {
        await using var server = new LoopbackServer(new LoopbackReply { ContentType = "text/event-stream", Endless = Encoding.UTF8.GetBytes(endless) });
        using IChatClient client = OpenAI(server, new RetryOptions { MaxAttempts = 1 });

        ModelOutputException exception = await Should.ThrowAsync<ModelOutputException>(() => ReadAsync(client.GetStreamingResponseAsync(Messages)));

        exception.Message.ShouldContain(reason);
    }

    [Fact]
    public async Task Large_replies_take_turns_and_small_ones_do_not_wait()
    {
        using var budget = new ReplyBudget(places: 1);
        using var first = new ReplyLease(isStreamed: false);
        using var second = new ReplyLease(isStreamed: false);
        await first.EnterAsync(budget, CancellationToken.None);
        using var small = new ReplyLease(isStreamed: false);

        (await ReplyBody.ReadAsync(WireHandler.Content(new byte[1000], "application/json"), "p", small, budget, CancellationToken.None)).Length.ShouldBe(1000);
        byte[] large = new byte[ReplyBudget.MaxReplyLength];
        Task<ReadOnlyMemory<byte>> waiting = ReplyBody.ReadAsync(WireHandler.Content(large, "application/json"), "p", second, budget, CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse();
        first.Dispose();
        (await waiting).Length.ShouldBe(large.Length);
        budget.FreePlaces.ShouldBe(0);
        second.Dispose();
        budget.FreePlaces.ShouldBe(1);
    }

    [Fact]
    public async Task A_reply_that_waits_in_vain_ends_at_its_deadline_and_leaves_no_place_taken()
    {
        using var budget = new ReplyBudget(places: 1);
        using var holder = new ReplyLease(isStreamed: false);
        await holder.EnterAsync(budget, CancellationToken.None);
        using var waiting = new ReplyLease(isStreamed: false);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Should.ThrowAsync<OperationCanceledException>(() => ReplyBody.ReadAsync(
            WireHandler.Content(new byte[ReplyBudget.MaxReplyLength], "application/json"), "p", waiting, budget, deadline.Token));

        // A place that comes free after a request has ended goes back at once.
        using var late = new ReplyLease(isStreamed: false);
        Task entering = late.EnterAsync(budget, CancellationToken.None);
        late.Dispose();
        holder.Dispose();
        await Should.ThrowAsync<ObjectDisposedException>(() => entering);
        budget.FreePlaces.ShouldBe(1);
    }

    private static LoopbackReply Packed(string encoding, byte[] body) => new() { Body = body, Headers = [("Content-Encoding", encoding)] };
}
