namespace MedReason.Kg.Primekg;

/// <summary>A PrimeKG graph that loads at the first call that needs it.</summary>
/// <remarks>
/// <para>The first load reads the file and writes a snapshot; later ones, in this and other processes, open the snapshot. It is built again when the file's
/// length or time of last change, the name, the version or the snapshot's format changes, or when the snapshot is damaged. Of several processes one builds
/// and the others wait. A load that fails is retried at the next call.</para>
/// <para>Capabilities are offered once the graph is loaded; await <see cref="GetMetadataAsync"/> first. Safe for concurrent use.</para>
/// </remarks>
public sealed class PrimeKgKnowledgeGraph : IKnowledgeGraph, IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan LockRetryDelay = TimeSpan.FromMilliseconds(50);
    private readonly PrimeKgOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _disposing = new();
    private readonly Lock _gate = new();
    private Task<InMemoryKnowledgeGraph>? _loading;
    private InMemoryKnowledgeGraph? _graph;
    private bool _isDisposed;

    /// <summary>Initializes a new instance; nothing is read yet.</summary>
    /// <param name="options">The options.</param>
    /// <param name="timeProvider">The clock of waiting for another process; null for the system's.</param>
    /// <exception cref="ArgumentException">The options name no file.</exception>
    public PrimeKgKnowledgeGraph(PrimeKgOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Path, nameof(options));
        _options = options;
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc />
    public async ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default)
    {
        InMemoryKnowledgeGraph graph = await LoadAsync(cancellationToken).ConfigureAwait(false);
        return await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
    {
        InMemoryKnowledgeGraph graph = await LoadAsync(cancellationToken).ConfigureAwait(false);
        return await graph.GetNodesAsync(ids, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default)
    {
        InMemoryKnowledgeGraph graph = await LoadAsync(cancellationToken).ConfigureAwait(false);
        return await graph.GetNeighborsAsync(frontier, options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : Volatile.Read(ref _graph)?.GetService(serviceType, serviceKey);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _graph?.Dispose();
        }

        // A load in progress notices it, ends and disposes its graph.
        _disposing.Cancel();
        _disposing.Dispose();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Task<InMemoryKnowledgeGraph>? loading;
        lock (_gate)
        {
            loading = _loading;
        }

        Dispose();
        if (loading is not null)
        {
            await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<InMemoryKnowledgeGraph> LoadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task<InMemoryKnowledgeGraph> loading;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_loading is null || _loading.IsFaulted || _loading.IsCanceled)
            {
                // Shared by all callers: one caller's cancellation ends that caller's wait, not the load.
                CancellationToken disposing = _disposing.Token;
                _loading = Task.Run(() => LoadAndKeepAsync(disposing), CancellationToken.None);
            }

            loading = _loading;
        }

        return loading.IsCompletedSuccessfully ? loading : loading.WaitAsync(cancellationToken);
    }

    private async Task<InMemoryKnowledgeGraph> LoadAndKeepAsync(CancellationToken cancellationToken)
    {
        InMemoryKnowledgeGraph graph;
        try
        {
            graph = await OpenOrBuildAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InputFormatException exception)
        {
            throw new KnowledgeGraphException(exception.ToLine(), exception);
        }

        lock (_gate)
        {
            if (_isDisposed)
            {
                graph.Dispose();
                throw new ObjectDisposedException(nameof(PrimeKgKnowledgeGraph));
            }

            _graph = graph;
            return graph;
        }
    }

    private async Task<InMemoryKnowledgeGraph> OpenOrBuildAsync(CancellationToken cancellationToken)
    {
        if (await TryOpenAsync(SourceStamp.Take(_options), cancellationToken).ConfigureAwait(false) is { } present)
        {
            return present;
        }

        FileStream held = await TakeLockAsync(cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            // Another process may have built it while this one waited.
            SourceStamp stamp = SourceStamp.Take(_options);
            return await TryOpenAsync(stamp, cancellationToken).ConfigureAwait(false) ?? await BuildAsync(stamp, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<InMemoryKnowledgeGraph?> TryOpenAsync(SourceStamp stamp, CancellationToken cancellationToken)
    {
        string path = _options.EffectiveSnapshotPath;
        if (await SourceStamp.ReadAsync(StampPath, cancellationToken).ConfigureAwait(false) is not { } known || known.Stamp != stamp || !File.Exists(path))
        {
            return null;
        }

        try
        {
            InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(
                path, new SnapshotOpenOptions { Map = _options.MapSnapshot }, cancellationToken).ConfigureAwait(false);
            if (string.Equals(graph.Metadata.ContentHash, known.ContentHash, StringComparison.Ordinal))
            {
                return graph;
            }

            graph.Dispose();
            return null;
        }
        catch (KnowledgeGraphException)
        {
            // The snapshot is only a copy: one of another format, or a damaged one, is built again from the file.
            return null;
        }
    }

    private async Task<InMemoryKnowledgeGraph> BuildAsync(SourceStamp stamp, CancellationToken cancellationToken)
    {
        var read = new GraphReadOptions { Name = _options.Name, Version = _options.Version, OnError = _options.OnError };
        GraphReadResult result = await PrimeKgReader.ReadAsync(_options.Path, read, progress: null, cancellationToken).ConfigureAwait(false);
        try
        {
            await result.Graph.SaveSnapshotAsync(_options.EffectiveSnapshotPath, cancellationToken).ConfigureAwait(false);
            await stamp.WriteAsync(StampPath, result.Graph.Metadata.ContentHash!, cancellationToken).ConfigureAwait(false);
            return result.Graph;
        }
        catch (Exception exception)
        {
            result.Graph.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw CannotWrite(exception);
            }

            throw;
        }
    }

    private async Task<FileStream> TakeLockAsync(CancellationToken cancellationToken)
    {
        string path = _options.EffectiveSnapshotPath + ".lock";
        while (true)
        {
            try
            {
                // The file is kept on release: deleting it would let two processes hold two files of the same name.
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception exception) when (exception is UnauthorizedAccessException || (exception is IOException && !IsHeldElsewhere(exception)))
            {
                throw CannotWrite(exception);
            }
            catch (IOException)
            {
                await Task.Delay(LockRetryDelay, _timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A sharing violation (Windows), or a lock that would block (Linux, macOS).</summary>
    private static bool IsHeldElsewhere(Exception exception) => exception.HResult is unchecked((int)0x80070020) or 11 or 35;

    private string StampPath => _options.EffectiveSnapshotPath + ".source";

    private KnowledgeGraphException CannotWrite(Exception cause) =>
        new(
            $"The snapshot '{_options.EffectiveSnapshotPath}' cannot be written: {cause.Message} "
            + $"Set {nameof(PrimeKgOptions.SnapshotPath)} to a place that can be written to.",
            cause);
}
