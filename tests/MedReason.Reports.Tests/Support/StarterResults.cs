using MedReason.Datasets;
using MedReason.Kg.Primekg;
using MedReason.Tests;

namespace MedReason.Reports.Tests;

/// <summary>Results of the quickstart's questions over its graph of textbook facts, reasoned without a model.</summary>
/// <remarks>Every path counts, so that chains have many steps.</remarks>
internal static class StarterResults
{
    private static readonly Lazy<Task<(IKnowledgeGraph Graph, List<QuestionRow> Rows)>> Data = new(ReadAsync);

    public static async Task<(ReasoningResult Result, KnowledgeGraphMetadata Metadata)> ReasonAsync(string id, ReasoningMode mode = ReasoningMode.Explain)
    {
        (IKnowledgeGraph graph, List<QuestionRow> rows) = await Data.Value;
        return (await Pipeline(graph, mode).RunAsync(rows.Single(row => row.Id.Text == id).Question), await graph.GetMetadataAsync());
    }

    private static ReasoningPipeline Pipeline(IKnowledgeGraph graph, ReasoningMode mode) => new(
        graph,
        new LexiconEntityExtractor(),
        new EntityLinker(),
        new ShortestPathFinder(),
        new EvidencePathRanker(),
        new TemplateChainWriter(),
        new GroundingVerifier(),
        new RunOptions { MinGrade = EvidenceGrade.None, Mode = mode, Visibility = AnswerVisibility.Shown });

    private static async Task<(IKnowledgeGraph Graph, List<QuestionRow> Rows)> ReadAsync()
    {
        string folder = Path.Combine(TestData.RepositoryRoot, "samples", "Quickstart", "Data");
        GraphReadResult read = await PrimeKgReader.ReadAsync(Path.Combine(folder, "starter_kg.csv"));
        var rows = new List<QuestionRow>();
        await foreach (QuestionRow row in QuestionReader.ReadAsync(Path.Combine(folder, "starter_questions.jsonl"), "generic"))
        {
            rows.Add(row);
        }

        return (read.Graph, rows);
    }
}
