using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;

namespace MedReason.Cli.Tests;

/// <summary>Stands for the network where a test needs no socket: keeps the last request and answers it.</summary>
internal sealed class WireHandler(Func<HttpContent> reply) : HttpMessageHandler
{
    public string Address { get; private set; } = "";

    public string Body { get; private set; } = "";

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public static WireHandler Of(LoopbackReply reply) => new(() => Content(reply.Body, reply.ContentType!));

    /// <summary>A body that can be read once and forward alone, as from a network.</summary>
    public static StreamContent Content(byte[] body, string contentType)
    {
        var content = new StreamContent(PipeReader.Create(new ReadOnlySequence<byte>(body)).AsStream());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return content;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Address = request.RequestUri!.AbsoluteUri;
        Body = await request.Content!.ReadAsStringAsync(cancellationToken);
        foreach (KeyValuePair<string, IEnumerable<string>> header in request.Headers)
        {
            Headers[header.Key] = string.Join(",", header.Value);
        }

        return new HttpResponseMessage(HttpStatusCode.OK) { Content = reply() };
    }
}
