namespace MedReason;

/// <summary>How a model is held to a JSON shape.</summary>
public enum StructuredOutputMode
{
    /// <summary>The provider enforces the schema: <c>ChatResponseFormat.ForJsonSchema</c>.</summary>
    JsonSchema = 0,

    /// <summary>The provider enforces that the reply is JSON; the schema stands in the prompt.</summary>
    JsonObject = 1,

    /// <summary>Nothing is enforced; the schema stands in the prompt.</summary>
    PromptOnly = 2,
}
