namespace WebExplorer;

/// <summary>The headers of every response that the application gives, errors among them. A foreign host name is refused before, and without them.</summary>
internal static class SecurityHeaders
{
    /// <summary>The content security policy: own files only, no inline code, no frame around the page.</summary>
    /// <remarks>The one policy of trusted types belongs to <c>graph.js</c>, which parses the drawing and copies known elements and attributes.</remarks>
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types drawing";

    /// <summary>Adds them when the response starts, since a handler of errors clears what was set before.</summary>
    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(static state =>
        {
            IHeaderDictionary headers = ((HttpResponse)state).Headers;
            headers.ContentSecurityPolicy = ContentPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    }
}
