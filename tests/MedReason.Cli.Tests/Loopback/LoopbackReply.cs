using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MedReason.Cli.Tests;

/// <summary>What the server sends back, whole or broken on purpose.</summary>
internal sealed class LoopbackReply
{
    public int Status { get; init; } = 200;

    public string? ContentType { get; init; } = "application/json";

    public byte[] Body { get; init; } = [];

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>What follows the body over and over, until the client goes away; empty for nothing.</summary>
    public byte[] Endless { get; init; } = [];

    /// <summary>What follows the status line over and over, in the place of headers and body; empty for nothing.</summary>
    public byte[] EndlessHead { get; init; } = [];

    /// <summary>Whether the body is written as chunks, which <see cref="Body"/> and <see cref="Endless"/> then bring with them.</summary>
    public bool IsChunked { get; init; }

    /// <summary>The pause before the first byte.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>After how many bytes of the body the connection is cut; null for never.</summary>
    public int? CutAfter { get; init; }

    /// <summary>After how many bytes of the body nothing more comes, while the connection stays open; null for never.</summary>
    public int? StallAfter { get; init; }

    public static LoopbackReply Json(string body, int status = 200) => new() { Status = status, Body = Encoding.UTF8.GetBytes(body) };

    public static LoopbackReply Chat(string? content, string? finishReason = "stop", string? refusal = null) => Json(new JsonObject
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion",
        ["created"] = 1,
        ["model"] = "served-model",
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content, ["refusal"] = refusal },
            ["finish_reason"] = finishReason,
        }),
        ["usage"] = new JsonObject
        {
            ["prompt_tokens"] = 11,
            ["completion_tokens"] = 7,
            ["total_tokens"] = 18,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 3 },
            ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 2 },
        },
    }.ToJsonString());

    /// <summary>A stream with one event a piece, its end, what it cost and the closing mark.</summary>
    public static LoopbackReply Stream(IEnumerable<string> pieces, string? finishReason = "stop", string? refusal = null)
    {
        var body = new StringBuilder();
        foreach (string piece in pieces)
        {
            Event(new JsonObject { ["content"] = piece }, null);
        }

        if (refusal is not null)
        {
            Event(new JsonObject { ["refusal"] = refusal }, null);
        }

        if (finishReason is not null)
        {
            Event([], finishReason);
            body.Append("data: {\"id\":\"chatcmpl-1\",\"model\":\"served-model\",\"choices\":[],");
            body.Append("\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18}}\n\n");
            body.Append("data: [DONE]\n\n");
        }

        return new LoopbackReply { ContentType = "text/event-stream", Body = Encoding.UTF8.GetBytes(body.ToString()) };

        void Event(JsonObject delta, string? reason) => body.Append("data: ").Append(new JsonObject
        {
            ["id"] = "chatcmpl-1",
            ["object"] = "chat.completion.chunk",
            ["created"] = 1,
            ["model"] = "served-model",
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = reason }),
        }.ToJsonString()).Append("\n\n");
    }

    public static LoopbackReply Error(int status, string? code = null, string message = "asked to fail", string? retryAfter = null) => new()
    {
        Status = status,
        Body = JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["error"] = new JsonObject { ["message"] = message, ["type"] = "test_error", ["code"] = code },
        }),
        Headers = retryAfter is null ? [] : [("Retry-After", retryAfter)],
    };

    public static LoopbackReply RateLimited(TimeSpan wait) =>
        Error(429, "rate_limit_exceeded", retryAfter: ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));

    public static LoopbackReply RateLimited(DateTimeOffset until) =>
        Error(429, "rate_limit_exceeded", retryAfter: until.ToString("R", CultureInfo.InvariantCulture));

    public LoopbackReply With(TimeSpan? delay = null, int? cutAfter = null, int? stallAfter = null, string? contentType = null) => new()
    {
        Status = Status,
        ContentType = contentType ?? ContentType,
        Body = Body,
        Headers = Headers,
        Delay = delay ?? Delay,
        CutAfter = cutAfter ?? CutAfter,
        StallAfter = stallAfter ?? StallAfter,
    };
}
