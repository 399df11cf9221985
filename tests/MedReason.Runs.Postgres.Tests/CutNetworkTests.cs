using System.Globalization;
using MedReason.RunWorker;
using Microsoft.Extensions.AI;

namespace MedReason.Runs.Postgres.Tests;

/// <summary>
/// Networks that are cut between workers and PostgreSQL, in seeded schedules: nothing is lost or doubled. <c>MEDREASON_LONG_TESTS=1</c> plays 1,000 of them.
/// </summary>
[Collection(RunServerGroup.Name)]
public sealed class CutNetworkTests(RunServer server, ITestOutputHelper output)
{
    private const int Rows = 40;
    private const int Calls = 3;
    private static readonly int Seeds = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 1_000 : 8;

    [Fact]
    public async Task Whatever_is_cut_nothing_is_lost_or_doubled()
    {
        byte[] expected = await PostgresRunStoreTests.FolderAsync(Rows, Calls);
        int cuts = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            string direct = await server.NewRunAsync();
            await using var proxy = new CutProxy(server.SocketPath, seed);
            string run = PostgresRunAddress.Parse(direct).Run;
            string address = string.Create(
                CultureInfo.InvariantCulture,
                $"postgres://tester@127.0.0.1:{proxy.Port}/postgres?run={run}&Timeout=1&Command%20Timeout=1&Cancellation%20Timeout=200&sslmode=disable&gssencryptionmode=disable");
            using var model = new CountedModel();
            string context = string.Create(CultureInfo.InvariantCulture, $"seed {seed}");
            for (int session = 0; session < 50; session++)
            {
                if (session > 3)
                {
                    proxy.BeHonest();
                }

                await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => WorkAsync(address, model))));
                if (await IsDoneAsync(direct))
                {
                    break;
                }
            }

            cuts += proxy.Cuts;
            (await PostgresRunStoreTests.ExportAsync(direct)).ShouldBe(expected, context);
            long answered = await server.ScalarAsync<long>(direct, "select count(*) from @.requests where state = 1");
            long lost = await server.ScalarAsync<long>(direct, "select count(*) from @.requests where state = 3");
            answered.ShouldBe(Rows * Calls, context);
            (model.Calls - answered).ShouldBeInRange(0, lost, context + ": only calls whose reply was not recorded are made again");
            (await server.ScalarAsync<long>(
                direct, "select (select sum(amount) from @.requests)::bigint - (select sum(spent + possible + reserved) from @.workers)::bigint"))
                .ShouldBe(0, context);
            (await server.ScalarAsync<long>(direct, "select m.granted - (select sum(granted) from @.workers)::bigint from @.money m")).ShouldBe(0, context);
            await server.ScalarAsync<object>(direct, $"drop schema \"{PostgresRunAddress.Parse(direct).Schema}\" cascade; select 1");
            Npgsql.NpgsqlConnection.ClearAllPools();
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Seeds} schedules, {cuts} connections cut"));
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
