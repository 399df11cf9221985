using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary>A provider behind which <see cref="OracleModel"/> answers, but for the calls that a test wants otherwise.</summary>
internal sealed class LoopbackOracle(IReadOnlyDictionary<string, string>? vocabulary = null)
{
    private readonly OracleModel _oracle = new(vocabulary ?? new Dictionary<string, string>());

    /// <summary>The name of the shape that a request asks for; null for free text.</summary>
    public static string? Shape(LoopbackRequest request) =>
        request.Json.TryGetProperty("response_format", out JsonElement format) && format.TryGetProperty("json_schema", out JsonElement schema)
            ? schema.GetProperty("name").GetString()
            : null;

    /// <summary>The oracle's reply.</summary>
    public LoopbackReply Reply(LoopbackRequest request)
    {
        JsonElement messages = request.Json.GetProperty("messages");
        return LoopbackReply.Chat(_oracle.Reply(
            messages[0].GetProperty("content").GetString()!, messages[1].GetProperty("content").GetString()!, Shape(request)));
    }
}
