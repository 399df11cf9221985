namespace MedReason.Datasets;

/// <summary>How a response tells its reasoning from its answer.</summary>
public enum ReasoningForm
{
    /// <summary><c>&lt;think&gt;</c>, the reasoning, <c>&lt;/think&gt;</c>, an empty line, the answer.</summary>
    Think = 0,

    /// <summary>The published form: <c>## Thinking</c>, the reasoning, <c>## Final Answer</c>, the answer, empty lines between.</summary>
    Published = 1,

    /// <summary>The answer alone.</summary>
    None = 2,
}
