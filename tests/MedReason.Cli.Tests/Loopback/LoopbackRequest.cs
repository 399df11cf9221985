using System.Text.Json;

namespace MedReason.Cli.Tests;

/// <summary>A request as the server received it.</summary>
internal sealed class LoopbackRequest
{
    public required string Method { get; init; }

    /// <summary>Path and query.</summary>
    public required string Target { get; init; }

    /// <summary>By name, without regard to case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required string Body { get; init; }

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
