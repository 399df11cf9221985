namespace MedReason;

/// <summary>How a model is held to a JSON shape.</summary>
public enum StructuredOutputMode
{
    /// <summary>The provider enforces the schema: <c>ChatResponseFormat.ForJsonSchema</c>.</summary>
    JsonSchema = 0,

    /// <summary>The provider enforces that the reply is JSON; the schema is part of the prompt.</summary>
    JsonObject = 1,

    /// <summary>Nothing is enforced; the schema is part of the prompt.</summary>
    PromptOnly = 2,
}
