using System.Globalization;

namespace MedReason.Runs.Tests;

/// <summary>Runs whose calls are made in batches. The long form, 200 kills of each kind of provider: <c>MEDREASON_LONG_TESTS=1</c>.</summary>
public sealed class RunBatchesTests(ITestOutputHelper output)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";

    public static TheoryData<bool> Providers => [true, false];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_run_in_batches_gives_the_same_results_at_half_the_cost(bool isNamed)
    {
        using var folder = new RunFolder();
        RunSpending live = await LiveAsync(folder, 300);
        var time = new LeapTime();
        var batches = Answering(isNamed, time);
        using var model = new BatchModel(batches);

        (RunEnd end, RunSpending spending) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions(), 300, time);

        end.Reason.ShouldBeNull();
        BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
        model.LiveCalls.ShouldBe(0);
        batches.Submitted.Values.ShouldAllBe(times => times == 1);
        spending.Answered.ShouldBe(live.Answered);
        spending.Cost.ShouldBe(live.Cost / 2);
        batches.Sizes.ShouldAllBe(size => size <= 50);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_run_that_dies_at_any_point_submits_nothing_twice_and_loses_nothing(bool isNamed)
    {
        const int Rows = 120;
        using var folder = new RunFolder();
        RunSpending live = await LiveAsync(folder, Rows);
        var random = new Random(7);
        var time = new LeapTime();
        PlayedBatches batches = Answering(isNamed, time);
        batches.AddForeign(50);
        BatchPoint[] points = [.. Enum.GetValues<BatchPoint>().Where(point => isNamed || point is not (BatchPoint.Sent or BatchPoint.Uploaded))];
        var reached = new Dictionary<BatchPoint, int>();
        int wanted = IsLong ? 200 : 44;
        int kills = 0;
        while (true)
        {
            BatchPoint? at = kills < wanted ? points[kills % points.Length] : null;

            // Of the points that are passed often, any is the one.
            int after = at is BatchPoint.Gathered or BatchPoint.Fetched ? random.Next(20) : 0;
            using var model = new BatchModel(batches);
            var options = new RunBatchOptions
            {
                OnPoint = point => point == at && after-- == 0
                    ? Task.FromException(new RunException(RunFailure.NotAccessible, "killed"))
                    : Task.CompletedTask,
            };
            try
            {
                (RunEnd end, RunSpending spending) = await BatchRun.PlayAsync(folder.Path, model, options, Rows, time);

                // Some points are not reached any more near the end.
                end.Reason.ShouldBeNull();
                BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
                batches.Submitted.Values.ShouldAllBe(times => times == 1);
                (spending.Answered, spending.PossiblyBilled, spending.Failed).ShouldBe((live.Answered, 0, 0));
                spending.Cost.ShouldBeLessThanOrEqualTo(live.Cost * 0.51m);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills} kills, {batches.Sizes.Count} batches, cost {spending.Cost / live.Cost:P1} of the live run's"));
                foreach ((BatchPoint point, int times) in reached.OrderBy(pair => pair.Key))
                {
                    output.WriteLine($"{point}: {times}");
                }

                if (kills >= wanted)
                {
                    reached.Keys.Order().ShouldBe(points);
                    return;
                }

                Directory.Delete(folder.Path, recursive: true);
                batches = Answering(isNamed, time);
                batches.AddForeign(50);
                kills++;
            }
            catch (RunException exception) when (exception.Message == "killed")
            {
                kills++;
                reached[at!.Value] = reached.GetValueOrDefault(at.Value) + 1;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_provider_that_fails_before_or_after_it_did_what_it_was_asked_gets_nothing_twice(bool isNamed)
    {
        for (int seed = 0; seed < (IsLong ? 50 : 4); seed++)
        {
            using var folder = new RunFolder();
            RunSpending live = await LiveAsync(folder, 40);
            var random = new Random(seed);
            var time = new LeapTime();
            PlayedBatches batches = Answering(isNamed, time);
            batches.OnCall = (name, isAfter) =>
            {
                lock (random)
                {
                    if (random.Next(6) == 0)
                    {
                        throw new BatchTransportException($"played broke off {name}") { IsTransient = true, MayHaveArrived = isAfter || random.Next(2) == 0 };
                    }
                }
            };
            using var model = new BatchModel(batches);

            // Ten failures in a row, which some seeds have, end a session; the next one goes on.
            (RunEnd end, RunSpending spending) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions(), 40, time);
            for (int session = 1; session < 5 && end.Reason is not null; session++)
            {
                end.Reason.ShouldStartWith("10 calls of the batch interface in a row failed: played broke off ");
                (end, spending) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions(), 40, time);
            }

            end.Reason.ShouldBeNull();
            BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
            batches.Submitted.Values.ShouldAllBe(times => times == 1);
            spending.Cost.ShouldBe(live.Cost / 2);
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_transfer_longer_than_the_grace_whose_answer_is_lost_is_submitted_once(bool isNamed)
    {
        using var folder = new RunFolder();
        await LiveAsync(folder, 20);
        var time = new LeapTime();
        PlayedBatches batches = Answering(isNamed, time);
        int submissions = 0;
        batches.OnCall = (name, isAfter) =>
        {
            if (name == "submit" && isAfter && submissions++ == 0)
            {
                // The list does not show at once what arrived.
                time.Leap(TimeSpan.FromMinutes(20));
                batches.IsListLagging = true;
                throw new BatchTransportException("played gave no whole reply in time") { IsTransient = true, MayHaveArrived = true };
            }

            if (name == "find" && isAfter)
            {
                batches.IsListLagging = false;
            }
        };
        using var model = new BatchModel(batches);

        (RunEnd end, _) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions(), 20, time);

        end.Reason.ShouldBeNull();
        batches.Submitted.Values.ShouldAllBe(times => times == 1);
        BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
    }

    [Theory]
    [InlineData("get", false)]
    [InlineData("get", true)]
    [InlineData("results", false)]
    public async Task A_batch_that_the_provider_does_not_know_any_more_ends_by_reason_and_not_the_run(string lost, bool isAllowed)
    {
        using var folder = new RunFolder();
        await LiveAsync(folder, 20);
        var time = new LeapTime();
        PlayedBatches batches = Answering(true, time);
        bool isFirst = true;
        batches.OnCall = (name, _) =>
        {
            if (isFirst && name == lost)
            {
                throw new BatchTransportException("played answered 404") { IsNotFound = true };
            }

            isFirst &= name != "submit" || batches.Sizes.Count < 2;
        };
        using var model = new BatchModel(batches);

        (RunEnd end, RunSpending spending) = await BatchRun.PlayAsync(
            folder.Path, model, new RunBatchOptions { AllowsLiveCalls = isAllowed, PollInterval = TimeSpan.FromMinutes(2) }, 20, time);

        end.Reason.ShouldBeNull();
        spending.PossiblyBilled.ShouldBeGreaterThan(0);
        batches.Submitted.Values.ShouldAllBe(times => times == 1);
        if (isAllowed)
        {
            model.LiveCalls.ShouldBeGreaterThan(0);
            BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
        }
        else
        {
            end.Progress.Tally.Single(tally => tally.Outcome == "failed").IsTransient.ShouldBeTrue("another session asks again");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_cancelled_batch_left_unanswered_fails_by_its_reason_and_is_not_sent_again_by_itself(bool isAllowed)
    {
        using var folder = new RunFolder();
        await LiveAsync(folder, 20);
        var time = new LeapTime();
        var batches = new PlayedBatches(true, (key, body, _) => BatchModel.Result(key, body), time) { Cancelled = 0 };
        using var model = new BatchModel(batches);

        (RunEnd end, _) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions { AllowsLiveCalls = isAllowed }, 20, time);

        end.Reason.ShouldBeNull();
        batches.Submitted.Values.ShouldAllBe(times => times == 1);
        model.LiveCalls.ShouldBe(0);
        File.ReadLines(Path.Combine(folder.Path, "results.jsonl")).Where(line => !line.Contains(" | ", StringComparison.Ordinal)).Distinct()
            .ShouldBe(["played batch: cancelled"]);

        // Another session asks for what is missing.
        (end, _) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions { AllowsLiveCalls = isAllowed }, 20, time);
        end.Reason.ShouldBeNull();
        BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
    }

    [Fact]
    public async Task A_run_with_batches_under_way_is_neither_forked_nor_gone_on_with_live()
    {
        using var folder = new RunFolder();
        var time = new LeapTime();
        using var model = new BatchModel(Answering(true, time));
        var dying = new RunBatchOptions
        {
            OnPoint = static point => point == BatchPoint.Submitted
                ? Task.FromException(new RunException(RunFailure.NotAccessible, "killed"))
                : Task.CompletedTask,
        };
        await Should.ThrowAsync<RunException>(() => BatchRun.PlayAsync(folder.Path, model, dying, 5, time));

        Should.Throw<RunException>(() => RunStore.Fork(folder.Path, folder.PathOf("fork"), RunFolder.Configuration()))
            .Message.ShouldContain("1 batches of this run are under way");
        using (RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration()))
        {
            Should.Throw<RunException>(() => new RunChatClient(model, store)).Message.ShouldContain("1 batches of this run are under way");
        }

        (RunEnd end, _) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions(), 5, time);
        end.Reason.ShouldBeNull();
        RunStore.Fork(folder.Path, folder.PathOf("fork"), RunFolder.Configuration()).Dispose();
    }

    [Fact]
    public async Task All_rows_go_into_the_first_round()
    {
        using var folder = new RunFolder();
        var time = new LeapTime();
        PlayedBatches batches = Answering(true, time);
        using var model = new BatchModel(batches);

        await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions(), 40, time);

        batches.Sizes[0].ShouldBe(40, "no hundredth of the rows goes ahead for an estimate");
    }

    [Fact]
    public async Task A_file_that_is_gone_before_its_batch_is_submitted_is_uploaded_again()
    {
        using var folder = new RunFolder();
        await LiveAsync(folder, 20);
        var time = new LeapTime();
        PlayedBatches batches = Answering(true, time);
        batches.OnCall = (name, isAfter) =>
        {
            if (name == "submit" && !isAfter && batches.Uploads == 1)
            {
                batches.ForgetFiles();
            }
        };
        using var model = new BatchModel(batches);

        (RunEnd end, _) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions(), 20, time);

        end.Reason.ShouldBeNull();
        batches.Uploads.ShouldBe(batches.Sizes.Count + 1);
        batches.Submitted.Values.ShouldAllBe(times => times == 1);
        BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Results_that_break_off_are_read_again_and_nothing_is_settled_twice(bool isNamed)
    {
        using var folder = new RunFolder();
        RunSpending live = await LiveAsync(folder, 60);
        var time = new LeapTime();
        PlayedBatches batches = Answering(isNamed, time);
        int results = 0;
        batches.OnResult = () =>
        {
            if (++results is 20 or 75 or 130)
            {
                throw new BatchTransportException("played broke off its reply") { IsTransient = true, MayHaveArrived = true };
            }
        };
        using var model = new BatchModel(batches);

        (RunEnd end, RunSpending spending) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions(), 60, time);

        end.Reason.ShouldBeNull();
        (spending.Answered, spending.Cost).ShouldBe((live.Answered, live.Cost / 2));
        BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
    }

    [Theory]
    [InlineData(nameof(BatchPoint.Sealed))]
    [InlineData(nameof(BatchPoint.Uploaded))]
    public async Task A_batch_that_is_not_submitted_when_the_run_is_cancelled_stays_so(string at)
    {
        using var folder = new RunFolder();
        var time = new LeapTime();
        PlayedBatches batches = Answering(true, time);
        using var model = new BatchModel(batches);
        var options = new RunBatchOptions
        {
            OnPoint = async point =>
            {
                if (point.ToString() == at)
                {
                    await using var control = RunControl.Open(folder.Path);
                    await control.SteerAsync("cancel", static steering => steering with { IsCancelled = true });
                    await Task.Delay(4 * RunStore.SteeringInterval);
                }
            },
        };

        (RunEnd end, _) = await BatchRun.PlayAsync(folder.Path, model, options, 5, time);

        end.Cause.ShouldBe(RunEndCause.Cancelled);
        batches.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Calls_that_nothing_limits_are_not_sent_under_a_cap_that_comes_while_they_wait()
    {
        using var folder = new RunFolder();
        var time = new LeapTime();
        PlayedBatches batches = Answering(true, time);
        using var model = new BatchModel(batches);
        var prices = new ModelPrices([new("m", new ModelPrice { Input = 1, Output = 2 })]);
        bool isSteered = false;
        var options = new RunBatchOptions
        {
            OnPoint = async point =>
            {
                if (point == BatchPoint.Gathered && !isSteered)
                {
                    isSteered = true;
                    await using var control = RunControl.Open(folder.Path);
                    await control.SteerAsync("retune", static steering => steering with { MaxCost = 1 });
                    await Task.Delay(4 * RunStore.SteeringInterval);
                }
            },
        };

        (RunEnd end, _) = await BatchRun.PlayAsync(folder.Path, model, options, 5, time, prices);

        end.Cause.ShouldBe(RunEndCause.BudgetExhausted);
        end.Reason.ShouldNotBeNull().ShouldContain("max_output_tokens");
        batches.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Requests_that_expire_are_cancelled_or_get_no_result_go_into_another_batch()
    {
        using var folder = new RunFolder();
        await LiveAsync(folder, 60);
        var time = new LeapTime();
        var batches = new PlayedBatches(true, (key, body, before) => (before, key[0] % 4) switch
        {
            (0, 0) => new BatchResult { CustomId = key, Code = "expired" },
            (0, 1) => new BatchResult { CustomId = key, Code = "canceled" },
            (0, 2) => null,
            (1, 0) => new BatchResult { CustomId = key, Status = 500, Body = "{}"u8.ToArray() },
            _ => BatchModel.Result(key, body),
        }, time);
        using var model = new BatchModel(batches);

        (RunEnd end, RunSpending spending) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions(), 60, time);

        end.Reason.ShouldBeNull();
        BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
        int calls = batches.Submitted.Count;
        spending.Answered.ShouldBe(calls);
        (spending.Failed + spending.PossiblyBilled).ShouldBe(batches.Submitted.Values.Sum() - calls);

        // Only what ended without a word may have been billed.
        spending.PossiblyBilled.ShouldBe(batches.Submitted.Keys.Count(key => key[0] % 4 == 2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_batches_refuse_is_made_live_where_that_is_allowed_and_else_fails_by_its_reason(bool isAllowed)
    {
        using var folder = new RunFolder();
        await LiveAsync(folder, 30);
        var time = new LeapTime();
        var batches = new PlayedBatches(true, (key, body, _) => body.Contains("third on a(first of q7)", StringComparison.Ordinal)
            ? new BatchResult { CustomId = key, Status = 400, Body = "{}"u8.ToArray() }
            : BatchModel.Result(key, body), time);
        using var model = new BatchModel(batches);

        (RunEnd end, RunSpending spending) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions { AllowsLiveCalls = isAllowed }, 30, time);

        end.Reason.ShouldBeNull();
        spending.Failed.ShouldBe(1);
        model.LiveCalls.ShouldBe(isAllowed ? 1 : 0);
        if (isAllowed)
        {
            BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
        }
        else
        {
            File.ReadLines(Path.Combine(folder.Path, "results.jsonl")).Where(line => !line.Contains(" | ", StringComparison.Ordinal)).ShouldBe(["played answered 400"]);
            end.Progress.Tally.Single(tally => tally.Outcome == "failed").IsTransient.ShouldBeTrue("another session asks again");
        }
    }

    [Fact]
    public async Task A_cap_holds_with_what_is_set_aside_for_batches_and_the_run_ends_when_nothing_can_come_back()
    {
        using var folder = new RunFolder();
        RunSpending live = await LiveAsync(folder, 100);
        var time = new LeapTime();
        PlayedBatches batches = Answering(true, time);
        using var model = new BatchModel(batches);

        (RunEnd end, RunSpending spending) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions(), 100, time, maxCost: live.Cost / 4);

        end.Cause.ShouldBe(RunEndCause.BudgetExhausted);
        spending.Cost.ShouldBeLessThanOrEqualTo(live.Cost / 4);
        spending.Cost.ShouldBeGreaterThan(live.Cost / 8, "the cap is used");

        // More money lets the same run go on.
        (end, spending) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions(), 100, time, maxCost: live.Cost);
        end.Reason.ShouldBeNull();
        spending.Cost.ShouldBe(live.Cost / 2);
        BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
    }

    [Fact]
    public async Task A_live_call_that_the_cap_has_no_room_for_waits_until_batches_give_money_back()
    {
        using var folder = new RunFolder();
        var time = new LeapTime();
        int answered = 0;

        // The last of five batches of one call ends first, refuses it, and the others hold what its live call needs.
        var batches = new PlayedBatches(
            true,
            (key, body, _) => answered++ == 0 ? new BatchResult { CustomId = key, Status = 400, Body = "{}"u8.ToArray() } : BatchModel.Result(key, body),
            time)
        { PollsOf = static number => number == 4 ? 0 : number < 4 ? 30 : 2 };
        using var model = new BatchModel(batches);
        await LiveAsync(folder, 5);

        // A call in a batch sets aside about 0.01 dollars, and a live one twice as much: five fit, and not four with a live one.
        var prices = new ModelPrices([new("m", new ModelPrice { Input = 1, Output = 2, MaxOutputTokens = 10_000 })]);

        (RunEnd end, _) = await BatchRun.PlayAsync(
            folder.Path, model, new RunBatchOptions { AllowsLiveCalls = true, MaxRequests = 1 }, 5, time, prices, 0.0555m).WaitAsync(TimeSpan.FromMinutes(1));

        model.LiveCalls.ShouldBe(1);
        end.Reason.ShouldBeNull();
        BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
    }

    [Fact]
    public async Task A_batch_that_was_begun_without_prices_counts_with_the_price_of_a_batch()
    {
        using var folder = new RunFolder();
        RunSpending live = await LiveAsync(folder, 30);
        var time = new LeapTime();
        PlayedBatches batches = Answering(true, time);
        using var model = new BatchModel(batches);
        int settled = 0;
        var dying = new RunBatchOptions
        {
            OnPoint = point => point == BatchPoint.Arrived && ++settled == 2
                ? Task.FromException(new RunException(RunFailure.NotAccessible, "killed"))
                : Task.CompletedTask,
        };
        await Should.ThrowAsync<RunException>(() => BatchRun.PlayAsync(folder.Path, model, dying, 30, time, prices: null));
        (RunEnd end, RunSpending spending) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions(), 30, time, maxCost: live.Cost);

        end.Reason.ShouldBeNull();
        spending.Cost.ShouldBe(live.Cost / 2);
    }

    [Fact]
    public async Task A_provider_whose_queue_is_full_gets_smaller_batches()
    {
        using var folder = new RunFolder();
        await LiveAsync(folder, 60);
        var time = new LeapTime();
        var batches = new PlayedBatches(true, (key, body, _) => BatchModel.Result(key, body), time)
        {
            Refuse = count => count <= 7 ? null : new BatchStatus { Id = "-", State = BatchState.Refused, Word = "failed", Codes = ["token_limit_exceeded"], IsQueueFull = true },
        };
        using var model = new BatchModel(batches);

        (RunEnd end, _) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions(), 60, time);

        end.Reason.ShouldBeNull();
        batches.Submitted.Values.ShouldAllBe(times => times == 1);
        BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
    }

    [Fact]
    public async Task A_batch_is_within_the_providers_length_whatever_the_bodies_are()
    {
        using var folder = new RunFolder();
        await LiveAsync(folder, 60);
        var time = new LeapTime();
        var batches = new PlayedBatches(false, (key, body, _) => BatchModel.Result(key, body), time) { Limits = new BatchLimits { Requests = 1000, Bytes = 1500 } };
        using var model = new BatchModel(batches);

        (RunEnd end, _) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions(), 60, time);

        end.Reason.ShouldBeNull();
        batches.Lengths.ShouldAllBe(length => length <= 1500);
        batches.Lengths.Max().ShouldBeGreaterThan(1000);
        BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
    }

    [Fact]
    public async Task A_refused_key_ends_the_run_and_says_so()
    {
        using var folder = new RunFolder();
        var time = new LeapTime();
        PlayedBatches batches = Answering(true, time);
        batches.OnCall = (_, _) => throw new BatchTransportException("played answered 401 (invalid_api_key)") { IsUnauthorized = true };
        using var model = new BatchModel(batches);

        (RunEnd end, RunSpending spending) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions { AllowsLiveCalls = true }, 20, time);

        (end.Cause, end.Reason).ShouldBe((RunEndCause.ProviderFailing, "played answered 401 (invalid_api_key)"));
        (spending.Answered, model.LiveCalls).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Rows_that_wait_are_bounded()
    {
        using var folder = new RunFolder();
        await LiveAsync(folder, 60);
        var time = new LeapTime();
        PlayedBatches batches = Answering(true, time);
        using var model = new BatchModel(batches);

        (RunEnd end, _) = await BatchRun.PlayAsync(folder.Path, model, new RunBatchOptions { MaxWaitingRows = 5 }, 60, time);

        end.Reason.ShouldBeNull();
        batches.Sizes.Max().ShouldBeLessThanOrEqualTo(2 * (5 + 8), "two calls at once of each row, and as many rows as are worked on at once");
        BatchRun.ReadResults(folder.Path).ShouldBe(BatchRun.ReadResults(folder.PathOf("live")));
    }

    [Fact]
    public void A_client_that_offers_no_batches_is_refused()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        Should.Throw<ArgumentException>(() => new RunChatClient(FakeModel.Saying("fine"), store, new RunFlowOptions { Batch = new RunBatchOptions() }));
    }

    private static PlayedBatches Answering(bool isNamed, TimeProvider time) => new(isNamed, (key, body, _) => BatchModel.Result(key, body), time);

    private static async Task<RunSpending> LiveAsync(RunFolder folder, int rows)
    {
        using var model = new BatchModel(null);
        (RunEnd end, RunSpending spending) = await BatchRun.PlayAsync(folder.PathOf("live"), model, batch: null, rows, TimeProvider.System);
        end.Reason.ShouldBeNull();
        return spending;
    }
}
