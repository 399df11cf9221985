namespace MedReason;

/// <summary>Determines what a question asks for.</summary>
/// <remarks>Safe for concurrent use; keeps nothing of a question. What may not be seen (a hidden answer) is null in the question it gets.</remarks>
public interface IQuestionIntentReader
{
    /// <summary>Reads the intent of a question from its text and its options.</summary>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The intent with its cue; <see cref="QuestionIntent.Other"/> when unsure.</returns>
    ValueTask<IntentReading> ReadAsync(MedicalQuestion question, CancellationToken cancellationToken = default);
}
