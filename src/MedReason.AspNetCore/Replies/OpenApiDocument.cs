using Microsoft.AspNetCore.Http;

namespace MedReason.AspNetCore.Replies;

/// <summary>The description of the endpoints by OpenAPI 3.1. It is a file, since what reads the requests is no type whose form could be derived.</summary>
internal static class OpenApiDocument
{
    private static readonly Lazy<byte[]> Content = new(Read);

    /// <summary>Answers the document; its server is the address that it is read from.</summary>
    public static async Task SendAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Content.Value, context.RequestAborted).ConfigureAwait(false);
    }

    private static byte[] Read()
    {
        using Stream stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
