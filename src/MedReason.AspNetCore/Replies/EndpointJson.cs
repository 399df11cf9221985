using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MedReason.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MedReason.AspNetCore.Replies;

/// <summary>Writes replies, with the library's own spelling of its types and independent of the JSON options of the host.</summary>
internal static class EndpointJson
{
    private static readonly JsonSerializerOptions Options = Create();

    /// <summary>Gets how rewards are written.</summary>
    public static JsonTypeInfo<RewardReply> Reward { get; } = Get<RewardReply>();

    /// <summary>Gets how verdicts are written.</summary>
    public static JsonTypeInfo<VerifyReply> Verify { get; } = Get<VerifyReply>();

    /// <summary>Gets how a graph is described.</summary>
    public static JsonTypeInfo<GraphReply> Graph { get; } = Get<GraphReply>();

    /// <summary>Gets how health is written.</summary>
    public static JsonTypeInfo<HealthReply> Health { get; } = Get<HealthReply>();

    /// <summary>Gets how results are written.</summary>
    public static JsonTypeInfo<ExplainReply> Explain { get; } = Get<ExplainReply>();

    /// <summary>Gets how the begin of the work is written.</summary>
    public static JsonTypeInfo<StartedEvent> Started { get; } = Get<StartedEvent>();

    /// <summary>Gets how the end of a stage is written.</summary>
    public static JsonTypeInfo<StageEvent> Stage { get; } = Get<StageEvent>();

    /// <summary>Gets how a piece of text is written.</summary>
    public static JsonTypeInfo<TextEvent> Text { get; } = Get<TextEvent>();

    /// <summary>Gets how the result of a tool is written.</summary>
    public static JsonTypeInfo<JsonElement> Element { get; } = Get<JsonElement>();

    private static readonly JsonTypeInfo<ProblemReply> Problem = Get<ProblemReply>();

    /// <summary>Writes a reply.</summary>
    public static Task WriteAsync<T>(HttpContext context, T reply, JsonTypeInfo<T> form, int status, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-store";
        return JsonSerializer.SerializeAsync(context.Response.BodyWriter, reply, form, context.RequestAborted);
    }

    /// <summary>Writes a value as UTF-8.</summary>
    public static byte[] ToUtf8<T>(T value, JsonTypeInfo<T> form) => JsonSerializer.SerializeToUtf8Bytes(value, form);

    /// <summary>Refuses a request that cannot be served now.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string detail, TimeSpan? wait = null)
    {
        if (wait is { } time)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(
            context,
            new ProblemReply { Title = ReasonPhrases.GetReasonPhrase(status), Status = status, Detail = detail },
            Problem,
            status,
            ProblemReply.ContentType);
    }

    /// <summary>Refuses a wrong request.</summary>
    public static Task RefuseAsync(HttpContext context, RequestFault fault) => WriteAsync(
        context,
        new ProblemReply
        {
            Title = ReasonPhrases.GetReasonPhrase(fault.Status),
            Status = fault.Status,
            Detail = fault.Message,
            Path = fault.Path,
            Item = fault.Item,
        },
        Problem,
        fault.Status,
        ProblemReply.ContentType);

    private static JsonTypeInfo<T> Get<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(MedReasonJsonUtilities.DefaultOptions);
        options.TypeInfoResolverChain.Add(EndpointJsonContext.Default);
        options.MakeReadOnly();
        return options;
    }
}
