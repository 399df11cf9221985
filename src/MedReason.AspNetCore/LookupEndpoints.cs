using System.Text.Json;
using System.Threading.RateLimiting;
using MedReason.AspNetCore.Mcp;
using MedReason.AspNetCore.Replies;
using MedReason.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace MedReason.AspNetCore;

/// <summary>Looks up in the graph what texts name and how that is joined; the answers are those of the tools for models.</summary>
/// <param name="gate">Admits requests.</param>
/// <param name="options">What is accepted.</param>
internal sealed class LookupEndpoints(RequestGate gate, MedReasonEndpointOptions options)
{
    private readonly JsonFields _fields = new(options.MaxTextLength);

    /// <summary>Finds what a text names.</summary>
    public Task FindEntitiesAsync(HttpContext context) => AnswerAsync(context, "find_entities", ["text"], []);

    /// <summary>Finds paths between two nodes.</summary>
    public Task FindPathsAsync(HttpContext context) => AnswerAsync(context, "find_paths", ["from", "to"], ["max_length"]);

    /// <summary>Lists the edges of a node.</summary>
    public Task ListNeighborsAsync(HttpContext context) => AnswerAsync(context, "get_neighbors", ["node"], ["relation"]);

    private Task AnswerAsync(HttpContext context, string tool, string[] texts, string[] others) => gate.AnswerAsync(context, async (graph, body) =>
    {
        string[] names = [.. texts, .. others];
        JsonElement?[] members = JsonFields.Members(body.RootElement, "body", names);
        var arguments = new AIFunctionArguments();
        for (int i = 0; i < names.Length; i++)
        {
            arguments[names[i]] = i < texts.Length ? _fields.Words(members[i], names[i]) : members[i];
        }

        JsonElement result;
        string? refusal;
        using (RateLimitLease turn = await gate.TakeTurnAsync(context.RequestAborted).ConfigureAwait(false))
        {
            (result, refusal) = await McpCall.InvokeAsync(graph.Tools[tool], arguments, context.RequestAborted).ConfigureAwait(false);
        }

        if (refusal is not null)
        {
            throw Refuse(refusal, names);
        }

        await EndpointJson.WriteAsync(context, result, EndpointJson.Element, StatusCodes.Status200OK).ConfigureAwait(false);
    });

    // A refusal that names an argument is the client's; another one is the graph's, and its message may name files.
    private static Exception Refuse(string refusal, string[] names) =>
        names.FirstOrDefault(name => refusal.StartsWith(name + ": ", StringComparison.Ordinal)) is { } name
            ? new RequestFault(name, refusal[(name.Length + 2)..])
            : new KnowledgeGraphException(refusal);
}
