using System.Globalization;

namespace WebExplorer;

/// <summary>Refuses a request, with the time after which to retry.</summary>
internal sealed class Refusal : IResult
{
    private readonly int _status;
    private readonly string _detail;
    private readonly TimeSpan _wait;

    private Refusal(int status, string detail, TimeSpan wait)
    {
        _status = status;
        _detail = detail;
        _wait = wait;
    }

    /// <summary>A problem with the time after which another try may succeed.</summary>
    public static Refusal Create(int status, string detail, TimeSpan wait) => new(status, detail, wait);

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(_wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(statusCode: _status, detail: _detail).ExecuteAsync(httpContext);
    }
}
