namespace MedReason.Datasets;

/// <summary>The shapes in which training data is written; one JSON object a line in each.</summary>
public enum ExportFormat
{
    /// <summary>The published dataset's fields, then paths, references, steps, conclusion, verdict, source, provenance, usage and overlaps, of one type in all
    /// rows.</summary>
    MedReason = 0,

    /// <summary>TRL, conversational language modelling: <c>{"messages":[{"role","content"}]}</c>.</summary>
    TrlMessages = 1,

    /// <summary>TRL, conversational prompt and completion: <c>{"prompt":[{"role","content"}],"completion":[{"role","content"}]}</c>.</summary>
    TrlPromptCompletion = 2,

    /// <summary>ShareGPT as LLaMA-Factory reads it: <c>{"conversations":[{"from":"human","value"},{"from":"gpt","value"}]}</c>.</summary>
    ShareGpt = 3,

    /// <summary>Alpaca: <c>{"instruction","input","output"}</c>.</summary>
    Alpaca = 4,

    /// <summary>OpenAI's supervised fine-tuning: <c>{"messages":[{"role","content"}]}</c>, at least ten rows.</summary>
    OpenAI = 5,
}
