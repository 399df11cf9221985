namespace MedReason.Pipeline;

/// <summary>Loads the decoy index of a graph at the first need and keeps it. Safe for concurrent use.</summary>
internal sealed class DecoySource(IKnowledgeGraph graph)
{
    private readonly Lock _gate = new();
    private Task<DecoyIndex?>? _load;

    /// <summary>The index.</summary>
    /// <param name="cancellationToken">Cancels the wait, not the load, which other questions may be waiting for.</param>
    /// <returns>The index, or null where the graph cannot give one.</returns>
    public Task<DecoyIndex?> GetAsync(CancellationToken cancellationToken)
    {
        Task<DecoyIndex?> load;
        lock (_gate)
        {
            // A failed load is tried anew by the next question that needs it.
            if (_load is null || _load.IsFaulted || _load.IsCanceled)
            {
                _load = DecoyIndex.LoadAsync(graph, CancellationToken.None);
            }

            load = _load;
        }

        return load.WaitAsync(cancellationToken);
    }
}
