using System.Diagnostics;
using MedReason.RunWorker;
using Microsoft.Extensions.AI;

namespace MedReason.Runs.Postgres.Tests;

/// <summary>A run of either home, steered from outside while it is worked on.</summary>
[Collection(RunServerGroup.Name)]
public sealed class SteeringTests(RunServer server) : IDisposable
{
    private const int Rows = 2_000;
    private static readonly ModelPrices Prices = new([new("m", new ModelPrice { Input = 1_000, Output = 10_000, MaxOutputTokens = 100 })]);
    private readonly string _folder = Directory.CreateTempSubdirectory("mr-run-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pause_drains_within_a_second_and_resume_goes_on(bool isShared)
    {
        (IRunStore store, Func<Task<IRunControl>> open) = await BeginAsync(isShared);
        await using IRunStore closing = store;
        using var stop = new CancellationTokenSource();
        var model = new SlowModel();
        Task<RunEnd> running = RunAsync(store, model, stop.Token);
        await model.WaitAsync(calls: 20);
        await using IRunControl control = await open();

        await control.SteerAsync("pause", static steering => steering with { IsPaused = true }, TestContext.Current.CancellationToken);
        await Task.Delay(1_000, TestContext.Current.CancellationToken);
        long afterASecond = model.Calls;
        await Task.Delay(700, TestContext.Current.CancellationToken);

        model.Calls.ShouldBe(afterASecond, "a second after the command nothing is begun");
        model.InFlight.ShouldBe(0, "and what was under way is finished");
        RunStatus status = await control.ReadStatusAsync(TestContext.Current.CancellationToken);
        (status.Steering.IsPaused, status.Workers, status.IsFinished, status.Counts.Rows).ShouldBe((true, 1, false, Rows));
        status.Spending.Answered.ShouldBe(afterASecond);
        running.IsCompleted.ShouldBeFalse();
        await control.SteerAsync("resume", static steering => steering with { IsPaused = false }, TestContext.Current.CancellationToken);
        await model.WaitAsync(afterASecond + 20);
        await control.SteerAsync("cancel", static steering => steering with { IsCancelled = true }, TestContext.Current.CancellationToken);
        RunEnd end = await running.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        end.Cause.ShouldBe(RunEndCause.Cancelled);
        IReadOnlyList<RunCommand> commands = await control.ReadCommandsAsync(TestContext.Current.CancellationToken);
        commands.Select(static command => (command.Command, command.Detail)).ShouldBe(
            [("pause", "paused: was False, is True"), ("resume", "paused: was True, is False"), ("cancel", "cancelled: was False, is True")]);
        commands.ShouldAllBe(static command => command.Who == $"{Environment.UserName}@{Environment.MachineName}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cap_below_what_is_spent_stops_new_calls_at_once(bool isShared)
    {
        (IRunStore store, Func<Task<IRunControl>> open) = await BeginAsync(isShared);
        await using IRunStore closing = store;
        var model = new SlowModel();
        Task<RunEnd> running = RunAsync(store, model, TestContext.Current.CancellationToken);
        await model.WaitAsync(calls: 20);
        await using IRunControl control = await open();

        await control.SteerAsync("retune", static steering => steering with { MaxCost = 0.1m }, TestContext.Current.CancellationToken);
        long before = model.Calls;
        RunEnd end = await running.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        end.Cause.ShouldBe(RunEndCause.BudgetExhausted);
        end.Progress.Done.ShouldBeLessThan(Rows);

        // Shared, the next call is asked for in the database; a folder's process looks four times a second.
        (model.Calls - before).ShouldBeLessThanOrEqualTo(isShared ? 8 : 8 * 40);
        (await control.ReadCommandsAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Detail
            .ShouldBe("max_cost: was each worker's own, is 0.1");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Concurrency_follows_up_and_down(bool isShared)
    {
        (IRunStore store, Func<Task<IRunControl>> open) = await BeginAsync(isShared);
        await using IRunStore closing = store;
        var model = new SlowModel();
        Task<RunEnd> running = RunAsync(store, model, TestContext.Current.CancellationToken);
        await model.WaitAsync(calls: 20);
        await using IRunControl control = await open();

        await control.SteerAsync("retune", static steering => steering with { Concurrency = 24 }, TestContext.Current.CancellationToken);
        await Task.Delay(1_500, TestContext.Current.CancellationToken);
        int up = model.TakeMost();
        await control.SteerAsync("retune", static steering => steering with { Concurrency = 2 }, TestContext.Current.CancellationToken);
        await Task.Delay(1_500, TestContext.Current.CancellationToken);
        model.TakeMost();
        await Task.Delay(500, TestContext.Current.CancellationToken);
        int down = model.TakeMost();

        (up > 8, up <= 24, down).ShouldBe((true, true, 2));
        await control.SteerAsync("cancel", static steering => steering with { IsCancelled = true }, TestContext.Current.CancellationToken);
        await running.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Requeued_rows_are_worked_on_again_while_the_run_goes_on()
    {
        string address = await server.NewRunAsync();
        await using PostgresRunStore store = await PostgresRunStoreTests.JoinAsync(address, rows: 20, calls: 1);
        await store.AddRowsAsync(RowWork.RowsAsync(20));
        await PostgresRunStoreTests.RunAsync(store, calls: 1);
        await using PostgresRunControl control = await PostgresRunControl.OpenAsync(
            PostgresRunAddress.Parse(address), TestContext.Current.CancellationToken);

        long count = await control.RequeueAsync("accepted", TestContext.Current.CancellationToken);

        count.ShouldBe(20);
        await using (PostgresRunReader reader = await PostgresRunReader.OpenAsync(PostgresRunAddress.Parse(address), TestContext.Current.CancellationToken))
        {
            RunState state = await reader.ReadStateAsync(TestContext.Current.CancellationToken);
            (state.IsFinished, state.Results, state.Rows, state.Spending.UsableReplies).ShouldBe((false, 0, 20, 20));
            (await reader.CopyToFolderAsync(_folder, TestContext.Current.CancellationToken)).ShouldBe(0, "what they came to is no result any more");
        }

        (await store.ReadCountsAsync(TestContext.Current.CancellationToken)).Pending.ShouldBe(20);
        await PostgresRunStoreTests.RunAsync(store, calls: 1);
        (await store.ReadCountsAsync(TestContext.Current.CancellationToken)).Pending.ShouldBe(0);
        (await server.ScalarAsync<long>(address, "select count(*) from @.requests")).ShouldBe(20, "its replies were used again");
        (await control.ReadWorkersAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Results.ShouldBe(40);
        await store.RejectReplyAsync(await server.ScalarAsync<string>(address, "select key from @.replies limit 1"));
        (await control.ReadStatusAsync(TestContext.Current.CancellationToken)).Spending.UsableReplies.ShouldBe(19);
        (await server.ScalarAsync<long>(address, "select count(*) from @.replies where is_usable")).ShouldBe(19);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_opens_a_paused_run_knows_it_before_the_first_call(bool isShared)
    {
        (IRunStore first, Func<Task<IRunControl>> open) = await BeginAsync(isShared);
        await using (IRunControl control = await open())
        {
            await control.SteerAsync("pause", static steering => steering with { IsPaused = true, MaxCost = 1 }, TestContext.Current.CancellationToken);
        }

        string place = first is RunStore ? _folder : server.LastRun;
        await first.DisposeAsync();

        await using IRunStore store = isShared
            ? await PostgresRunStoreTests.JoinAsync(place, Rows, calls: 1)
            : RunStore.Open(place, RowWork.Configuration(Rows, 1));

        (store.Steering.IsPaused, store.Steering.MaxCost).ShouldBe((true, 1m));
        using var stop = new CancellationTokenSource();
        using var model = new SlowModel();
        Task<RunEnd> running = RunAsync(store, model, stop.Token);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        model.Calls.ShouldBe(0);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
    }

    private async Task<(IRunStore Store, Func<Task<IRunControl>> Open)> BeginAsync(bool isShared)
    {
        IRunStore store;
        Func<Task<IRunControl>> open;
        if (isShared)
        {
            string address = await server.NewRunAsync();
            store = await PostgresRunStoreTests.JoinAsync(address, Rows, calls: 1);
            open = async () => await PostgresRunControl.OpenAsync(PostgresRunAddress.Parse(address));
        }
        else
        {
            store = RunStore.Open(_folder, RowWork.Configuration(Rows, 1));
            open = () => Task.FromResult<IRunControl>(RunControl.Open(_folder));
        }

        await store.AddRowsAsync(RowWork.RowsAsync(Rows));
        return (store, open);
    }

    private static async Task<RunEnd> RunAsync(IRunStore store, SlowModel model, CancellationToken token)
    {
        using var client = new RunChatClient(model, store, new RunFlowOptions { Concurrency = 8, Prices = Prices });
        return await new RunEngine(store, RowWork.Create(client, 1), new RunEngineOptions { Client = client, Concurrency = 8 }).RunAsync(token);
    }

    private sealed class SlowModel : IChatClient
    {
        private readonly RowModel _model = new(null);
        private long _calls;
        private int _inFlight;
        private int _most;

        public long Calls => Interlocked.Read(ref _calls);

        public int InFlight => Volatile.Read(ref _inFlight);

        public int TakeMost() => Interlocked.Exchange(ref _most, 0);

        public async Task WaitAsync(long calls)
        {
            long start = Stopwatch.GetTimestamp();
            while (Calls < calls)
            {
                Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(20));
                await Task.Delay(20);
            }
        }

        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            int now = Interlocked.Increment(ref _inFlight);
            InterlockedMax(now);
            try
            {
                await Task.Delay(40, CancellationToken.None);
                return await _model.GetResponseAsync(messages, options, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _inFlight);
            }
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            _model.GetStreamingResponseAsync(messages, options, cancellationToken);

        public object? GetService(Type serviceType, object? serviceKey = null) => _model.GetService(serviceType, serviceKey);

        public void Dispose() => _model.Dispose();

        private void InterlockedMax(int now)
        {
            int seen;
            while ((seen = Volatile.Read(ref _most)) < now && Interlocked.CompareExchange(ref _most, now, seen) != seen)
            {
            }
        }
    }
}
