namespace MedReason.AspNetCore.Tests;

/// <summary>The default linker behind a gate that a test shuts, so that a batch stays at work for as long as the test wants.</summary>
internal sealed class GatedLinker : IEntityLinker
{
    private readonly EntityLinker _linker = new();
    private TaskCompletionSource? _gate;

    /// <summary>Gets what ends when somebody stands before the shut gate.</summary>
    public TaskCompletionSource Reached { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets what ends when whoever waited was cancelled.</summary>
    public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Shut() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _gate?.TrySetResult();

    public async Task<IReadOnlyList<EntityLink>> LinkAsync(
        IKnowledgeGraph graph, MedicalQuestion question, IReadOnlyList<EntityMention> mentions, CancellationToken cancellationToken = default)
    {
        if (_gate is { } gate)
        {
            Reached.TrySetResult();
            try
            {
                await gate.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Left.TrySetResult();
                throw;
            }
        }

        return await _linker.LinkAsync(graph, question, mentions, cancellationToken);
    }
}
