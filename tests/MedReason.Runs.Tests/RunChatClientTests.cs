using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Runs.Tests;

public sealed partial class RunChatClientTests
{
    private static readonly ChatMessage[] Messages = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "What treats hypertension?")];
    private static readonly ModelPrices Prices = new([new("m", new ModelPrice { Input = 1_000, Output = 10_000, MaxOutputTokens = 100 })]);

    [Fact]
    public async Task A_call_that_was_answered_is_answered_alike_in_a_later_session_and_not_sent_again()
    {
        using var folder = new RunFolder();
        ChatResponse first;
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            using var client = new RunChatClient(FakeModel.Saying("Lisinopril."), store);
            first = await client.GetResponseAsync(Messages, new ChatOptions { Temperature = 0 });
        }

        using RunStore again = RunStore.Open(folder.Path, RunFolder.Configuration());
        FakeModel other = FakeModel.Saying("Something else.");
        using var later = new RunChatClient(other, again);
        ChatResponse second = await later.GetResponseAsync(Messages, new ChatOptions { Temperature = 0 });

        other.Calls.ShouldBe(0);
        second.Text.ShouldBe("Lisinopril.");
        (second.ModelId, second.FinishReason, second.Usage!.InputTokenCount, second.Usage.OutputTokenCount, second.Usage.TotalTokenCount)
            .ShouldBe((first.ModelId, first.FinishReason, first.Usage!.InputTokenCount, first.Usage.OutputTokenCount, first.Usage.TotalTokenCount));
        again.Reader.ReadSpending().Answered.ShouldBe(1);
        (await later.GetResponseAsync(Messages, new ChatOptions { Temperature = 1 })).Text.ShouldBe("Something else.");
    }

    public static TheoryData<string> Unusable => ["length", "filter", "refusal", "empty", "unsaid", "tool"];

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task A_reply_that_is_not_whole_reaches_its_caller_and_is_not_given_again(string kind)
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        var model = new FakeModel((_, _, _) => Task.FromResult(kind switch
        {
            "length" => FakeModel.Reply("half of", ChatFinishReason.Length),
            "filter" => FakeModel.Reply("x", ChatFinishReason.ContentFilter),
            "tool" => FakeModel.Reply("x", ChatFinishReason.ToolCalls),
            "empty" => FakeModel.Reply("  "),
            "unsaid" => new ChatResponse(new ChatMessage(ChatRole.Assistant, "x")),
            _ => new ChatResponse(new ChatMessage(ChatRole.Assistant, [new ErrorContent("I will not.")])) { FinishReason = ChatFinishReason.Stop },
        }));
        using var client = new RunChatClient(model, store);

        ChatResponse reply = await client.GetResponseAsync(Messages);
        await client.GetResponseAsync(Messages);

        model.Calls.ShouldBe(2);
        if (kind == "refusal")
        {
            reply.Messages[0].Contents.ShouldHaveSingleItem().ShouldBeOfType<ErrorContent>().Message.ShouldBe("I will not.");
        }

        store.Reader.ReadSpending().UsableReplies.ShouldBe(0);
    }

    [Theory]
    [InlineData("this is no JSON")]
    [InlineData("{\"name\":5}")]
    [InlineData("{\"name\":\"wrong\"}")]
    [InlineData("{\"name\":\"right\\ud800\"}")]
    [InlineData("{\"\\udc00\":1,\"name\":\"right\"}")]
    [InlineData("{\"name\":\"\ud800\",}")]
    public async Task A_reply_against_JSON_schema_or_meaning_is_not_given_again_and_the_one_after_it_is(string bad)
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        var model = new FakeModel((messages, _, _) => Task.FromResult(FakeModel.Reply(messages.All(message => message.Role != ChatRole.Assistant) ? bad : "{\"name\":\"right\"}")));
        using var client = new RunChatClient(model, store);

        foreach (int calls in (int[])[2, 3])
        {
            StructuredResponse<Named> reply = await client.GetStructuredAsync(
                Messages, NamedContext.Default.Named, new StructuredChatOptions { Mode = StructuredOutputMode.JsonObject }, value => value.Name == "right" ? null : "The name is wrong.");
            reply.Value.Name.ShouldBe("right");
            model.Calls.ShouldBe(calls, "the good reply to the complaint is kept, the bad one is asked for anew");
        }
    }

    [Fact]
    public async Task The_same_call_in_flight_is_made_once()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        var release = new TaskCompletionSource();
        var model = new FakeModel(async (messages, _, _) =>
        {
            await release.Task;
            return FakeModel.Reply("to " + messages[^1].Text);
        });
        using var client = new RunChatClient(model, store);

        Task<ChatResponse>[] calls = [.. Enumerable.Range(0, 200).Select(index => Task.Run(() => client.GetResponseAsync([new ChatMessage(ChatRole.User, $"question {index % 4}")])))];
        while (model.Calls < 4)
        {
            await Task.Delay(5);
        }

        release.SetResult();
        ChatResponse[] replies = await Task.WhenAll(calls);

        model.Calls.ShouldBe(4);
        replies.Select((reply, index) => reply.Text == $"to question {index % 4}").ShouldAllBe(isRight => isRight);
        replies.Distinct().Count().ShouldBe(200, "no caller gets another's object");
    }

    [Fact]
    public async Task One_who_gives_up_does_not_take_the_call_from_the_others()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        var model = new FakeModel(async (_, _, token) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300), token);
            return FakeModel.Reply("fine");
        });
        using var client = new RunChatClient(model, store);
        using var cancel = new CancellationTokenSource();

        Task<ChatResponse> first = client.GetResponseAsync(Messages, cancellationToken: cancel.Token);
        while (model.Calls == 0)
        {
            await Task.Delay(5);
        }

        Task<ChatResponse> second = client.GetResponseAsync(Messages);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => first);
        (await second).Text.ShouldBe("fine");
        model.Calls.ShouldBe(2);
    }

    [Fact]
    public void Whatever_may_change_a_reply_changes_the_key()
    {
        var metadata = new ChatClientMetadata("p", new Uri("http://a/"), "m");
        using JsonDocument schema = JsonDocument.Parse("""{"type":"object"}""");
        using JsonDocument otherSchema = JsonDocument.Parse("""{"type":"array"}""");
        ChatOptions Options(Action<ChatOptions>? change = null)
        {
            var options = new ChatOptions { Temperature = 0.5f, ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.RootElement, "s") };
            change?.Invoke(options);
            return options;
        }

        string[] keys =
        [
            ModelCall.Of(metadata, Messages, Options()).Key,
            ModelCall.Of(new ChatClientMetadata("q", new Uri("http://a/"), "m"), Messages, Options()).Key,
            ModelCall.Of(new ChatClientMetadata("p", new Uri("http://b/"), "m"), Messages, Options()).Key,
            ModelCall.Of(new ChatClientMetadata("p", new Uri("http://a/"), "n"), Messages, Options()).Key,
            ModelCall.Of(metadata, [Messages[0], new ChatMessage(ChatRole.User, "Another question")], Options()).Key,
            ModelCall.Of(metadata, [Messages[0], new ChatMessage(ChatRole.Assistant, Messages[1].Text)], Options()).Key,
            ModelCall.Of(metadata, [new ChatMessage(ChatRole.System, "Be brief.What"), new ChatMessage(ChatRole.User, " treats hypertension?")], Options()).Key,
            ModelCall.Of(metadata, [Messages[1], Messages[0]], Options()).Key,
            ModelCall.Of(metadata, Messages, null).Key,
            ModelCall.Of(metadata, Messages, Options(options => options.Temperature = 0.6f)).Key,
            ModelCall.Of(metadata, Messages, Options(options => options.TopP = 0.5f)).Key,
            ModelCall.Of(metadata, Messages, Options(options => options.TopK = 5)).Key,
            ModelCall.Of(metadata, Messages, Options(options => options.Seed = 1)).Key,
            ModelCall.Of(metadata, Messages, Options(options => options.MaxOutputTokens = 1)).Key,
            ModelCall.Of(metadata, Messages, Options(options => options.FrequencyPenalty = 1)).Key,
            ModelCall.Of(metadata, Messages, Options(options => options.PresencePenalty = 1)).Key,
            ModelCall.Of(metadata, Messages, Options(options => options.StopSequences = ["x"])).Key,
            ModelCall.Of(metadata, Messages, Options(options => options.Instructions = "x")).Key,
            ModelCall.Of(metadata, Messages, Options(options => options.Reasoning = new ReasoningOptions { Effort = ReasoningEffort.High })).Key,
            ModelCall.Of(metadata, Messages, Options(options => options.ResponseFormat = ChatResponseFormat.ForJsonSchema(otherSchema.RootElement, "s"))).Key,
            ModelCall.Of(metadata, Messages, Options(options => options.ResponseFormat = ChatResponseFormat.Json)).Key,
            ModelCall.Of(metadata, Messages, Options(options => options.AdditionalProperties = new() { [RunChatClient.SampleIndexProperty] = 0 })).Key,
            ModelCall.Of(metadata, Messages, Options(options => options.AdditionalProperties = new() { [RunChatClient.SampleIndexProperty] = 1 })).Key,
        ];

        keys.Distinct(StringComparer.Ordinal).Count().ShouldBe(keys.Length);
        ModelCall.Of(metadata, [.. Messages.Select(message => message.Clone())], Options()).Key.ShouldBe(keys[0]);
        Should.Throw<NotSupportedException>(() => ModelCall.Of(metadata, [new ChatMessage(ChatRole.User, [new DataContent("data:image/png;base64,AA==")])], null));
    }

    [Fact]
    public async Task Samples_of_one_call_are_made_each_and_their_number_is_not_sent()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        int sent = 0;
        var model = new FakeModel((_, options, _) => Task.FromResult(FakeModel.Reply($"sample {sent++} {options!.AdditionalProperties!.Count}")));
        using var client = new RunChatClient(model, store);

        string[] texts = [await SampleAsync(0), await SampleAsync(1), await SampleAsync(0)];

        texts.ShouldBe(["sample 0 0", "sample 1 0", "sample 0 0"]);
        async Task<string> SampleAsync(int index) =>
            (await client.GetResponseAsync(Messages, new ChatOptions { AdditionalProperties = new() { [RunChatClient.SampleIndexProperty] = index } })).Text;
    }

    [Fact]
    public async Task A_stream_is_recorded_like_any_call()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        FakeModel model = FakeModel.Saying("one two");
        using var client = new RunChatClient(model, store);

        ChatResponse streamed = await client.GetStreamingResponseAsync(Messages).ToChatResponseAsync();

        (streamed.Text, (await client.GetResponseAsync(Messages)).Text, model.Calls).ShouldBe(("one two", "one two", 1));
    }

    [Fact]
    public async Task A_failure_is_on_record_passes_through_and_is_asked_for_again()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        int calls = 0;
        var model = new FakeModel((_, _, _) => ++calls == 1 ? throw new HttpRequestException("reset") : Task.FromResult(FakeModel.Reply("fine")));
        using var client = new RunChatClient(model, store, new RunFlowOptions { Prices = Prices });

        (await Should.ThrowAsync<HttpRequestException>(() => client.GetResponseAsync(Messages))).Message.ShouldBe("reset");
        (await client.GetResponseAsync(Messages)).Text.ShouldBe("fine");

        RunSpending spending = store.Reader.ReadSpending();
        (spending.Answered, spending.PossiblyBilled).ShouldBe((1, 1));
        spending.Cost.ShouldBe(((10 * 1_000m) + (5 * 10_000m)) / 1_000_000);
        spending.PossibleCost.ShouldBeGreaterThan(100 * 10_000m / 1_000_000, "what has no answer counts with its worst case");
        (client.Spending.Cost, client.Spending.PossibleCost, client.Spending.Answered).ShouldBe((spending.Cost, spending.PossibleCost, spending.Answered));
    }

    [Fact]
    public async Task A_thousand_concurrent_calls_never_pass_the_cap_nor_stop_far_below_it()
    {
        using var folder = new RunFolder();
        const decimal Cap = 60m;
        var random = new Random(7);
        var gate = new Lock();
        decimal billed = 0;
        decimal most = 0;
        var model = new FakeModel(async (messages, _, token) =>
        {
            int output;
            int wait;
            lock (gate)
            {
                (output, wait) = (random.Next(1, 101), random.Next(4));
            }

            await Task.Delay(wait, token);
            lock (gate)
            {
                billed += ((20 * 1_000m) + (output * 10_000m)) / 1_000_000;
                most = Math.Max(most, billed);
            }

            return FakeModel.Reply("fine", input: 20, output: output);
        });

        int refused = 0;
        foreach (int session in (int[])[0, 1])
        {
            using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
            using var client = new RunChatClient(model, store, new RunFlowOptions { Concurrency = 1000, Prices = Prices, MaxCost = Cap });
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(index => Task.Run(async () =>
            {
                try
                {
                    await client.GetResponseAsync([new ChatMessage(ChatRole.User, string.Create(CultureInfo.InvariantCulture, $"{session} {index}"))]);
                }
                catch (RequestRefusedException)
                {
                    Interlocked.Increment(ref refused);
                }
            })));
            store.Reader.ReadSpending().Cost.ShouldBe(billed);
            client.End.ShouldNotBeNull().ShouldContain("--max-cost");
        }

        most.ShouldBeLessThanOrEqualTo(Cap);
        most.ShouldBeGreaterThan(Cap - 2, "a worst case of about 1.3 dollars is all that may be left over");
        refused.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task A_cap_needs_a_price_and_a_limit_on_replies()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        using var model = FakeModel.Saying("x");
        Should.Throw<ArgumentException>(() => new RunChatClient(model, store, new RunFlowOptions { MaxCost = 1 }));
        Should.Throw<ArgumentException>(() => new RunChatClient(model, store, new RunFlowOptions { MaxCost = 1, Prices = new ModelPrices([]) }));
        var unlimited = new ModelPrices([new("m", new ModelPrice { Input = 1, Output = 1 })]);
        using var client = new RunChatClient(model, store, new RunFlowOptions { MaxCost = 1, Prices = unlimited });

        (await Should.ThrowAsync<RequestRefusedException>(() => client.GetResponseAsync(Messages))).Message.ShouldContain("max_output_tokens");
        (await client.GetResponseAsync(Messages, new ChatOptions { MaxOutputTokens = 10 })).Text.ShouldBe("x");
    }

    [Fact]
    public async Task A_provider_that_tells_no_tokens_is_taken_to_have_billed_the_worst()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        var model = new FakeModel((_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "x")) { FinishReason = ChatFinishReason.Stop }));
        using var client = new RunChatClient(model, store, new RunFlowOptions { Prices = Prices, MaxCost = 100 });

        await client.GetResponseAsync(Messages);

        client.Spending.Cost.ShouldBeGreaterThan(100 * 10_000m / 1_000_000);
    }

    public static TheoryData<long?, long?, long?, long?> Lies => new()
    {
        { null, null, null, null }, { 10, null, null, null }, { null, 5, null, null }, { 0, 0, null, null }, { 10, 0, null, null }, { 0, 5, null, null }, { -1, 5, null, null }, { 10, -5, null, null },
        { 10, int.MaxValue, null, null }, { int.MaxValue, 5, null, null }, { long.MaxValue, long.MaxValue, null, null }, { long.MinValue, long.MinValue, null, null }, { 10, 101, null, null },
        { 10, 5, -1, null }, { 10, 5, 11, null }, { -10, 5, 3, null }, { 10, 5, null, -1 }, { 5_000, 5, null, null },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Usage_that_cannot_be_true_counts_with_the_worst_case_is_reported_and_loses_no_reply(long? input, long? output, long? cached, long? reasoning)
    {
        using var folder = new RunFolder();
        var model = new FakeModel((_, _, _) => Task.FromResult(FakeModel.Reply("fine")));
        model = new FakeModel((_, _, _) =>
        {
            ChatResponse reply = FakeModel.Reply("fine");
            reply.Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = output, CachedInputTokenCount = cached, ReasoningTokenCount = reasoning };
            return Task.FromResult(reply);
        });
        ModelPrices prices = new([new("m", new ModelPrice { Input = 1_000, Output = 10_000, CachedInput = 100, MaxOutputTokens = 100 })]);
        foreach (int session in (int[])[1, 2])
        {
            using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
            using var client = new RunChatClient(model, store, new RunFlowOptions { Prices = prices, MaxCost = 100 });

            (await client.GetResponseAsync(Messages)).Text.ShouldBe("fine");

            decimal worst = Money.ToDollars(prices.Find("m")!.WorstCase(ModelCall.Of(model.Metadata, Messages, null).InputBytes, 100)!.Value);
            foreach (RunSpending spending in (RunSpending[])[client.Spending, store.Reader.ReadSpending()])
            {
                (spending.Answered, spending.UncertainUsage, spending.Cost, spending.InputTokens, spending.OutputTokens).ShouldBe((1, 1, worst, 0, 0));
            }

            model.Calls.ShouldBe(1, "a reply that is paid for is kept, whatever is reported with it");
        }
    }

    [Fact]
    public async Task A_cap_is_reached_where_a_provider_reports_no_tokens_for_its_texts()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        var model = new FakeModel((_, _, _) => Task.FromResult(FakeModel.Reply("fine", input: 0, output: 0)));
        using var client = new RunChatClient(model, store, new RunFlowOptions { Prices = Prices, MaxCost = 5 });
        int answered = 0;

        RequestRefusedException refusal = await Should.ThrowAsync<RequestRefusedException>(async () =>
        {
            for (; ; answered++)
            {
                await client.GetResponseAsync([new ChatMessage(ChatRole.User, $"question {answered}")]);
            }
        });

        answered.ShouldBeInRange(1, 4);
        refusal.Message.ShouldContain("--max-cost");
        client.EndCause.ShouldBe(RunEndCause.BudgetExhausted);
    }

    [Theory]
    [InlineData(null, 100)]
    [InlineData(7, 7)]
    public async Task The_limit_that_is_set_aside_is_sent_and_changes_no_key(int? own, int sent)
    {
        using var folder = new RunFolder();
        var limits = new List<int?>();
        var model = new FakeModel((_, options, _) =>
        {
            limits.Add(options?.MaxOutputTokens);
            return Task.FromResult(FakeModel.Reply("fine"));
        });
        ChatOptions? options = own is null ? null : new ChatOptions { MaxOutputTokens = own };
        foreach (ModelPrices? prices in (ModelPrices?[])[Prices, null])
        {
            using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
            using var client = new RunChatClient(model, store, new RunFlowOptions { Prices = prices });
            await client.GetResponseAsync(Messages, options);
        }

        limits.ShouldBe([sent], "the second session is answered out of the record");
        options?.MaxOutputTokens.ShouldBe(own);
    }

    [Theory]
    [InlineData(101, "fine")]
    [InlineData(int.MaxValue, "fine")]
    [InlineData(5, null)]
    public async Task A_provider_that_writes_more_than_it_may_ends_a_capped_run_after_that_reply(long output, string? text)
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        await store.AddRowsAsync(RunFolder.Rows(20));
        string written = text ?? new string('a', 100_000);
        var model = new FakeModel((_, _, _) => Task.FromResult(FakeModel.Reply(written, output: output)));
        using var client = new RunChatClient(model, store, new RunFlowOptions { Prices = Prices, MaxCost = 100, Concurrency = 1 });
        var engine = new RunEngine(store, async (row, token) =>
        {
            await client.GetResponseAsync([new ChatMessage(ChatRole.User, row.Id)], cancellationToken: token);
            return RunFolder.Result(row.Ordinal);
        }, new RunEngineOptions { Client = client, Concurrency = 1 });

        RunEnd end = await engine.RunAsync();

        (end.Cause, end.Progress.Done, model.Calls).ShouldBe((RunEndCause.ReplyLimitExceeded, 1, 1));
        end.Reason.ShouldNotBeNull().ShouldContain("100 tokens");
        store.Reader.ReadSpending().UsableReplies.ShouldBe(1);
        await Should.ThrowAsync<RequestRefusedException>(() => client.GetResponseAsync(Messages));
    }

    [Fact]
    public async Task Tokens_of_a_session_without_prices_are_priced_when_prices_come()
    {
        using var folder = new RunFolder();
        int calls = 0;
        var model = new FakeModel((_, _, _) => ++calls switch
        {
            1 => Task.FromResult(FakeModel.Reply("fine")),
            2 => Task.FromResult(FakeModel.Reply("fine", input: -3)),
            _ => throw new HttpRequestException("reset"),
        });
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            using var client = new RunChatClient(model, store);
            await client.GetResponseAsync([new ChatMessage(ChatRole.User, "1")]);
            await client.GetResponseAsync([new ChatMessage(ChatRole.User, "2")]);
            await Should.ThrowAsync<HttpRequestException>(() => client.GetResponseAsync([new ChatMessage(ChatRole.User, "3")]));
            client.Spending.Cost.ShouldBe(0);
        }

        decimal worst = Money.ToDollars(Prices.Find("m")!.WorstCase(ModelCall.Of(model.Metadata, [new ChatMessage(ChatRole.User, "2")], null).InputBytes, null)!.Value);
        decimal first = ((10 * 1_000m) + (5 * 10_000m)) / 1_000_000;
        foreach (ModelPrices? prices in (ModelPrices?[])[Prices, Prices, null])
        {
            using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
            using var client = new RunChatClient(model, store, new RunFlowOptions { Prices = prices, MaxCost = prices is null ? null : 2 });
            (client.Spending.Cost, client.Spending.PossibleCost).ShouldBe((first + worst, worst), "kept, and not priced twice");
            if (prices is not null)
            {
                (await Should.ThrowAsync<RequestRefusedException>(() => client.GetResponseAsync(Messages))).Message.ShouldContain("--max-cost");
            }
        }
    }

    [Fact]
    public async Task Prices_and_limits_of_any_size_overflow_nothing()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        var dear = new ModelPrices([new("m", new ModelPrice { Input = 1_000_000_000, Output = 1_000_000_000, MaxOutputTokens = int.MaxValue })]);
        var model = new FakeModel((_, _, _) => Task.FromResult(FakeModel.Reply("fine", input: -1)));
        using var client = new RunChatClient(model, store, new RunFlowOptions { Prices = dear });
        for (int call = 0; call < 3; call++)
        {
            await client.GetResponseAsync([new ChatMessage(ChatRole.User, $"{call}")]);
        }

        store.Reader.ReadSpending().Cost.ShouldBe(Money.ToDollars(long.MaxValue));
        using var capped = new RunChatClient(model, store, new RunFlowOptions { Prices = dear, MaxCost = 1_000_000 });
        await Should.ThrowAsync<RequestRefusedException>(() => capped.GetResponseAsync(Messages));
    }

    [Fact]
    public async Task What_was_set_aside_is_given_back_when_the_record_fails()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        var model = new FakeModel(async (messages, _, _) =>
        {
            if (messages[^1].Text == "breaks")
            {
                await Should.ThrowAsync<RunException>(() => store.Writer.WriteAsync(static writer => writer.Run("INSERT INTO nowhere VALUES (1)")));
            }

            return FakeModel.Reply("fine");
        });
        using var client = new RunChatClient(model, store, new RunFlowOptions { Prices = Prices, MaxCost = 2, Concurrency = 1 });

        await Should.ThrowAsync<RunException>(() => client.GetResponseAsync([new ChatMessage(ChatRole.User, "breaks")]));

        // A call that fits only when the other one has settled neither waits for ever nor is let through without a record.
        await Should.ThrowAsync<RunException>(() => client.GetResponseAsync(Messages).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Text_that_no_encoding_holds_is_kept_with_its_whole_characters()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        using var client = new RunChatClient(FakeModel.Saying("a\ud800b"), store);

        (await client.GetResponseAsync(Messages)).Text.ShouldBe((await client.GetResponseAsync(Messages)).Text);
        store.Reader.ReadSpending().UsableReplies.ShouldBe(1);
    }

    [Fact]
    public async Task Prices_are_read_with_their_file_named_in_errors()
    {
        using var folder = new RunFolder();
        string path = folder.PathOf("prices.json");
        await File.WriteAllTextAsync(path, """{"a":{"input":0.15,"output":0.6,"cached_input":0.075,"max_output_tokens":16384},"b":{"input":1,"output":2}}""");
        ModelPrices prices = await ModelPrices.ReadAsync(path);
        prices.Find("c").ShouldBeNull();
        ModelPrice a = prices.Find("a").ShouldNotBeNull();
        Money.ToDollars(a.Cost(ReplyUsage.Of(1_000_000, 500_000, 1_000_000))).ShouldBe(0.7125m);
        Money.ToDollars(a.WorstCase(1_000_000, 1_000_000)!.Value).ShouldBe(0.75m);
        prices.Find("b")!.WorstCase(10, null).ShouldBeNull();

        foreach (string bad in (string[])["[]", "{", """{"a":5}""", """{"a":{"input":1}}""", """{"a":{"input":-1,"output":1}}""", """{"a":{"input":1,"output":1,"per":2}}""", """{"a":{"input":1,"output":1},"a":{"input":1,"output":1}}""", """{"a":{"input":1,"output":1,"max_output_tokens":1.5}}"""])
        {
            await File.WriteAllTextAsync(path, bad);
            InputFormatException exception = await Should.ThrowAsync<InputFormatException>(() => ModelPrices.ReadAsync(path), bad);
            exception.File.ShouldBe(path);
            exception.Message.ShouldStartWith("expected");
        }
    }

    internal sealed class Named
    {
        public required string Name { get; init; }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(Named))]
    internal sealed partial class NamedContext : JsonSerializerContext;
}
