namespace MedReason.AspNetCore.Requests;

/// <summary>A question to explain or to answer. Immutable.</summary>
/// <param name="Question">The question.</param>
/// <param name="Mode">Whether the answer is known.</param>
internal sealed record AskedQuestion(MedicalQuestion Question, ReasoningMode Mode);
