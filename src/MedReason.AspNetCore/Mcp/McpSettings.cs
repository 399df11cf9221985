using MedReason.Extensions.AI;

namespace MedReason.AspNetCore.Mcp;

/// <summary>What the server of the protocol was added with. Immutable.</summary>
/// <param name="Options">The limits of the tools; null for the defaults.</param>
/// <param name="ServiceKey">The key of the pipeline; null for the one without a key.</param>
internal sealed record McpSettings(GraphToolOptions? Options, string? ServiceKey);
