using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace MedReason.RunWorker;

/// <summary>
/// A model that answers from the text alone, so that every process gives the same reply: at once, or over HTTP where a loopback server counts and delays the
/// calls.
/// </summary>
public sealed class RowModel(Uri? server) : IChatClient
{
    private readonly HttpClient? _http = server is null ? null : new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1024 });

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        string text = messages.First().Text;
        string usage = "20 8";
        if (_http is not null)
        {
            using var content = new StringContent(text);
            content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
            using HttpResponseMessage response = await _http.PostAsync(server, content, cancellationToken);
            response.EnsureSuccessStatusCode();
            usage = await response.Content.ReadAsStringAsync(cancellationToken);
        }

        string[] tokens = usage.Split(' ');
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, ReplyTo(text)))
        {
            FinishReason = ChatFinishReason.Stop,
            ModelId = "m",
            Usage = new UsageDetails
            {
                InputTokenCount = long.Parse(tokens[0], CultureInfo.InvariantCulture),
                OutputTokenCount = long.Parse(tokens[1], CultureInfo.InvariantCulture),
            },
        };
    }

    public static string ReplyTo(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("loopback", new Uri("http://localhost/"), "m") : null;

    public void Dispose() => _http?.Dispose();
}
