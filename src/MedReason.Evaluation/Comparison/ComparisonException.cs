namespace MedReason.Evaluation;

/// <summary>Runs cannot be compared. The message is one line that says why.</summary>
public sealed class ComparisonException : MedReasonException
{
    /// <summary>A refusal.</summary>
    /// <param name="message">One sentence for a person.</param>
    public ComparisonException(string message)
        : base(message)
    {
    }
}
