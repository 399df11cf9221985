using System.Net;
using System.Net.Http.Headers;

namespace MedReason.Cli;

/// <summary>Stands before the network: in a <see cref="BatchExchange"/> no request reaches it.</summary>
internal sealed class BatchMessageHandler(HttpMessageHandler innerHandler) : DelegatingHandler(innerHandler)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (BatchExchange.Current is not { } exchange)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        exchange.Body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (exchange.Reply is not { } reply)
        {
            // Nothing else ends the call of a library before it reads a reply. Whoever made the exchange looks at the body.
            throw new UnsupportedRequestException("The request goes into a batch.");
        }

        var content = new ReadOnlyMemoryContent(reply.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpResponseMessage((HttpStatusCode)reply.Status) { Content = content, RequestMessage = request };
    }
}
