using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;

namespace WebExplorer;

/// <summary>Answers a body that cannot be read with a problem that names the field.</summary>
internal sealed class BadRequestHandler : IExceptionHandler
{
    /// <inheritdoc />
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException bad)
        {
            return false;
        }

        // What the parser says names types of ours; the field and the rule are what a client needs.
        IResult result = bad.InnerException is JsonException json
            ? TypedResults.ValidationProblem(new Dictionary<string, string[]> { [FieldOf(json)] = ["This is not JSON of the expected shape."] })
            : TypedResults.Problem(statusCode: bad.StatusCode);
        await result.ExecuteAsync(httpContext);
        return true;
    }

    private static string FieldOf(JsonException exception) =>
        exception.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "body";
}
