using System.ComponentModel;
using Microsoft.Extensions.AI;

namespace MedReason.Guide.Tests;

#region tools
public sealed class GraphTools(IKnowledgeGraph graph, IPathFinder finder)
{
    [Description("Finds the ids of diseases, drugs, findings and genes by name.")]
    public async Task<string> FindNodes([Description("A name, such as 'type 2 diabetes mellitus'.")] string name, CancellationToken cancellationToken)
    {
        await graph.GetMetadataAsync(cancellationToken); // a lazy graph loads here
        INodeIndex index = graph.GetService<INodeIndex>() ?? throw new KnowledgeGraphException("This graph finds no names.");
        IReadOnlyList<ScoredNode> found = (await index.SearchAsync([name], new NodeSearchOptions { MaxResults = 5, MinScore = 0.7 }, cancellationToken))[0];
        return found.Count == 0 ? "nothing has that name" : string.Join('\n', found.Select(one => $"{one.Node.Id} {one.Node.Name} ({one.Node.Type})"));
    }

    [Description("Finds the shortest paths between two nodes of the knowledge graph.")]
    public async Task<string> FindPaths([Description("The id of one node.")] string from, [Description("The id of the other.")] string to, CancellationToken cancellationToken)
    {
        var query = new PathQuery { Pairs = [new PathPair { From = new NodeId(from), To = new NodeId(to) }], MaxLength = 4, MaxPathsPerPair = 3 };
        PairSearchResult found = (await finder.FindPathsAsync(graph, query, cancellationToken)).Pairs[0];
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken);
        return found.Paths.Count == 0 ? $"no path: {found.Outcome}" : string.Join('\n', found.Paths.Select(path => path.ToWords(metadata)));
    }

    public IList<AITool> ToList() => [AIFunctionFactory.Create(FindNodes), AIFunctionFactory.Create(FindPaths)];
}
#endregion
