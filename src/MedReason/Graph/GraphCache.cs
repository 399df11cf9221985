using System.Runtime.CompilerServices;

namespace MedReason.Graph;

/// <summary>Keeps what is computed once per graph, as long as both the graph and the cache live. Safe for concurrent use.</summary>
/// <remarks>
/// <para>The key is the object that the value is computed from: the metadata, the adjacency view, or the graph itself. A decorator that shows other data has
/// other objects for these, so that it never gets a value of the graph inside it. Keys are compared by reference and held weakly.</para>
/// <para>Concurrent callers share one computation. A computation that fails is not kept: its callers get the exception, and the next caller starts anew.</para>
/// </remarks>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TValue">The type of the value; it may refer to the key.</typeparam>
internal sealed class GraphCache<TKey, TValue>
    where TKey : class
{
    private readonly ConditionalWeakTable<TKey, Entry> _entries = [];

    /// <summary>Returns the value of a key, computed by the first caller while others wait.</summary>
    /// <param name="key">The key.</param>
    /// <param name="compute">Computes the value from the key.</param>
    public TValue Get(TKey key, Func<TKey, TValue> compute) => EntryOf(key).Get(key, compute);

    /// <summary>Returns the value of a key, computed at the first call.</summary>
    /// <param name="key">The key.</param>
    /// <param name="compute">Computes the value. It runs to its end even if all callers cancel, so that the next call finds the value.</param>
    /// <param name="cancellationToken">Cancels the wait of this caller only.</param>
    public ValueTask<TValue> GetAsync(TKey key, Func<Task<TValue>> compute, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<TValue>(cancellationToken)
            : EntryOf(key).GetAsync(compute, cancellationToken);

    private Entry EntryOf(TKey key) => _entries.GetValue(key, static _ => new Entry());

    private sealed class Entry
    {
        private readonly Lock _gate = new();
        private volatile StrongBox<TValue>? _value;
        private Task<TValue>? _running;

        public TValue Get(TKey key, Func<TKey, TValue> compute)
        {
            if (_value is null)
            {
                lock (_gate)
                {
                    _value ??= new StrongBox<TValue>(compute(key));
                }
            }

            return _value.Value!;
        }

        public ValueTask<TValue> GetAsync(Func<Task<TValue>> compute, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                if (_value is { } known)
                {
                    return ValueTask.FromResult(known.Value!);
                }

                _running ??= Task.Run(() => ComputeAsync(compute), CancellationToken.None);
                return new ValueTask<TValue>(_running.WaitAsync(cancellationToken));
            }
        }

        private async Task<TValue> ComputeAsync(Func<Task<TValue>> compute)
        {
            try
            {
                TValue value = await compute().ConfigureAwait(false);
                _value = new StrongBox<TValue>(value);
                return value;
            }
            finally
            {
                lock (_gate)
                {
                    _running = null;
                }
            }
        }
    }
}
