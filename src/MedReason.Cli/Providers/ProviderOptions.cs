using System.CommandLine;

namespace MedReason.Cli;

/// <summary>The options that say which model a verb asks, each made anew for its verb, and what they say together.</summary>
internal static class ProviderOptions
{
    private const string Schema = "schema";
    private const string JsonObject = "object";
    private const string Prompt = "prompt";

    public static Option<string> CreateProvider()
    {
        var option = new Option<string>("--provider")
        {
            Description = "Who runs the model; offline needs none. Keys come from the environment: OPENAI_API_KEY, ANTHROPIC_API_KEY.",
            DefaultValueFactory = _ => ProviderNames.Offline,
        };
        option.AcceptOnlyFromAmong(ProviderNames.Offline, ProviderNames.OpenAI, ProviderNames.Anthropic);
        return option;
    }

    public static Option<string?> CreateModel() => new("--model") { Description = "The model, by its name at the provider.", HelpName = "M" };

    public static Option<string?> CreateEndpoint() => new("--endpoint")
    {
        Description = "The base address of a server that speaks the provider's interface, such as http://127.0.0.1:8000/v1; one on this machine may need no key.",
        HelpName = "URL",
    };

    public static Option<string?> CreateStructuredOutput()
    {
        var option = new Option<string?>("--structured-output")
        {
            Description = "How the model is held to a shape: the provider enforces the schema, enforces JSON alone, or the prompt asks for it. The provider's best where it is not given.",
        };
        option.AcceptOnlyFromAmong(Schema, JsonObject, Prompt);
        return option;
    }

    /// <summary>What the options of a call say together.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="provider">The verb's option made by <see cref="CreateProvider"/>.</param>
    /// <param name="model">The verb's option made by <see cref="CreateModel"/>.</param>
    /// <param name="endpoint">The verb's option made by <see cref="CreateEndpoint"/>.</param>
    /// <param name="structuredOutput">The verb's option made by <see cref="CreateStructuredOutput"/>; null where it takes none.</param>
    public static ChatProviderOptions Read(
        ParseResult parsed, Option<string> provider, Option<string?> model, Option<string?> endpoint, Option<string?>? structuredOutput = null) => new()
        {
            Provider = parsed.GetValue(provider) ?? ProviderNames.Offline,
            Model = parsed.GetValue(model),
            Endpoint = parsed.GetValue(endpoint),
            StructuredOutput = (structuredOutput is null ? null : parsed.GetValue(structuredOutput)) switch
            {
                Schema => StructuredOutputMode.JsonSchema,
                JsonObject => StructuredOutputMode.JsonObject,
                Prompt => StructuredOutputMode.PromptOnly,
                _ => null,
            },
        };
}
