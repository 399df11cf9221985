using MedReason.Extensions.AI.Tools.Results;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Extensions.AI.Tools;

/// <summary><c>get_node</c>: a node with its other names and what it is.</summary>
internal sealed class GetNodeTool(GraphReader reader) : GraphTool<NodeResult>(
    reader,
    "get_node",
    "Gets a node of the knowledge graph with its synonyms and its definition.",
    new ToolParameter("node", "An id such as MONDO:0005148, or a name.", IsRequired: true))
{
    protected override async Task<NodeResult> AnswerAsync(ToolCall call, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        KgNode node = await Reader.ResolveAsync(call.Text("node"), "node", cancellationToken).ConfigureAwait(false);
        return new NodeResult
        {
            Node = GraphReader.ToEntry(node),
            Source = node.Source,
            Synonyms = [.. node.Synonyms.Select(PlainText.Clean)],
            Definition = node.Definition is { } definition ? PlainText.Clean(definition) : null,
            Graph = await Reader.IdentifyAsync(cancellationToken).ConfigureAwait(false),
        };
    }
}
