namespace MedReason.Embeddings.Onnx.Tests;

/// <summary>Runs the guide's code; that the guide shows this code is held by the tests of the guides.</summary>
public sealed class EmbeddingsGuideTests(MiniLM model) : IClassFixture<MiniLM>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medreason-guide-").FullName;

    [Fact]
    public async Task The_code_of_the_guide_runs()
    {
        string modelFolder = model.Folder;
        string file = Path.Combine(_folder, "names.mrke");
        using InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder { Name = "guide" }
            .AddNode(new KgNode { Id = new NodeId("D:1"), Name = "myocardial infarction", Type = new NodeType("disease") })
            .AddNode(new KgNode { Id = new NodeId("D:2"), Name = "nephrolithiasis", Type = new NodeType("disease") })
            .Build();

        #region embeddings
        using OnnxEmbeddingGenerator encoder = await OnnxEmbeddingGenerator.OpenAsync(modelFolder);
        EmbeddingNodeIndex index = await EmbeddingNodeIndex.BuildAsync(graph, encoder, path: file);
        IKnowledgeGraph withMeaning = graph.WithEmbeddings(index);
        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await index.SearchAsync(["heart attack", "kidney stone"]);
        #endregion

        found.Select(static nodes => nodes[0].Node.Id.Value).ShouldBe(["D:1", "D:2"]);
        withMeaning.GetService<INodeIndex>(LinkMethods.Embedding).ShouldBeSameAs(index);
        EmbeddingIndexDescription description = await EmbeddingIndexDescription.ReadAsync(file);
        description.Provider.ShouldBe(OnnxEmbeddingGenerator.ProviderName);
        description.Model.ShouldBe(encoder.ModelId);
        description.Dimensions.ShouldBe(384);
        description.NameCount.ShouldBe(2);
        description.GraphContentHash.ShouldBe((await graph.GetMetadataAsync()).ContentHash);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
