using MedReason.Extensions.AI.Tools.Results;
using Microsoft.Extensions.AI;

namespace MedReason.Extensions.AI.Tools;

/// <summary><c>graph_info</c>: what the graph is.</summary>
internal sealed class GraphInfoTool(GraphReader reader) : GraphTool<GraphResult>(
    reader, "graph_info", "Describes the knowledge graph: sources with versions and licences, node types, relations and their meaning.")
{
    protected override async Task<GraphResult> AnswerAsync(ToolCall call, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        KnowledgeGraphMetadata metadata = await Reader.Graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        return new GraphResult
        {
            Graph = GraphIdentity.Of(metadata),
            Nodes = metadata.NodeCount,
            Edges = metadata.EdgeCount,
            Sources = [.. metadata.Sources.Select(source => new SourceEntry { Name = source.Name, Version = source.Version, License = source.License })],
            NodeTypes = metadata.NodeTypes.OrderBy(entry => entry.Key).ToDictionary(entry => entry.Key.Value, entry => entry.Value),
            Relations =
            [
                .. metadata.Relations.Select(info => new RelationEntry
                {
                    Relation = info.Relation.Value,
                    Meaning = info.Meaning.Value,
                    Polarity = info.Polarity,
                    Phrase = info.ForwardPhrase,
                }),
            ],
        };
    }
}
