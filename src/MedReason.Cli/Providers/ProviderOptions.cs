using System.CommandLine;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>The options that say which model a verb asks, made anew for each verb, and the client that they make together.</summary>
internal sealed class ProviderOptions
{
    private const string Schema = "schema";
    private const string JsonObject = "object";
    private const string Prompt = "prompt";

    private readonly Option<string> _provider = CommonOptions.Choice(
        "--provider",
        "Who runs the model; offline needs none. Keys come from the environment: OPENAI_API_KEY, ANTHROPIC_API_KEY.",
        ProviderNames.Offline,
        ProviderNames.Offline,
        ProviderNames.OpenAI,
        ProviderNames.Anthropic);

    private readonly Option<string?> _model = new("--model") { Description = "The model, by its name at the provider.", HelpName = "M" };

    private readonly Option<string?> _endpoint = new("--endpoint")
    {
        Description = "The base address of a server that speaks the provider's interface, such as http://127.0.0.1:8000/v1; one on this machine may need no key.",
        HelpName = "URL",
    };

    private readonly Option<string?> _structuredOutput = new("--structured-output")
    {
        Description = "How the model is held to a shape: the provider enforces the schema, enforces JSON alone, or the prompt asks for it. The provider's best where it is not given.",
    };

    private readonly Option<int> _timeout = CommonOptions.Count("--timeout", "What one request to the model may take, in seconds.", 120, 1, 3_600);
    private readonly Option<int> _attempts = CommonOptions.Count("--attempts", "How often a request that fails for now is sent, the first time included.", 4, 1, 10);

    public ProviderOptions()
    {
        _structuredOutput.AcceptOnlyFromAmong(Schema, JsonObject, Prompt);
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_provider);
        command.Options.Add(_model);
        command.Options.Add(_endpoint);
        command.Options.Add(_structuredOutput);
        command.Options.Add(_timeout);
        command.Options.Add(_attempts);
    }

    /// <summary>What the options of a call say together.</summary>
    public ChatProviderOptions Read(ParseResult parsed) => new()
    {
        Provider = parsed.GetRequiredValue(_provider),
        Model = parsed.GetValue(_model),
        Endpoint = parsed.GetValue(_endpoint),
        StructuredOutput = parsed.GetValue(_structuredOutput) switch
        {
            Schema => StructuredOutputMode.JsonSchema,
            JsonObject => StructuredOutputMode.JsonObject,
            Prompt => StructuredOutputMode.PromptOnly,
            _ => null,
        },
        Retry = new RetryOptions { AttemptTimeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)), MaxAttempts = parsed.GetValue(_attempts) },
    };

    /// <summary>The client that the call asks for, which the caller disposes; null for offline.</summary>
    /// <exception cref="UsageException">The options contradict each other, or the variable that holds the key is not set.</exception>
    public IChatClient? CreateClient(ParseResult parsed) =>
        ChatProviderFactory.CreateChatClient(Read(parsed), Environment.GetEnvironmentVariable, TimeProvider.System);
}
