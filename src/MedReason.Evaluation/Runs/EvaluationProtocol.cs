namespace MedReason.Evaluation;

/// <summary>Specifies whose prompts and scorer a benchmark is run with.</summary>
public enum EvaluationProtocol
{
    /// <summary>Our prompts and our scorer.</summary>
    Ours = 0,

    /// <summary>The published evaluation: its free prompt in one message, its limits, its scorer.</summary>
    Published = 1,

    /// <summary>The published evaluation with its strict prompt, which asks for the sentence <c>The answer is A.</c></summary>
    PublishedStrict = 2,
}
