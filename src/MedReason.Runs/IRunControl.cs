namespace MedReason.Runs;

/// <summary>Looks at a run and steers it from outside, while processes work on it or not. Every change is on record with who made it.</summary>
/// <remarks>Safe for concurrent use. Failures of the store are <see cref="RunException"/>.</remarks>
public interface IRunControl : IAsyncDisposable
{
    /// <summary>Gets where the run is, in words that hold no secret.</summary>
    string Place { get; }

    /// <summary>Reads how far the run is, what it came to and how it is steered.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The status.</returns>
    Task<RunStatus> ReadStatusAsync(CancellationToken cancellationToken = default);

    /// <summary>Changes how the run is steered; its workers follow within a second.</summary>
    /// <param name="command">The name of the command, for the record.</param>
    /// <param name="change">Makes the new steering of the one that holds.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>The new steering.</returns>
    Task<RunSteering> SteerAsync(string command, Func<RunSteering, RunSteering> change, CancellationToken cancellationToken = default);

    /// <summary>Lets rows that ended with an outcome or for a reason be worked on again.</summary>
    /// <param name="what">An outcome such as <c>failed</c>, or a reason.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>The number of rows.</returns>
    /// <exception cref="RunException">A process works on a run in a folder, which takes rows back when it has ended.</exception>
    Task<long> RequeueAsync(string what, CancellationToken cancellationToken = default);

    /// <summary>Reads who works, or worked, on the run.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The workers, in the order in which they joined.</returns>
    Task<IReadOnlyList<RunWorkerStatus>> ReadWorkersAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the record of commands.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The commands, in their order.</returns>
    Task<IReadOnlyList<RunCommand>> ReadCommandsAsync(CancellationToken cancellationToken = default);
}
