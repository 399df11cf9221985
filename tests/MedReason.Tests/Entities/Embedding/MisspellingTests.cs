
namespace MedReason.Tests;

/// <summary>
/// Misspelled names over the real nodes of Hetionet, HPO and DO. Two in five of these nodes are genes, twice as many as in PrimeKG, and their symbols are so
/// short that one slip makes many of them as near to another gene: names are drawn with PrimeKG's share of genes, and beside that evenly over all nodes.
/// <c>MEDREASON_LONG_TESTS=1</c> takes three seeds instead of one.
/// </summary>
public sealed class MisspellingTests(ITestOutputHelper output)
{
    private const int Names = 1_000;
    private const int GenesInPrimeKg = 27_671;
    private const int NodesInPrimeKg = 129_375;
    private static readonly NodeType Gene = new("gene/protein");

    [Fact]
    public async Task Nine_of_ten_names_with_one_slip_find_their_node_first()
    {
        InMemoryKnowledgeGraph graph = await RealGraphs.NamesAsync();
        List<KgNode> nodes = [];
        await foreach (KgNode node in graph.GetNodesAsync())
        {
            nodes.Add(node);
        }

        EmbeddingNodeIndex index = await EmbeddingNodeIndex.BuildAsync(graph, await HashedNgramEmbeddingGenerator.CreateAsync(graph));
        int[] seeds = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? [1, 2, 3] : [1];
        foreach (int seed in seeds)
        {
            List<(KgNode Node, string Text)> evenly = Draw(nodes, seed, Names);
            KgNode[] genes = [.. nodes.Where(node => node.Type == Gene)];
            KgNode[] others = [.. nodes.Where(node => node.Type != Gene)];
            int geneShare = (int)Math.Round(Names * (double)GenesInPrimeKg / NodesInPrimeKg);
            List<(KgNode Node, string Text)> asPrimeKg = [.. Draw(genes, seed, geneShare), .. Draw(others, seed, Names - geneShare)];

            (await CountAsync(index, asPrimeKg, $"seed {seed}, PrimeKG's share of genes")).ShouldBeGreaterThanOrEqualTo(Names * 90 / 100);
            (await CountAsync(index, evenly, $"seed {seed}, evenly")).ShouldBeGreaterThanOrEqualTo(Names * 87 / 100);
        }
    }

    private static List<(KgNode Node, string Text)> Draw(IReadOnlyList<KgNode> nodes, int seed, int count)
    {
        var random = new Random(seed);
        var drawn = new List<(KgNode Node, string Text)>();
        while (drawn.Count < count)
        {
            KgNode node = nodes[random.Next(nodes.Count)];
            if (Typo.Make(node.Name, random) is { } text)
            {
                drawn.Add((node, text));
            }
        }

        return drawn;
    }

    private async Task<int> CountAsync(EmbeddingNodeIndex index, List<(KgNode Node, string Text)> asked, string what)
    {
        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await index.SearchAsync([.. asked.Select(pair => pair.Text)]);

        // Nodes of one name cannot be distinguished by it.
        bool[] hits = [.. asked.Select((pair, i) => found[i].Count > 0 && string.Equals(found[i][0].Node.Name, pair.Node.Name, StringComparison.OrdinalIgnoreCase))];
        foreach (IGrouping<bool, int> group in Enumerable.Range(0, hits.Length).GroupBy(i => asked[i].Node.Type == Gene))
        {
            output.WriteLine($"{what}: {(group.Key ? "genes" : "others")} {group.Count(i => hits[i])} of {group.Count()}");
        }

        output.WriteLine($"{what}: {hits.Count(hit => hit)} of {hits.Length}");
        return hits.Count(hit => hit);
    }
}
