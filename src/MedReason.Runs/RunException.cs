namespace MedReason.Runs;

/// <summary>A run's folder cannot be worked with. The message is one line that names the folder and what to do.</summary>
public sealed class RunException : MedReasonException
{
    /// <summary>A failure.</summary>
    /// <param name="failure">Which.</param>
    /// <param name="message">One sentence for a person.</param>
    /// <param name="innerException">The cause; null for none.</param>
    public RunException(RunFailure failure, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
    }

    /// <summary>Which failure it is.</summary>
    public RunFailure Failure { get; }

    /// <summary>For <see cref="RunFailure.ConfigurationChanged"/>: what differs, see <see cref="RunConfiguration.DifferencesFrom"/>; else empty.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];
}
