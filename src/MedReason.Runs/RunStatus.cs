namespace MedReason.Runs;

/// <summary>A run at one moment, as one sees it from outside. Immutable.</summary>
public sealed class RunStatus
{
    /// <summary>Gets rows and results.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>Gets what the requests came to.</summary>
    public required RunSpending Spending { get; init; }

    /// <summary>Gets how the run is steered.</summary>
    public required RunSteering Steering { get; init; }

    /// <summary>Gets the number of processes that work on it now.</summary>
    public required int Workers { get; init; }

    /// <summary>Gets a value indicating whether every row of the input has a result, and none is to be worked on again.</summary>
    public required bool IsFinished { get; init; }
}
