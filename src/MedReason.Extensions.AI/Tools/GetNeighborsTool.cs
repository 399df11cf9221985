using MedReason.Extensions.AI.Tools.Results;
using Microsoft.Extensions.AI;

namespace MedReason.Extensions.AI.Tools;

/// <summary><c>get_neighbors</c>: the edges of a node.</summary>
internal sealed class GetNeighborsTool(GraphReader reader) : GraphTool<NeighborsResult>(
    reader,
    "get_neighbors",
    "Gets edges of a node of the knowledge graph, of one relation if that is given.",
    new ToolParameter("node", "An id such as MONDO:0005148, or a name.", IsRequired: true),
    new ToolParameter("relation", "A relation as graph_info lists them."))
{
    protected override async Task<NeighborsResult> AnswerAsync(ToolCall call, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        KgNode node = await Reader.ResolveAsync(call.Text("node"), "node", cancellationToken).ConfigureAwait(false);
        KnowledgeGraphMetadata metadata = await Reader.Graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        string? relation = call.FindText("relation");
        if (relation is not null && !metadata.Relations.Any(info => string.Equals(info.Relation.Value, relation, StringComparison.Ordinal)))
        {
            throw new ToolInputException("relation: the graph has no relation of this name");
        }

        var options = new NeighborOptions
        {
            Filter = relation is null ? null : new KgFilter { Relations = [new RelationType(relation)] },
            MaxNeighborsPerNode = Reader.Options.MaxResults,
        };
        NeighborBatch batch = await Reader.Graph.GetNeighborsAsync([node.Id], options, cancellationToken).ConfigureAwait(false);
        NodeId[] ids = [.. batch[0].Select(neighbor => neighbor.Node).Distinct()];
        IReadOnlyList<KgNode?> found = await Reader.Graph.GetNodesAsync(ids, cancellationToken).ConfigureAwait(false);
        Dictionary<NodeId, KgNode> known = found.OfType<KgNode>().ToDictionary(one => one.Id);
        EdgeCitation[] edges = await Reader.CiteAsync(
            [
                .. batch[0].Where(neighbor => known.ContainsKey(neighbor.Node))
                    .Select(neighbor => GraphReader.ToEdge(node, neighbor.Relation, neighbor.IsForward, known[neighbor.Node])),
            ],
            metadata,
            cancellationToken).ConfigureAwait(false);
        return new NeighborsResult { Node = GraphReader.ToEntry(node), Edges = edges, IsTruncated = batch.IsTruncated(0) };
    }
}
