using System.Text.Json;
using System.Text.Json.Nodes;
using MedReason.Shared;
using Microsoft.AspNetCore.Http;

namespace MedReason.AspNetCore.Replies;

/// <summary>The description of the endpoints by OpenAPI 3.1. It is a file, since what reads the requests is no type whose form could be derived.</summary>
/// <param name="allowsExplain">Whether <c>explain</c> is mapped.</param>
internal sealed class OpenApiDocument(bool allowsExplain)
{
    private readonly Lazy<byte[]> _content = new(() => Read(allowsExplain));

    /// <summary>Answers the document; its server is the address that it is read from.</summary>
    public async Task SendAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(_content.Value, context.RequestAborted).ConfigureAwait(false);
    }

    private static byte[] Read(bool allowsExplain)
    {
        using Stream stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        if (allowsExplain)
        {
            return content.ToArray();
        }

        using JsonDocument whole = JsonText.Parse(content.ToArray());
        JsonObject document = JsonObject.Create(whole.RootElement)!;
        document["paths"]!.AsObject().Remove("/explain");
        content.SetLength(0);
        using (var writer = new Utf8JsonWriter(content))
        {
            document.WriteTo(writer);
        }

        return content.ToArray();
    }
}
