using Microsoft.Extensions.AI;

namespace MedReason;

/// <summary>How <see cref="ChatStructuredExtensions.GetStructuredAsync"/> asks. Immutable.</summary>
public sealed record StructuredChatOptions
{
    /// <summary>
    /// How the model is held to the schema. Null, the default, takes what the client answers to <c>GetService(typeof(StructuredOutputMode))</c>, and
    /// <see cref="StructuredOutputMode.JsonSchema"/> where it answers nothing.
    /// </summary>
    public StructuredOutputMode? Mode { get; init; }

    /// <summary>The host's options, such as model and temperature; cloned for each call and never changed. Its response format is replaced.</summary>
    public ChatOptions? ChatOptions { get; init; }

    /// <summary>The name that the schema travels under, of letters, digits, <c>_</c> and <c>-</c>; null for the type's own.</summary>
    public string? SchemaName { get; init; }

    /// <summary>
    /// How often a reply that cannot be used is asked for again, with the error. Default 1. Refusals and filtered replies are never asked for again.
    /// </summary>
    public int MaxRetries { get; init; } = 1;

    /// <summary>
    /// Gets the template of the messages, which the pipeline records in provenance; null for messages without a template. Stages set their own.
    /// </summary>
    public PromptTemplate? Prompt { get; init; }
}
