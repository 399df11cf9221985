using System.CommandLine;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>The options of a command that select its model, and the client created from them.</summary>
internal sealed class ProviderOptions
{
    private const string Schema = "schema";
    private const string JsonObject = "object";
    private const string Prompt = "prompt";

    private readonly Option<string> _provider = CommonOptions.Choice(
        "--provider",
        "The provider of the model; offline needs none. Keys are read from the environment: OPENAI_API_KEY, ANTHROPIC_API_KEY.",
        ProviderNames.Offline,
        ProviderNames.Offline,
        ProviderNames.OpenAI,
        ProviderNames.Anthropic);

    private readonly Option<string?> _model = new("--model") { Description = "The model, by its name at the provider.", HelpName = "M" };

    private readonly Option<string?> _endpoint = new("--endpoint")
    {
        Description = "The base address of a server with the provider's interface, such as http://127.0.0.1:8000/v1; one on this machine may need no key.",
        HelpName = "URL",
    };

    private readonly Option<string?> _structuredOutput = new("--structured-output")
    {
        Description = "How replies are constrained to a shape: the provider enforces the schema, enforces JSON alone, or the prompt asks for it. "
            + "By default the provider's best.",
    };

    private readonly Option<int> _timeout = CommonOptions.Count("--timeout", "The maximum duration of one request to the model, in seconds.", 120, 1, 3_600);
    private readonly Option<int> _attempts = CommonOptions.Count(
        "--attempts", "The maximum number of times a request with a transient failure is sent, the first included.", 4, 1, 10);

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

    /// <summary>Reads the options of a command line.</summary>
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

    /// <summary>Creates the client of a command line, which the caller disposes; null for offline.</summary>
    /// <exception cref="UsageException">The options contradict each other, or the variable that holds the key is not set.</exception>
    public IChatClient? CreateClient(ParseResult parsed) =>
        ChatProviderFactory.CreateChatClient(Read(parsed), Environment.GetEnvironmentVariable, TimeProvider.System);

    /// <summary>Creates the client of another model of the same provider, which the caller disposes; null for offline.</summary>
    /// <exception cref="UsageException">The options contradict each other, or the variable that holds the key is not set.</exception>
    public IChatClient? CreateClient(ParseResult parsed, string model) =>
        ChatProviderFactory.CreateChatClient(Read(parsed) with { Model = model }, Environment.GetEnvironmentVariable, TimeProvider.System);
}
