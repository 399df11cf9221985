using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Anthropic;
using MedReason.Runs;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace MedReason.Cli;

/// <summary>Creates the clients of the providers; no other type reads a key.</summary>
internal static class ChatProviderFactory
{
    private const string NoKey = "none";
    private const string AnthropicVersion = "2023-06-01";
    private const string OpenAIKeyVariable = "OPENAI_API_KEY";
    private const string AnthropicKeyVariable = "ANTHROPIC_API_KEY";
    private static readonly Uri OpenAIAddress = new("https://api.openai.com/v1");
    private static readonly Uri AnthropicAddress = new("https://api.anthropic.com");
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    // The retries enforce the deadline of an attempt; a library's own timeout is longer and never applies.
    private static readonly TimeSpan LibraryTimeoutMargin = TimeSpan.FromMinutes(1);

    /// <summary>Creates a chat client whose failures are <see cref="ChatProviderException"/> or <see cref="ModelOutputException"/>.</summary>
    /// <param name="options">The provider, its model and the retries.</param>
    /// <param name="environment">Returns an environment variable; null when it is not set.</param>
    /// <param name="time">The clock of deadlines and delays.</param>
    /// <param name="handler">The transport, disposed with the client; null for the network.</param>
    /// <returns>The client, which the caller disposes; null for <see cref="ProviderNames.Offline"/>.</returns>
    /// <exception cref="UsageException">The options contradict each other, or the variable that holds the key is not set.</exception>
    public static IChatClient? CreateChatClient(
        ChatProviderOptions options, Func<string, string?> environment, TimeProvider time, HttpMessageHandler? handler = null)
    {
        if (CreateConnection(options, environment, time, handler) is not { } connection)
        {
            return null;
        }

        IChatClient library = options.Provider == ProviderNames.OpenAI ? CreateOpenAI(options, connection) : CreateAnthropic(options, connection);
        IChatClient client = new RetryingChatClient(
            library, new RetryPipeline(options.Provider, options.Retry, time), options.Provider, connection.Guard);
        (IBatchTransport transport, HttpClient http) = CreateBatches(options, connection, time);
        client = new BatchChatClient(client, library, options.Provider, connection.Guard, transport, http);
        return options.StructuredOutput is { } mode ? new StructuredOutputChatClient(client, mode) : client;
    }

    /// <summary>Creates a generator of embeddings at a server with OpenAI's interface, with failures as those of <see cref="CreateChatClient"/>.</summary>
    /// <param name="options">The model, its address and the retries.</param>
    /// <param name="environment">Returns an environment variable; null when it is not set.</param>
    /// <param name="time">The clock of deadlines and delays.</param>
    /// <returns>The generator, which the caller disposes.</returns>
    /// <exception cref="UsageException">The endpoint is not an address, or the variable that holds the key is not set.</exception>
    public static IEmbeddingGenerator<string, Embedding<float>> CreateEmbeddingGenerator(
        ChatProviderOptions options, Func<string, string?> environment, TimeProvider time)
    {
        Connection connection = CreateConnection(options, environment, time, handler: null)!;
        var client = new EmbeddingClient(options.Model, new ApiKeyCredential(connection.Key ?? NoKey), OpenAIOptions(connection));
        return new RetryingEmbeddingGenerator(
            client.AsIEmbeddingGenerator(), new RetryPipeline(options.Provider, options.Retry, time), connection.Http);
    }

    private static OpenAIChatClient CreateOpenAI(ChatProviderOptions options, Connection connection)
    {
        var client = new ChatClient(options.Model, new ApiKeyCredential(connection.Key ?? NoKey), OpenAIOptions(connection));
        bool usesMaxTokens = connection.Endpoint is { IsAzure: false } endpoint && endpoint.Address.IdnHost != OpenAIAddress.IdnHost;
        return new OpenAIChatClient(client, connection.Http, options.Model!, usesMaxTokens);
    }

    private static OpenAIClientOptions OpenAIOptions(Connection connection) => new()
    {
        Endpoint = connection.Address,
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        NetworkTimeout = Timeout.InfiniteTimeSpan,
        Transport = new HttpClientPipelineTransport(connection.Http),
        ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
    };

    private static IChatClient CreateAnthropic(ChatProviderOptions options, Connection connection)
    {
        // Its library reads and writes by reflection. The compiler of the native command knows this to be false, and leaves the library out.
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            connection.Http.Dispose();
            throw NativeBuild.Refuse($"--provider {ProviderNames.Anthropic}");
        }

        return new AnthropicClient
        {
            ApiKey = connection.Key ?? NoKey,
            BaseUrl = WithoutVersion(connection.Address.AbsoluteUri.TrimEnd('/')),
            HttpClient = connection.Http,
            MaxRetries = 0,
            Timeout = options.Retry.AttemptTimeout + LibraryTimeoutMargin,
            OpenTelemetry = false,
        }.AsIChatClient(options.Model);
    }

    private static (IBatchTransport Transport, HttpClient Http) CreateBatches(ChatProviderOptions options, Connection connection, TimeProvider time)
    {
        var http = new HttpClient(connection.Network, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        if (options.Provider == ProviderNames.OpenAI)
        {
            if (connection is { Key: { } key, Endpoint.IsAzure: true })
            {
                http.DefaultRequestHeaders.TryAddWithoutValidation("api-key", key);
            }
            else if (connection.Key is { } bearer)
            {
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            }

            return (new OpenAIBatchTransport(http, connection.Address, time), http);
        }

        http.DefaultRequestHeaders.TryAddWithoutValidation("anthropic-version", AnthropicVersion);
        if (connection.Key is { } secret)
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation("x-api-key", secret);
        }

        return (new AnthropicBatchTransport(http, new Uri(WithoutVersion(connection.Address.AbsoluteUri.TrimEnd('/'))), time), http);
    }

    // Anthropic's library adds the version itself, and compatible servers document their address with it.
    private static string WithoutVersion(string address) => address.EndsWith("/v1", StringComparison.Ordinal) ? address[..^"/v1".Length] : address;

    private static Connection? CreateConnection(
        ChatProviderOptions options, Func<string, string?> environment, TimeProvider time, HttpMessageHandler? handler)
    {
        if (options.Provider == ProviderNames.Offline)
        {
            return options.Model is null && options.Endpoint is null && options.StructuredOutput is null
                ? null
                : throw new UsageException("--model, --endpoint and --structured-output need --provider openai or anthropic");
        }

        (string variable, Uri preset) = options.Provider switch
        {
            ProviderNames.OpenAI => (OpenAIKeyVariable, OpenAIAddress),
            ProviderNames.Anthropic => (AnthropicKeyVariable, AnthropicAddress),
            _ => throw new UsageException("--provider takes offline, openai or anthropic"),
        };
        if (string.IsNullOrWhiteSpace(options.Model))
        {
            throw new UsageException($"--provider {options.Provider} needs --model");
        }

        ProviderEndpoint? endpoint = options.Endpoint is null ? null : ProviderEndpoint.Parse(options.Endpoint);
        string? key = environment(variable)?.Trim();
        if (string.IsNullOrEmpty(key))
        {
            key = endpoint is { IsLoopback: true }
                ? null
                : throw new UsageException($"--provider {options.Provider} needs a key: set the environment variable {variable}");
        }
        else if (key.Any(character => character is <= ' ' or > '~'))
        {
            throw new UsageException($"the environment variable {variable} holds characters that a key cannot have");
        }

        // A redirect would send the questions to an address that the user did not name; this machine is reached without a proxy.
        handler ??= new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = endpoint is not { IsLoopback: true },
            ConnectTimeout = ConnectTimeout,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            MaxResponseHeadersLength = ProviderMessageHandler.MaxHeadersKilobytes,
            PooledConnectionLifetime = ConnectionLifetime,
        };
        var guard = KeyGuard.Of(key, endpoint);
        HttpMessageHandler messages = new ProviderMessageHandler(
            options.Provider, key, guard, endpoint, time, ReplyBudget.Process, new BatchMessageHandler(handler));
        messages = options.Provider == ProviderNames.OpenAI ? new CompatibleReplyHandler(messages) : messages;
        var http = new HttpClient(messages) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = ReplyBudget.MaxReplyLength };
        return new Connection(http, handler, key, guard, endpoint, endpoint?.Address ?? preset);
    }

    private sealed class Connection(HttpClient http, HttpMessageHandler network, string? key, KeyGuard guard, ProviderEndpoint? endpoint, Uri address)
    {
        public HttpClient Http { get; } = http;

        /// <summary>The transport, without what serves the client library alone.</summary>
        public HttpMessageHandler Network { get; } = network;

        public string? Key { get; } = key;

        public KeyGuard Guard { get; } = guard;

        public ProviderEndpoint? Endpoint { get; } = endpoint;

        public Uri Address { get; } = address;
    }
}
