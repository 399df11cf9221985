using Microsoft.Extensions.AI.Evaluation;

namespace MedReason.Extensions.AI;

/// <summary>Gives an evaluator the question with its options and its answer, where the conversation's last message is not all of it.</summary>
/// <param name="question">The question, with its answer where that is known.</param>
public sealed class MedicalQuestionContext(MedicalQuestion question)
    : EvaluationContext(ContextName, (question ?? throw new ArgumentNullException(nameof(question))).Text)
{
    /// <summary>The name of the context.</summary>
    public const string ContextName = "Medical question";

    /// <summary>Gets the question.</summary>
    public MedicalQuestion Question { get; } = question;
}
