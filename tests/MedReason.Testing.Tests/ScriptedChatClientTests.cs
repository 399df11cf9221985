using Microsoft.Extensions.AI;

namespace MedReason.Testing.Tests;

public sealed class ScriptedChatClientTests
{
    [Fact]
    public async Task Replies_come_from_the_queue_in_order()
    {
        using var client = new ScriptedChatClient { Usage = new UsageDetails { InputTokenCount = 3, OutputTokenCount = 4 } };
        client.Enqueue("one").Enqueue(new ChatResponse(new ChatMessage(ChatRole.Assistant, "two"))).Enqueue(request => client.Reply($"three of {request.Number}"));

        ChatResponse first = await client.GetResponseAsync("hello");

        first.Text.ShouldBe("one");
        first.ModelId.ShouldBe("scripted");
        first.FinishReason.ShouldBe(ChatFinishReason.Stop);
        first.Usage!.OutputTokenCount.ShouldBe(4);
        (await client.GetResponseAsync("hello")).Text.ShouldBe("two");
        client.Remaining.ShouldBe(1);
        (await client.GetResponseAsync("hello")).Text.ShouldBe("three of 2");
    }

    [Fact]
    public async Task A_rule_that_fits_goes_before_the_queue_and_is_used_again()
    {
        using var client = new ScriptedChatClient();
        client.Enqueue("queued").When(request => request.Text.Contains("fever", StringComparison.Ordinal), "a rule")
            .When(_ => false, "never");

        (await client.GetResponseAsync("fever?")).Text.ShouldBe("a rule");
        (await client.GetResponseAsync("cough?")).Text.ShouldBe("queued");
        (await client.GetResponseAsync("fever!")).Text.ShouldBe("a rule");
    }

    [Fact]
    public async Task Faults_come_on_schedule_and_cost_no_reply()
    {
        using var client = new ScriptedChatClient();
        client.Enqueue("one").Enqueue(new TimeoutException()).Enqueue("two").FailOn(1, new HttpRequestException("down"));

        (await client.GetResponseAsync("a")).Text.ShouldBe("one");
        await Should.ThrowAsync<HttpRequestException>(() => client.GetResponseAsync("b"));
        await Should.ThrowAsync<TimeoutException>(() => client.GetResponseAsync("c"));
        (await client.GetResponseAsync("d")).Text.ShouldBe("two");
        client.Requests.Select(request => request.Text).ShouldBe(["a", "b", "c", "d"]);
    }

    [Fact]
    public async Task A_call_that_the_script_does_not_expect_throws()
    {
        using var client = new ScriptedChatClient();

        (await Should.ThrowAsync<InvalidOperationException>(() => client.GetResponseAsync("x"))).Message.ShouldContain("call 0");
    }

    [Fact]
    public async Task Requests_are_kept_as_they_were()
    {
        using var client = new ScriptedChatClient();
        client.Enqueue("ok");
        List<ChatMessage> messages = [new(ChatRole.System, "be brief"), new(ChatRole.User, "hello")];
        var options = new ChatOptions { Temperature = 0 };

        await client.GetResponseAsync(messages, options);
        messages.Clear();
        options.Temperature = 1;

        ScriptedChatRequest request = client.Requests.ShouldHaveSingleItem();
        request.Text.ShouldBe("be brief\nhello");
        request.Options!.Temperature.ShouldBe(0);
        request.IsStreaming.ShouldBeFalse();
    }

    [Fact]
    public async Task A_streamed_reply_comes_in_pieces_that_make_the_whole()
    {
        using var client = new ScriptedChatClient { Usage = new UsageDetails { InputTokenCount = 1 } };
        client.Enqueue("a reply of five words");
        var pieces = new List<ChatResponseUpdate>();

        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("x"))
        {
            pieces.Add(update);
        }

        pieces.Count(piece => piece.Text.Length > 0).ShouldBe(5);
        ChatResponse whole = pieces.ToChatResponse();
        whole.Text.ShouldBe("a reply of five words");
        whole.FinishReason.ShouldBe(ChatFinishReason.Stop);
        whole.Usage!.InputTokenCount.ShouldBe(1);
        client.Requests[0].IsStreaming.ShouldBeTrue();
    }

    [Fact]
    public async Task Cancellation_and_disposal_are_heeded()
    {
        var client = new ScriptedChatClient();
        client.Enqueue("one two three").Enqueue("x");
        await Should.ThrowAsync<OperationCanceledException>(() => client.GetResponseAsync("a", null, new CancellationToken(true)));
        client.Requests.ShouldBeEmpty();
        using var source = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatResponseUpdate _ in client.GetStreamingResponseAsync("a", null, source.Token))
            {
                await source.CancelAsync();
            }
        });

        client.Dispose();
        await Should.ThrowAsync<ObjectDisposedException>(() => client.GetResponseAsync("a"));
        client.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void It_tells_what_it_is()
    {
        using var client = new ScriptedChatClient("toy-1");

        client.GetService<ChatClientMetadata>()!.DefaultModelId.ShouldBe("toy-1");
        client.GetService<ScriptedChatClient>().ShouldBe(client);
        client.GetService(typeof(ScriptedChatClient), "key").ShouldBeNull();
        client.GetService<HttpClient>().ShouldBeNull();
    }

    [Fact]
    public async Task Concurrent_calls_take_each_reply_once()
    {
        using var client = new ScriptedChatClient();
        for (int i = 0; i < 200; i++)
        {
            client.Enqueue($"{i}");
        }

        string[] texts = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () => (await client.GetResponseAsync("x")).Text)));

        texts.Distinct().Count().ShouldBe(200);
        client.Requests.Select(request => request.Number).ShouldBe(Enumerable.Range(0, 200));
    }
}
