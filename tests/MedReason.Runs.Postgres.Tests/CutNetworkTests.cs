using System.Globalization;
using MedReason.Runs.Tests;
using MedReason.RunWorker;
using Microsoft.Extensions.AI;

namespace MedReason.Runs.Postgres.Tests;

/// <summary>
/// Networks that are cut between workers and PostgreSQL, in seeded schedules: nothing is lost or doubled. <c>MEDREASON_LONG_TESTS=1</c> plays 1,000 of them, and
/// 200 with calls in batches.
/// </summary>
[Collection(RunServerGroup.Name)]
public sealed class CutNetworkTests(RunServer server, ITestOutputHelper output)
{
    private const int Rows = 40;
    private const int Calls = 3;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";
    private int _cuts;

    [Fact]
    public async Task Whatever_is_cut_nothing_is_lost_or_doubled()
    {
        byte[] expected = await PostgresRunStoreTests.FolderAsync(Rows, Calls);
        await PlayAsync(IsLong ? 1_000 : 8, async (direct, address, context, cut) =>
        {
            using var model = new CountedModel();
            await cut(() => WorkAsync(address, model));

            (await PostgresRunStoreTests.ExportAsync(direct)).ShouldBe(expected, context);
            long answered = await server.ScalarAsync<long>(direct, "select count(*) from @.requests where state = 1");
            long lost = await server.ScalarAsync<long>(direct, "select count(*) from @.requests where state = 3");
            answered.ShouldBe(Rows * Calls, context);
            (model.Calls - answered).ShouldBeInRange(0, lost, context + ": only calls whose reply was not recorded are made again");
        });
    }

    [Fact]
    public async Task Whatever_is_cut_batches_are_submitted_once()
    {
        using var folder = new RunFolder();
        using var live = new BatchModel(null);
        (_, RunSpending whole) = await BatchRun.PlayAsync(folder.Path, live, batch: null, Rows, TimeProvider.System);
        byte[] expected = BatchRun.ReadResults(folder.Path);
        await PlayAsync(IsLong ? 200 : 2, async (direct, address, context, cut) =>
        {
            var time = new LeapTime(LeapTime.Turn);
            var batches = new PlayedBatches(context[^1] % 2 == 0, static (key, body, _) => BatchModel.Result(key, body), time);
            using var model = new BatchModel(batches);
            await cut(() => WorkInBatchesAsync(address, model, time));

            (await PostgresRunStoreTests.ExportAsync(direct)).ShouldBe(expected, context);
            batches.Submitted.Values.ShouldAllBe(static times => times == 1, context);
            batches.Submitted.Count.ShouldBe((int)whole.Answered, context);
            (await server.ScalarAsync<long>(direct, "select sum(spent)::bigint from @.workers")).ShouldBe((long)(whole.Cost * 1_000_000_000_000m / 2), context);
            (await server.ScalarAsync<long>(direct, "select sum(answered)::bigint from @.workers")).ShouldBe(whole.Answered, context);
        });
    }

    /// <summary>Plays schedules, several at once: most of a schedule is waiting. In each, two workers at a time work through a proxy until the run is done.</summary>
    private async Task PlayAsync(int seeds, Func<string, string, string, Func<Func<Task>, Task>, Task> play)
    {
        await server.NewRunAsync();
        var options = new ParallelOptions { MaxDegreeOfParallelism = IsLong ? 8 : 4 };
        await Parallel.ForEachAsync(Enumerable.Range(0, seeds), options, async (seed, _) =>
        {
            string direct = await server.NewRunAsync();
            await using var proxy = new CutProxy(server.SocketPath, seed);
            string address = proxy.AddressOf(PostgresRunAddress.Parse(direct).Run);
            string context = string.Create(CultureInfo.InvariantCulture, $"seed {seed}");
            await play(direct, address, context, async work =>
            {
                for (int session = 0; session < 50 && !await IsDoneAsync(direct); session++)
                {
                    if (session > 3)
                    {
                        proxy.BeHonest();
                    }

                    await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(work)));
                }
            });
            Interlocked.Add(ref _cuts, proxy.Cuts);
            (await server.ScalarAsync<long>(
                direct, "select (select sum(amount) from @.requests)::bigint - (select sum(spent + possible + reserved) from @.workers)::bigint"))
                .ShouldBe(0, context);
            (await server.ScalarAsync<long>(direct, "select m.granted - (select sum(granted) from @.workers)::bigint from @.money m")).ShouldBe(0, context);
            await server.ScalarAsync<object>(direct, $"drop schema \"{PostgresRunAddress.Parse(direct).Schema}\" cascade; select 1");
        });
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seeds} schedules, {_cuts} connections cut"));
    }

    private static async Task WorkInBatchesAsync(string address, BatchModel model, TimeProvider time)
    {
        try
        {
            await using PostgresRunStore store = await PostgresRunStore.JoinAsync(
                PostgresRunAddress.Parse(address), RunFolder.Configuration(),
                new PostgresRunStoreOptions { Lease = TimeSpan.FromSeconds(4), GiveUpAfter = TimeSpan.FromSeconds(20), CallsInBatches = true });
            await BatchRun.PlayAsync(store, model, new RunBatchOptions(), Rows, time, BatchRun.Prices, maxCost: 1_000);
        }
        catch (RunException)
        {
            // Fenced, or cut off for too long: the next session goes on.
        }
    }

    private static async Task WorkAsync(string address, CountedModel model)
    {
        try
        {
            await using PostgresRunStore store = await PostgresRunStore.JoinAsync(
                PostgresRunAddress.Parse(address), RowWork.Configuration(Rows, Calls),
                new PostgresRunStoreOptions { Lease = TimeSpan.FromSeconds(4), GiveUpAfter = TimeSpan.FromSeconds(20) });
            await store.AddRowsAsync(RowWork.RowsAsync(Rows));
            using var client = new RunChatClient(model, store, new RunFlowOptions
            {
                Concurrency = 4,
                MaxCost = 1_000,
                Prices = new ModelPrices([new("m", new ModelPrice { Input = 1_000, Output = 10_000, MaxOutputTokens = 100 })]),
            });
            await new RunEngine(store, RowWork.Create(client, Calls), new RunEngineOptions { Client = client, Concurrency = 4 }).RunAsync();
        }
        catch (RunException)
        {
            // Fenced, or cut off for too long: the next session goes on.
        }
    }

    private async Task<bool> IsDoneAsync(string address) =>
        await server.ScalarAsync<bool>(address, "select to_regclass('@.rows') is not null")
        && await server.ScalarAsync<bool>(address, "select (select row_count from @.run) is not null and not exists (select 1 from @.rows where state <> 2)");

    private sealed class CountedModel() : IChatClient
    {
        private readonly RowModel _model = new(null);
        private int _calls;

        public int Calls => _calls;

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            return _model.GetResponseAsync(messages, options, cancellationToken);
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            _model.GetStreamingResponseAsync(messages, options, cancellationToken);

        public object? GetService(Type serviceType, object? serviceKey = null) => _model.GetService(serviceType, serviceKey);

        public void Dispose() => _model.Dispose();
    }
}
