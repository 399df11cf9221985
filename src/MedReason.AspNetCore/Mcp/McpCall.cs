using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MedReason.AspNetCore.Mcp;

/// <summary>Calls a tool over the graph, and separates its result from its refusal.</summary>
internal static class McpCall
{
    /// <summary>Calls a tool.</summary>
    /// <returns>The result, and why the call was refused; the reason is null when it was not.</returns>
    public static async Task<(JsonElement Result, string? Refusal)> InvokeAsync(
        AIFunction function, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var result = (JsonElement)(await function.InvokeAsync(arguments, cancellationToken).ConfigureAwait(false))!;
        return (result, result.TryGetProperty("error", out JsonElement error) ? error.GetString() : null);
    }
}
