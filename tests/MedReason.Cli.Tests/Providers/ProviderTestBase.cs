using System.Globalization;
using Microsoft.Extensions.AI;

namespace MedReason.Cli.Tests;

/// <summary>Clients as the command makes them, against a server on this machine.</summary>
public abstract class ProviderTestBase
{
    /// <summary>Stands for a key; must never be seen anywhere but on the wire.</summary>
    protected const string Canary = "sk-canary-5f2e8a9d1c";

    private protected static readonly RetryOptions Quick = new()
    {
        MaxAttempts = 3,
        AttemptTimeout = TimeSpan.FromSeconds(20),
        BaseDelay = TimeSpan.FromMilliseconds(5),
        MaxDelay = TimeSpan.FromMilliseconds(20),
    };

    private protected static readonly RetryOptions Impatient = new()
    {
        MaxAttempts = 2,
        AttemptTimeout = TimeSpan.FromMilliseconds(300),
        BaseDelay = TimeSpan.FromMilliseconds(5),
        MaxDelay = TimeSpan.FromMilliseconds(20),
    };

    private protected static IChatClient OpenAI(LoopbackServer server, RetryOptions? retry = null, string? key = Canary) =>
        ChatProviderFactory.CreateChatClient(
            new ChatProviderOptions { Provider = ProviderNames.OpenAI, Model = "asked-model", Endpoint = server.Endpoint, Retry = retry ?? Quick },
            name => name == "OPENAI_API_KEY" ? key : null,
            TimeProvider.System)!;

    private protected static IChatClient Anthropic(LoopbackServer server, RetryOptions? retry = null) =>
        ChatProviderFactory.CreateChatClient(
            new ChatProviderOptions
            {
                Provider = ProviderNames.Anthropic,
                Model = "asked-model",
                Endpoint = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}/"),
                Retry = retry ?? Quick,
            },
            name => name == "ANTHROPIC_API_KEY" ? Canary : null,
            TimeProvider.System)!;

    private protected static async Task<List<ChatResponseUpdate>> ReadAsync(IAsyncEnumerable<ChatResponseUpdate> updates)
    {
        var read = new List<ChatResponseUpdate>();
        await foreach (ChatResponseUpdate update in updates)
        {
            read.Add(update);
        }

        return read;
    }
}
