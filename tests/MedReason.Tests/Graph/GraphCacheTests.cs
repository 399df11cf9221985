using System.Runtime.CompilerServices;
using MedReason.Graph;

namespace MedReason.Tests;

public sealed class GraphCacheTests
{
    private readonly GraphCache<object, string> _cache = new();
    private readonly object _key = new();
    private int _computations;

    [Fact]
    public async Task Concurrent_callers_share_one_computation()
    {
        var gate = new TaskCompletionSource();
        Task<string>[] callers =
        [
            .. Enumerable.Range(0, 32).Select(_ => Task.Run(() => _cache.GetAsync(_key, () => ComputeAsync(gate.Task), default).AsTask())),
        ];
        gate.SetResult();

        (await Task.WhenAll(callers)).ShouldAllBe(value => value == "1");
        (await _cache.GetAsync(_key, () => ComputeAsync(gate.Task), default)).ShouldBe("1");
        _computations.ShouldBe(1);
    }

    [Fact]
    public async Task Concurrent_synchronous_callers_share_one_computation()
    {
        using var start = new Barrier(8);
        Task<string>[] callers =
        [
            .. Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return _cache.Get(_key, _ => Interlocked.Increment(ref _computations).ToString());
                },
                default,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)),
        ];

        (await Task.WhenAll(callers)).ShouldAllBe(value => value == "1");
        _computations.ShouldBe(1);
    }

    [Fact]
    public async Task Each_key_has_a_value_of_its_own()
    {
        (await _cache.GetAsync(_key, () => ComputeAsync(Task.CompletedTask), default)).ShouldBe("1");
        (await _cache.GetAsync(new object(), () => ComputeAsync(Task.CompletedTask), default)).ShouldBe("2");
        _cache.Get(_key, _ => "never").ShouldBe("1");
    }

    [Fact]
    public async Task A_caller_that_cancels_does_not_cancel_the_others()
    {
        var gate = new TaskCompletionSource();
        using var cancellation = new CancellationTokenSource();
        Task<string> impatient = _cache.GetAsync(_key, () => ComputeAsync(gate.Task), cancellation.Token).AsTask();
        Task<string> patient = _cache.GetAsync(_key, () => ComputeAsync(gate.Task), default).AsTask();

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(impatient);
        patient.IsCompleted.ShouldBeFalse();
        gate.SetResult();

        (await patient).ShouldBe("1");
        _computations.ShouldBe(1);
    }

    [Fact]
    public async Task A_computation_that_every_caller_left_is_finished_for_the_next()
    {
        var gate = new TaskCompletionSource();
        using var cancellation = new CancellationTokenSource();
        Task<string> impatient = _cache.GetAsync(_key, () => ComputeAsync(gate.Task), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(impatient);
        gate.SetResult();

        (await _cache.GetAsync(_key, () => ComputeAsync(gate.Task), default)).ShouldBe("1");
        _computations.ShouldBe(1);
    }

    [Fact]
    public async Task A_caller_that_is_cancelled_already_starts_nothing()
    {
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await _cache.GetAsync(_key, () => ComputeAsync(Task.CompletedTask), new CancellationToken(true)));
        _computations.ShouldBe(0);
    }

    [Fact]
    public async Task A_failed_or_cancelled_computation_is_not_kept()
    {
        await Should.ThrowAsync<InvalidOperationException>(
            async () => await _cache.GetAsync(_key, () => Task.FromException<string>(new InvalidOperationException()), default));
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await _cache.GetAsync(_key, () => Task.FromCanceled<string>(new CancellationToken(true)), default));
        Should.Throw<InvalidOperationException>(() => _cache.Get(_key, _ => throw new InvalidOperationException()));

        (await _cache.GetAsync(_key, () => ComputeAsync(Task.CompletedTask), default)).ShouldBe("1");
    }

    [Fact]
    public async Task A_value_that_refers_to_its_graph_is_freed_with_it()
    {
        var cache = new GraphCache<IKnowledgeGraph, object>();
        WeakReference graph = await UseAsync(cache);
        for (int i = 0; i < 10 && graph.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        graph.IsAlive.ShouldBeFalse();
        GC.KeepAlive(cache);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> UseAsync(GraphCache<IKnowledgeGraph, object> cache)
    {
        IKnowledgeGraph graph = ClinicGraph.Build();
        await cache.GetAsync(graph, () => Task.FromResult<object>(new StrongBox<IKnowledgeGraph>(graph)), default);
        await TestPipeline.Create(graph).RunAsync(ClinicQuestions.Drug);
        return new WeakReference(graph);
    }

    private async Task<string> ComputeAsync(Task gate)
    {
        string value = Interlocked.Increment(ref _computations).ToString();
        await gate;
        return value;
    }
}
