using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.AI;

namespace MedReason.Cli.Tests;

/// <summary>Every way a provider can fail, against the real client library: a typed end, in time, that gives nothing away.</summary>
public sealed class ProviderFaultTests : ProviderTestBase
{
    private const string Question = "A 54-year-old woman with a secret";
    private static readonly ChatMessage[] Messages = [new(ChatRole.User, Question)];

    // An error that repeats the key and the question in every field a library might show.
    private static LoopbackReply Telltale(int status) => LoopbackReply.Json(
        $$$"""
        {"error":{"message":"Incorrect API key provided: {{{Canary}}} for {{{Question}}}",
        "type":"{{{Canary}}}","code":"{{{Canary}}}","param":"{{{Question}}}"}}
        """,
        status);

    public static TheoryData<string> Faults => [.. Cases.Keys];

    private static readonly Dictionary<string, Fault> Cases = new(StringComparer.Ordinal)
    {
        ["500"] = Fails(() => LoopbackReply.Error(500), ChatProviderFailure.ServerError, 2),
        ["503 with a page"] = Fails(
            () => new LoopbackReply { Status = 503, ContentType = "text/html", Body = "<html>busy</html>"u8.ToArray() }, ChatProviderFailure.ServerError, 2),
        ["503 without a body"] = Fails(() => new LoopbackReply { Status = 503, ContentType = null }, ChatProviderFailure.ServerError, 2),
        ["501"] = Fails(() => LoopbackReply.Error(501), ChatProviderFailure.ServerError, 1),
        ["500 cut in its body"] = Fails(() => LoopbackReply.Error(500).With(cutAfter: 10), ChatProviderFailure.ServerError, 2),
        ["408"] = Fails(() => LoopbackReply.Error(408), ChatProviderFailure.Timeout, 2),
        ["429"] = Fails(() => LoopbackReply.Error(429), ChatProviderFailure.RateLimited, 2),
        ["429 for two hours"] = Fails(() => LoopbackReply.RateLimited(TimeSpan.FromHours(2)), ChatProviderFailure.RateLimited, 1),
        ["429 until a date in two hours"] = Fails(
            () => LoopbackReply.RateLimited(TimeProvider.System.GetUtcNow().AddHours(2)), ChatProviderFailure.RateLimited, 1),
        ["429 beyond any number"] = Fails(() => LoopbackReply.Error(429, retryAfter: "99999999999999999999"), ChatProviderFailure.RateLimited, 1),
        ["429 with a retry-after that cannot be read"] = Fails(() => LoopbackReply.Error(429, retryAfter: "soon"), ChatProviderFailure.RateLimited, 2),
        ["429 for a used-up quota"] = Fails(() => LoopbackReply.Error(429, "insufficient_quota"), ChatProviderFailure.RateLimited, 1),
        ["401 that repeats the key"] = Fails(() => Telltale(401), ChatProviderFailure.Unauthorized, 1),
        ["400 that repeats the key"] = Fails(() => Telltale(400), ChatProviderFailure.RequestRejected, 1),
        ["500 that repeats the key"] = Fails(() => Telltale(500), ChatProviderFailure.ServerError, 2),
        ["404"] = Fails(() => LoopbackReply.Error(404, "model_not_found"), ChatProviderFailure.RequestRejected, 1),
        ["a redirect"] = Fails(
            () => new LoopbackReply { Status = 302, Headers = [("Location", "http://127.0.0.1:1/")] }, ChatProviderFailure.RequestRejected, 1),
        ["slow to begin"] = Fails(() => LoopbackReply.Chat("late").With(delay: TimeSpan.FromSeconds(30)), ChatProviderFailure.Timeout, 2),
        ["stalled in the body"] = Fails(() => LoopbackReply.Chat("late").With(stallAfter: 20), ChatProviderFailure.Timeout, 2),
        ["stalled in the body of an error"] = Fails(() => LoopbackReply.Error(500).With(stallAfter: 5), ChatProviderFailure.Timeout, 2),
        ["cut in the body"] = Fails(() => LoopbackReply.Chat("half of it").With(cutAfter: 60), ChatProviderFailure.ConnectionLost, 2),
        ["cut before the body"] = Fails(() => LoopbackReply.Chat("none of it").With(cutAfter: 0), ChatProviderFailure.ConnectionLost, 2),
        ["malformed"] = Unusable(() => LoopbackReply.Json("{\"choices\":[{\"message\":" + Canary)),
        ["empty body"] = Unusable(() => LoopbackReply.Json("")),
        ["another shape"] = Unusable(() => LoopbackReply.Json("[1,2,3]")),
        ["an error with status 200"] = Unusable(() => Telltale(200)),
        ["wrong content type"] = Unusable(() => LoopbackReply.Chat("fine").With(contentType: "text/html")),
        ["no choice"] = Unusable(() => LoopbackReply.Json("""{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[]}""")),
        ["unknown finish reason"] = Unusable(() => LoopbackReply.Chat("fine", Canary)),
        ["bytes that are no text"] = Unusable(() => new LoopbackReply { Body = [0xff, 0xfe, 0x00, 0xc3, 0x28] }),
    };

    private static Fault Fails(Func<LoopbackReply> reply, ChatProviderFailure failure, int attempts) =>
        new(reply, typeof(ChatProviderException), failure, attempts);

    private static Fault Unusable(Func<LoopbackReply> reply) => new(reply, typeof(ModelOutputException), null, 1);

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_ends_in_a_typed_failure_in_time_and_gives_nothing_away(string fault)
    {
        (Func<LoopbackReply> reply, Type type, ChatProviderFailure? failure, int attempts) = Cases[fault];
        await using var server = new LoopbackServer((_, _) => reply());
        bool isAboutTime = failure == ChatProviderFailure.Timeout;
        using IChatClient client = OpenAI(server, isAboutTime ? Impatient : new RetryOptions
        {
            MaxAttempts = 2,
            AttemptTimeout = Quick.AttemptTimeout,
            BaseDelay = Quick.BaseDelay,
            MaxDelay = Quick.MaxDelay,
        });

        var watch = Stopwatch.StartNew();
        Exception exception = (await Record.ExceptionAsync(() => client.GetResponseAsync(Messages))).ShouldNotBeNull();

        exception.ShouldBeOfType(type);
        if (exception is ChatProviderException provider)
        {
            provider.Failure.ShouldBe(failure!.Value);
            provider.Attempts.ShouldBe(attempts);
        }

        server.Requests.Count.ShouldBe(attempts);
        client.GetService(typeof(RetryCounts)).ShouldBe(new RetryCounts(1, attempts));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        ShouldGiveNothingAway(exception);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_streamed_fault_ends_in_a_typed_failure_in_time_and_gives_nothing_away(string fault)
    {
        (Func<LoopbackReply> reply, _, ChatProviderFailure? failure, int _) = Cases[fault];
        await using var server = new LoopbackServer((_, _) => reply());
        using IChatClient client = OpenAI(server, failure == ChatProviderFailure.Timeout ? Impatient : Quick);

        var watch = Stopwatch.StartNew();
        Exception? exception = await Record.ExceptionAsync(() => ReadAsync(client.GetStreamingResponseAsync(Messages)));

        // A whole JSON document where a stream of events was asked for holds no event, so that it ends like a stream that broke.
        exception.ShouldNotBeNull().ShouldBeAssignableTo<MedReasonException>();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        ShouldGiveNothingAway(exception!);
    }

    [Fact]
    public async Task A_wish_of_two_hours_does_not_hold_up_the_call()
    {
        await using var server = new LoopbackServer(LoopbackReply.RateLimited(TimeSpan.FromHours(2)));
        using IChatClient client = OpenAI(server);

        var watch = Stopwatch.StartNew();
        ChatProviderException exception = await Should.ThrowAsync<ChatProviderException>(() => client.GetResponseAsync(Messages));

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        exception.RetryAfter.ShouldBe(TimeSpan.FromHours(2));
        exception.Message.ShouldBe("openai answered 429 (rate_limit_exceeded, test_error) and asks to wait 7200 s, longer than the 60 s that a call may wait.");
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("-5")]
    [InlineData("1e400")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("soon")]
    [InlineData("")]
    public async Task A_wish_to_wait_that_is_no_time_is_a_rate_limit_all_the_same(string header)
    {
        await using var server = new LoopbackServer(LoopbackReply.Error(429, "rate_limit_exceeded", retryAfter: header));
        using IChatClient client = OpenAI(server);

        ChatProviderException exception = await Should.ThrowAsync<ChatProviderException>(() => client.GetResponseAsync(Messages));

        (exception.Failure, exception.StatusCode).ShouldBe((ChatProviderFailure.RateLimited, 429));
        (exception.RetryAfter is null || exception.RetryAfter == TimeSpan.FromDays(365)).ShouldBeTrue($"{exception.RetryAfter}");
    }

    [Fact]
    public async Task A_reply_beyond_all_measure_is_not_read()
    {
        using var wire = new WireHandler(() => WireHandler.Content(new byte[ReplyBudget.MaxReplyLength + 1], "application/json"));
        using IChatClient client = ChatProviderFactory.CreateChatClient(
            new ChatProviderOptions { Provider = ProviderNames.OpenAI, Model = "m", Retry = Quick }, _ => Canary, TimeProvider.System, wire)!;

        ModelOutputException exception = await Should.ThrowAsync<ModelOutputException>(() => client.GetResponseAsync(Messages));

        exception.Message.ShouldBe("The reply of openai is longer than 1 MB.");
    }

    [Fact]
    public async Task A_passing_fault_is_outlasted()
    {
        await using var server = new LoopbackServer(LoopbackReply.Error(500), LoopbackReply.RateLimited(TimeSpan.Zero), LoopbackReply.Chat("at last"));
        using IChatClient client = OpenAI(server);

        (await client.GetResponseAsync(Messages)).Text.ShouldBe("at last");

        client.GetService(typeof(RetryCounts)).ShouldBe(new RetryCounts(1, 3));
        server.Requests.Select(request => request.Body).Distinct(StringComparer.Ordinal).Count().ShouldBe(1, "each attempt asks the same");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_as_unreachable()
    {
        var server = new LoopbackServer(LoopbackReply.Chat("fine"));
        await server.DisposeAsync();
        using IChatClient client = OpenAI(server);

        ChatProviderException exception = await Should.ThrowAsync<ChatProviderException>(() => client.GetResponseAsync(Messages));

        exception.Failure.ShouldBe(ChatProviderFailure.Unreachable);
        exception.Message.ShouldBe("openai could not be reached (ConnectionError), 3 attempts.");
    }

    [Fact]
    public async Task A_stream_that_breaks_after_its_first_words_is_not_repeated()
    {
        LoopbackReply whole = LoopbackReply.Stream(["one ", "two ", "three"]);
        int firstEvent = Encoding.UTF8.GetString(whole.Body).IndexOf("\n\n", StringComparison.Ordinal) + 2;
        await using var server = new LoopbackServer(whole.With(cutAfter: firstEvent + 5));
        using IChatClient client = OpenAI(server);

        var read = new List<string>();
        ChatProviderException exception = await Should.ThrowAsync<ChatProviderException>(async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(Messages))
            {
                read.Add(update.Text);
            }
        });

        read.ShouldBe(["one "]);
        exception.Failure.ShouldBe(ChatProviderFailure.ConnectionLost);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_stream_that_ends_without_saying_why_is_told_as_broken()
    {
        await using var server = new LoopbackServer(LoopbackReply.Stream(["one ", "two"], finishReason: null));
        using IChatClient client = OpenAI(server);

        ChatProviderException exception = await Should.ThrowAsync<ChatProviderException>(() => ReadAsync(client.GetStreamingResponseAsync(Messages)));

        exception.Failure.ShouldBe(ChatProviderFailure.ConnectionLost);
    }

    [Fact]
    public async Task A_stream_that_stalls_ends_at_the_deadline()
    {
        LoopbackReply whole = LoopbackReply.Stream(["one ", "two"]);
        await using var server = new LoopbackServer(whole.With(stallAfter: whole.Body.Length / 2));
        using IChatClient client = OpenAI(server, new RetryOptions { MaxAttempts = 1, AttemptTimeout = TimeSpan.FromSeconds(2) });

        ChatProviderException exception = await Should.ThrowAsync<ChatProviderException>(() => ReadAsync(client.GetStreamingResponseAsync(Messages)));

        exception.Failure.ShouldBe(ChatProviderFailure.Timeout);
    }

    [Fact]
    public async Task A_stream_whose_start_fails_is_repeated()
    {
        await using var server = new LoopbackServer(LoopbackReply.Error(500), LoopbackReply.Stream(["fine"]));
        using IChatClient client = OpenAI(server);

        (await ReadAsync(client.GetStreamingResponseAsync(Messages))).ToChatResponse().Text.ShouldBe("fine");
        server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Cancelling_ends_a_call_and_a_pause_at_once()
    {
        await using var server = new LoopbackServer(LoopbackReply.RateLimited(TimeSpan.FromSeconds(59)));
        using IChatClient client = OpenAI(server);
        using var cancel = new CancellationTokenSource();

        Task<ChatResponse> pausing = client.GetResponseAsync(Messages, cancellationToken: cancel.Token);
        while (server.Requests.Count == 0)
        {
            await Task.Delay(10);
        }

        await cancel.CancelAsync();

        OperationCanceledException exception = await Should.ThrowAsync<OperationCanceledException>(() => pausing);
        exception.CancellationToken.ShouldBe(cancel.Token);
    }

    private static void ShouldGiveNothingAway(Exception exception)
    {
        // ToString holds the messages and stacks of all inner exceptions.
        exception.ToString().ShouldNotContain(Canary);
        exception.ToString().ShouldNotContain("secret");
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            inner.Data.Count.ShouldBe(0);
        }

        if (exception is ModelOutputException output)
        {
            output.RawText.ShouldBeNull();
        }
    }

    private sealed record Fault(Func<LoopbackReply> Reply, Type Type, ChatProviderFailure? Failure, int Attempts);
}
