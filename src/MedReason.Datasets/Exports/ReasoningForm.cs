namespace MedReason.Datasets;

/// <summary>Specifies how a response separates its reasoning from its answer.</summary>
public enum ReasoningForm
{
    /// <summary><c>&lt;think&gt;</c>, the reasoning, <c>&lt;/think&gt;</c>, an empty line, the answer.</summary>
    Think = 0,

    /// <summary>The published form: <c>## Thinking</c>, the reasoning, <c>## Final Answer</c>, the answer, empty lines between.</summary>
    Published = 1,

    /// <summary>Only the answer.</summary>
    None = 2,
}
