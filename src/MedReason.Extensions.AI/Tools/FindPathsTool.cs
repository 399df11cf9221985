using MedReason.Extensions.AI.Tools.Results;
using Microsoft.Extensions.AI;

namespace MedReason.Extensions.AI.Tools;

/// <summary><c>find_paths</c>: the shortest paths between two nodes.</summary>
internal sealed class FindPathsTool(GraphReader reader) : GraphTool<PathsResult>(
    reader,
    "find_paths",
    "Finds the shortest paths between two nodes of the knowledge graph, with cited edges.",
    new ToolParameter("from", "An id or a name.", IsRequired: true),
    new ToolParameter("to", "An id or a name.", IsRequired: true),
    new ToolParameter("max_length", "The maximum number of hops.", Kind: ToolParameterKind.Number))
{
    protected override async Task<PathsResult> AnswerAsync(ToolCall call, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        int maxLength = call.Number("max_length", 1, Reader.Options.MaxPathLength, Reader.Options.MaxPathLength);
        KgNode from = await Reader.ResolveAsync(call.Text("from"), "from", cancellationToken).ConfigureAwait(false);
        KgNode to = await Reader.ResolveAsync(call.Text("to"), "to", cancellationToken).ConfigureAwait(false);
        KnowledgeGraphMetadata metadata = await Reader.Graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        var query = new PathQuery
        {
            Pairs = [new PathPair { From = from.Id, To = to.Id }],
            MaxLength = maxLength,
            MaxPathsPerPair = Reader.Options.MaxPaths,
            Filter = new KgFilter(),
        };
        PairSearchResult found = (await Reader.Finder.FindPathsAsync(Reader.Graph, query, cancellationToken).ConfigureAwait(false)).Pairs[0];
        return new PathsResult
        {
            Outcome = found.Outcome,
            From = GraphReader.ToEntry(from),
            To = GraphReader.ToEntry(to),
            Paths = await Reader.DescribeAsync(found.Paths, metadata, cancellationToken).ConfigureAwait(false),
            IsTruncated = found.IsTruncated,
            Graph = GraphIdentity.Of(metadata),
        };
    }
}
