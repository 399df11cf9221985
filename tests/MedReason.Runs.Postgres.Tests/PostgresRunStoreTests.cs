using System.Globalization;
using MedReason.RunWorker;
using Microsoft.Extensions.AI;

namespace MedReason.Runs.Postgres.Tests;

/// <summary>What one worker, and several in one process, do with a run in PostgreSQL.</summary>
[Collection(RunServerGroup.Name)]
public sealed class PostgresRunStoreTests(RunServer server)
{
    private static readonly ModelPrices Prices = new([new("m", new ModelPrice { Input = 1_000, Output = 10_000, MaxOutputTokens = 100 })]);

    [Fact]
    public async Task Results_are_those_of_a_folder_byte_by_byte()
    {
        string address = await server.NewRunAsync();
        await RunAsync(address, rows: 200, calls: 3, workers: 3);

        byte[] shared = await ExportAsync(address);

        shared.ShouldBe(await FolderAsync(rows: 200, calls: 3));
        (await server.ScalarAsync<long>(address, "select count(*) from @.requests")).ShouldBe(600, "no call was made twice");
        (await server.ScalarAsync<long>(address, "select granted - (select sum(spent + possible) from @.workers)::bigint from @.money"))
            .ShouldBe(0, "what was not used was given back");
    }

    [Fact]
    public async Task A_worker_with_another_configuration_is_refused_with_the_difference()
    {
        string address = await server.NewRunAsync();
        await using PostgresRunStore first = await JoinAsync(address, rows: 5, calls: 1);
        await first.AddRowsAsync(RowWork.RowsAsync(5));

        RunException refused = await Should.ThrowAsync<RunException>(() => JoinAsync(address, rows: 5, calls: 2));

        refused.Failure.ShouldBe(RunFailure.ConfigurationChanged);
        refused.Differences.ShouldBe(["calls: was 1, is 2"]);
    }

    [Fact]
    public async Task A_worker_that_is_not_heard_of_is_fenced_and_its_rows_and_money_come_back()
    {
        string address = await server.NewRunAsync();
        await using PostgresRunStore lost = await JoinAsync(address, rows: 3, calls: 1, lease: 1);
        await lost.AddRowsAsync(RowWork.RowsAsync(3));
        IRequestLedger ledger = lost.OpenLedger(new RunFlowOptions { Prices = Prices }, Prices.Find("m"));
        await using IAsyncEnumerator<RunRow> rows = lost.ClaimRowsAsync(1, includeDeferred: false).GetAsyncEnumerator();
        (await rows.MoveNextAsync()).ShouldBeTrue();
        RequestTicket ticket = await ledger.BeginAsync(new RequestIntent { Key = "k", WorstCase = 1_000, MaxInputTokens = 10 });
        await server.ScalarAsync<object>(address, "update @.workers set lease_until = '-infinity'; select @.retire(id, true) from @.workers");

        RunException fenced = await Should.ThrowAsync<RunException>(
            () => ledger.AnswerAsync(ticket, new RequestAnswer { Reply = [1], IsUsable = true, Cost = 1 }));

        fenced.Failure.ShouldBe(RunFailure.Locked);
        await Should.ThrowAsync<RunException>(() => lost.RecordResultAsync(0, new RunResult { Outcome = "accepted", Payload = new byte[] { 1 } }));
        (await server.ScalarAsync<long>(address, "select count(*) from @.rows where state = 0")).ShouldBe(3);
        (await server.ScalarAsync<long>(address, "select granted from @.money")).ShouldBe(1_000, "an open request counts with its worst case");
        (await server.ScalarAsync<string>(address, "select failure from @.requests")).ShouldBe("lost");
        await using PostgresRunStore other = await JoinAsync(address, rows: 3, calls: 1);
        await RunAsync(other, calls: 1);
        (await other.ReadCountsAsync()).Pending.ShouldBe(0);
    }

    [Fact]
    public async Task A_machine_that_vanishes_while_it_takes_over_the_rows_holds_up_nobody()
    {
        string address = await server.NewRunAsync() + "&Command%20Timeout=1";
        await using var proxy = new CutProxy(server.SocketPath, seed: 1);
        proxy.BeHonest();
        var gone = new TaskCompletionSource();
        await using PostgresRunStore vanished = await PostgresRunStore.JoinAsync(
            PostgresRunAddress.Parse(proxy.AddressOf(PostgresRunAddress.Parse(address).Run)), RowWork.Configuration(3, 1), new PostgresRunStoreOptions { GiveUpAfter = TimeSpan.FromSeconds(3) });
        await using PostgresRunStore other = await JoinAsync(address, rows: 3, calls: 1);
        Task first = vanished.AddRowsAsync(VanishAfterOneAsync());
        await gone.Task.WaitAsync(TimeSpan.FromMinutes(1));

        await other.AddRowsAsync(RowWork.RowsAsync(3)).WaitAsync(TimeSpan.FromMinutes(1));

        (await Should.ThrowAsync<RunException>(() => first.WaitAsync(TimeSpan.FromMinutes(1)))).Failure.ShouldBe(RunFailure.NotAccessible);
        (await server.ScalarAsync<long>(address, "select count(*) from @.rows join @.row_payloads using (ordinal)")).ShouldBe(3);

        async IAsyncEnumerable<RunRow> VanishAfterOneAsync()
        {
            await foreach (RunRow row in RowWork.RowsAsync(3))
            {
                yield return row;
                proxy.Vanish();
                gone.TrySetResult();
            }
        }
    }

    // In sum longer than a server that hears nothing waits; each pause is longer and shorter than what it waits for a command.
    [Theory]
    [InlineData(2, 3_500)]
    [InlineData(10, 750)]
    public async Task A_bank_that_comes_slowly_is_read_once_while_others_wait_for_it(int rows, int pause)
    {
        string address = await server.NewRunAsync() + "&Command%20Timeout=1";
        int reads = 0;
        var hasBegun = new TaskCompletionSource();
        await using PostgresRunStore slow = await JoinAsync(address, rows, calls: 1);
        await using PostgresRunStore other = await JoinAsync(address, rows, calls: 1);
        Task first = slow.AddRowsAsync(PauseAsync());
        await hasBegun.Task.WaitAsync(TimeSpan.FromMinutes(1));

        await other.AddRowsAsync(RowWork.RowsAsync(rows)).WaitAsync(TimeSpan.FromMinutes(1));

        await first.WaitAsync(TimeSpan.FromMinutes(1));
        reads.ShouldBe(1);
        (await server.ScalarAsync<long>(address, "select count(*) from @.rows join @.row_payloads using (ordinal)")).ShouldBe(rows);

        async IAsyncEnumerable<RunRow> PauseAsync()
        {
            reads++;
            await foreach (RunRow row in RowWork.RowsAsync(rows))
            {
                yield return row;
                hasBegun.TrySetResult();
                await Task.Delay(pause);
            }
        }
    }

    [Fact]
    public async Task A_connection_asks_the_server_to_give_it_up_when_its_other_end_is_gone()
    {
        PostgresRunAddress address = PostgresRunAddress.Parse(await server.NewRunAsync());
        await using var database = new PostgresRunConnection(address, TimeSpan.FromSeconds(10), TimeProvider.System);

        // A connection that comes back from the pool as well; what a socket of the file system cannot have is in force for one of a network.
        for (int use = 0; use < 3; use++)
        {
            List<string> settings = await database.ReadAsync(
                "select name || ' ' || reset_val from pg_settings where name like 'tcp%' order by name", static reader => reader.GetString(0), default);
            settings.ShouldBe(["tcp_keepalives_count 3", "tcp_keepalives_idle 30", "tcp_keepalives_interval 10", "tcp_user_timeout 60000"]);
        }
    }

    [Theory]
    [InlineData("1 8")]
    [InlineData("20 300")]
    [InlineData("0 0")]
    [InlineData("20 -5")]
    public async Task Many_workers_stay_within_one_cap(string usage)
    {
        int seeds = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 50 : 2;
        for (int seed = 0; seed < seeds; seed++)
        {
            string address = await server.NewRunAsync();
            var random = new Random(seed);
            decimal cap = 5 + random.Next(20);
            using var model = new BillingModel(seed, usage);
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                await using PostgresRunStore store = await JoinAsync(address, rows: 400, calls: 1);
                await store.AddRowsAsync(RowWork.RowsAsync(400));
                using var client = new RunChatClient(
                    model, store, new RunFlowOptions { Concurrency = 4, Prices = Prices, MaxCost = cap });
                var engine = new RunEngine(store, RowWork.Create(client, 1), new RunEngineOptions { Client = client, Concurrency = 4 });
                RunEnd end = await engine.RunAsync().WaitAsync(TimeSpan.FromMinutes(1));
                end.Cause.ShouldBeOneOf(RunEndCause.BudgetExhausted, RunEndCause.ReplyLimitExceeded);
            })));

            long ledger = await server.ScalarAsync<long>(address, "select sum(amount)::bigint from @.requests");
            long sums = await server.ScalarAsync<long>(address, "select sum(spent + possible)::bigint from @.workers");
            string context = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, cap {cap}, billed {model.Billed}");
            sums.ShouldBe(ledger, context);
            model.Billed.ShouldBeLessThanOrEqualTo(RunServer.ToDollars(ledger), context);
            RunServer.ToDollars(ledger).ShouldBeLessThanOrEqualTo(cap, context);
            (await server.ScalarAsync<long>(address, "select count(*) from @.requests where state = 0")).ShouldBe(0, context);
        }
    }

    [Fact]
    public async Task A_call_that_nothing_limits_is_on_record_without_an_amount_and_a_later_cap_does_not_take_it_for_free()
    {
        string address = await server.NewRunAsync();
        await using PostgresRunStore store = await JoinAsync(address, rows: 1, calls: 1);
        var price = new ModelPrice { Input = 1, Output = 2 };
        IRequestLedger ledger = store.OpenLedger(new RunFlowOptions(), price);
        RequestTicket certain = await ledger.BeginAsync(new RequestIntent { Key = "certain", WorstCase = 0, MaxInputTokens = 10 });
        RequestTicket uncertain = await ledger.BeginAsync(new RequestIntent { Key = "uncertain", WorstCase = 0, MaxInputTokens = 10 });
        RequestTicket failed = await ledger.BeginAsync(new RequestIntent { Key = "failed", WorstCase = 0, MaxInputTokens = 10 });
        await ledger.AnswerAsync(certain, new RequestAnswer { Reply = [1], IsUsable = true, Cost = 7, InputTokens = 1, CachedInputTokens = 0, OutputTokens = 1 });
        await ledger.AnswerAsync(uncertain, new RequestAnswer { Reply = [1], IsUsable = true, Cost = 0 });
        await ledger.FailAsync(failed, new RequestFailure { Summary = "not sent" });

        (await server.ScalarAsync<string>(address, "select string_agg(key || ' ' || coalesce(amount::text, 'unknown'), ', ' order by key) from @.requests"))
            .ShouldBe("certain 7, failed 0, uncertain unknown");
        ledger.End.ShouldBeNull();
        await using PostgresRunControl control = await PostgresRunControl.OpenAsync(PostgresRunAddress.Parse(address));
        await control.SteerAsync("retune", static steering => steering with { MaxCost = 1 });
        for (int i = 0; i < 600 && ledger.End is null; i++)
        {
            await Task.Delay(50);
        }

        ledger.End.ShouldNotBeNull().Reason.ShouldContain("calls without a limit on replies");
        await using PostgresRunStore next = await JoinAsync(address, rows: 1, calls: 1);
        Should.Throw<RunException>(() => next.OpenLedger(new RunFlowOptions { MaxCost = 1 }, price)).Message.ShouldContain("1 calls of the run were made without prices");
    }

    [Fact]
    public async Task A_request_that_waits_for_money_is_refused_when_the_run_is_stopped()
    {
        string address = await server.NewRunAsync();
        await using PostgresRunStore store = await JoinAsync(address, rows: 1, calls: 1);
        IRequestLedger ledger = store.OpenLedger(new RunFlowOptions { MaxCost = 1, Prices = Prices }, Prices.Find("m"));
        RequestTicket held = await ledger.BeginAsync(new RequestIntent { Key = "held", WorstCase = 600_000_000_000, MaxInputTokens = 1, MaxOutputTokens = 1 });
        Task<RequestTicket> waiting = ledger.BeginAsync(new RequestIntent { Key = "waiting", WorstCase = 600_000_000_000, MaxInputTokens = 1, MaxOutputTokens = 1 });
        await Task.Delay(200);
        waiting.IsCompleted.ShouldBeFalse();

        ledger.Stop(new RunStop(RunEndCause.ReplyLimitExceeded, "enough"));

        (await Should.ThrowAsync<RequestRefusedException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30)))).Message.ShouldBe("enough");
        await ledger.FailAsync(held, new RequestFailure { Summary = "not sent" });
        (await server.ScalarAsync<string>(address, "select string_agg(key, ' ') from @.requests")).ShouldBe("held");
    }

    [Fact]
    public async Task A_copy_in_a_folder_is_a_run_that_every_verb_reads()
    {
        string address = await server.NewRunAsync();
        await RunAsync(address, rows: 30, calls: 1, workers: 1);
        string folder = Directory.CreateTempSubdirectory("mr-run-").FullName;
        await using PostgresRunReader reader = await PostgresRunReader.OpenAsync(PostgresRunAddress.Parse(address));

        long first = await reader.CopyToFolderAsync(folder);
        long again = await reader.CopyToFolderAsync(folder);

        (first, again).ShouldBe((30, 30));
        (await File.ReadAllBytesAsync(Path.Combine(folder, "results.jsonl"))).ShouldBe(await FolderAsync(rows: 30, calls: 1));
        using (var copy = RunReader.Open(folder))
        {
            (copy.IsFinished, copy.RowCount, copy.Configuration.Fingerprint).ShouldBe((true, 30, reader.Configuration.Fingerprint));
        }

        RunState state = await reader.ReadStateAsync();
        (state.IsFinished, state.Results, state.Spending.Answered).ShouldBe((true, 30, 30));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_shared_rate_holds_over_all_workers()
    {
        string address = await server.NewRunAsync();
        await using PostgresRunStore first = await JoinAsync(address, rows: 1, calls: 1);
        await using PostgresRunStore second = await JoinAsync(address, rows: 1, calls: 1);
        var options = new RunFlowOptions { RequestsPerMinute = 60 };
        IRequestLedger[] ledgers = [first.OpenLedger(options, null), second.OpenLedger(options, null)];

        var delays = new List<double>();
        for (int i = 0; i < 8; i++)
        {
            RequestTicket ticket = await ledgers[i % 2].BeginAsync(new RequestIntent
            {
                Key = string.Create(CultureInfo.InvariantCulture, $"k{i}"),
                WorstCase = 0,
                MaxInputTokens = 1,
            });
            delays.Add(ticket.Delay.TotalSeconds);
        }

        // A burst of a second, then one a second.
        delays[^1].ShouldBeInRange(4, 7);
        delays.ShouldBe(delays.Order());
    }

    internal static Task<PostgresRunStore> JoinAsync(string address, int rows, int calls, double lease = 15) => PostgresRunStore.JoinAsync(
        PostgresRunAddress.Parse(address), RowWork.Configuration(rows, calls), new PostgresRunStoreOptions { Lease = TimeSpan.FromSeconds(lease) });

    internal static async Task<RunEnd> RunAsync(PostgresRunStore store, int calls)
    {
        using var client = new RunChatClient(new RowModel(null), store, new RunFlowOptions { Concurrency = 8, Prices = Prices });
        return await new RunEngine(store, RowWork.Create(client, calls), new RunEngineOptions { Client = client, Concurrency = 8 }).RunAsync();
    }

    internal static async Task<byte[]> FolderAsync(int rows, int calls)
    {
        string folder = Directory.CreateTempSubdirectory("mr-run-").FullName;
        try
        {
            using RunStore store = RunStore.Open(folder, RowWork.Configuration(rows, calls));
            await store.AddRowsAsync(RowWork.RowsAsync(rows));
            using var client = new RunChatClient(new RowModel(null), store, new RunFlowOptions { Concurrency = 32 });
            await new RunEngine(store, RowWork.Create(client, calls), new RunEngineOptions { Client = client, Concurrency = 32 }).RunAsync();
            await store.WriteResultsAsync();
            return await File.ReadAllBytesAsync(Path.Combine(folder, "results.jsonl"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static async Task<byte[]> ExportAsync(string address)
    {
        string path = Path.GetTempFileName();
        await using PostgresRunReader reader = await PostgresRunReader.OpenAsync(PostgresRunAddress.Parse(address));
        await reader.WriteResultsAsync(path);
        byte[] bytes = await File.ReadAllBytesAsync(path);
        File.Delete(path);
        return bytes;
    }

    private static async Task RunAsync(string address, int rows, int calls, int workers) =>
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            await using PostgresRunStore store = await JoinAsync(address, rows, calls);
            await store.AddRowsAsync(RowWork.RowsAsync(rows));
            RunEnd end = await RunAsync(store, calls);
            end.Progress.Done.ShouldBe(rows);
        })));

    /// <summary>Bills up to the limit of a reply, and reports what it is given, or what it bills.</summary>
    private sealed class BillingModel(int seed, string usage) : IChatClient
    {
        private readonly Random _random = new(seed);
        private readonly Lock _lock = new();

        public decimal Billed { get; private set; }

        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            int output;
            lock (_lock)
            {
                output = _random.Next(1, 101);
                Billed += ((20 * 1_000m) + (output * 10_000m)) / 1_000_000;
            }

            await Task.Delay(output % 5, cancellationToken);
            string[] reported = usage == "1 8" ? ["20", output.ToString(CultureInfo.InvariantCulture)] : usage.Split(' ');
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, "word"))
            {
                FinishReason = ChatFinishReason.Stop,
                Usage = new UsageDetails
                {
                    InputTokenCount = long.Parse(reported[0], CultureInfo.InvariantCulture),
                    OutputTokenCount = long.Parse(reported[1], CultureInfo.InvariantCulture),
                },
            };
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("loopback", new Uri("http://localhost/"), "m") : null;

        public void Dispose()
        {
        }
    }
}
