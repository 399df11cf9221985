using System.IO.Compression;
using System.Text.Json;
using MedReason.Kg.Obo;

namespace MedReason.Tests;

/// <summary>The floor of <see cref="DiagnosisRanker"/> on published cases; docs/quality/diagnosis.md has the figures of all cases.</summary>
public sealed class DiagnosisQualityTests
{
    // About three hundred cases, spread over the file, whose disease has annotations.
    private const int Step = 9;

    [Fact]
    public async Task The_disease_of_a_published_case_ranks_high_with_and_without_the_annotations_of_its_publication()
    {
        InMemoryKnowledgeGraph graph = await LoadGraphAsync();
        var ranker = new DiagnosisRanker();
        (double First, double FirstTen) clean = await MeasureAsync(ranker, graph, excludesOwnPublications: true);
        (double First, double FirstTen) all = await MeasureAsync(ranker, graph, excludesOwnPublications: false);

        TestContext.Current.TestOutputHelper?.WriteLine($"own publication excluded: {clean}; included: {all}");
        clean.First.ShouldBeGreaterThan(0.26);
        clean.FirstTen.ShouldBeGreaterThan(0.50);
        all.First.ShouldBeGreaterThan(0.35);
        all.FirstTen.ShouldBeGreaterThan(0.61);
    }

    private static async Task<(double First, double FirstTen)> MeasureAsync(DiagnosisRanker ranker, InMemoryKnowledgeGraph graph, bool excludesOwnPublications)
    {
        int cases = 0;
        int first = 0;
        int firstTen = 0;
        foreach ((DiagnosisRequest request, NodeId disease) in ReadCases(excludesOwnPublications, graph).Where((_, i) => i % Step == 0))
        {
            DiagnosisResult result = await ranker.RankAsync(graph, request, TestContext.Current.CancellationToken);
            int rank = result.Diseases.TakeWhile(ranked => ranked.Disease.Id != disease).Count();
            cases++;
            first += rank == 0 && result.Diseases.Count > 0 ? 1 : 0;
            firstTen += rank < result.Diseases.Count ? 1 : 0;
        }

        return ((double)first / cases, (double)firstTen / cases);
    }

    private static async Task<InMemoryKnowledgeGraph> LoadGraphAsync()
    {
        string terms = TestData.Require("ontologies/hp.obo.gz");
        string annotations = TestData.Require("diagnosis/phenotype.hpoa.gz");
        OboOntology ontology = await OboReader.ReadAsync(terms, null, TestContext.Current.CancellationToken);
        GraphReadResult diseases = await HpoAnnotationReader.ReadAsync(annotations, null, null, TestContext.Current.CancellationToken);
        InMemoryKnowledgeGraph hierarchy = ontology.ToKnowledgeGraph().Graph;
        return GraphJoiner.Join(
            [
                new GraphJoinInput { Graph = hierarchy, Source = new KgSource { Name = "hp" } },
                new GraphJoinInput { Graph = diseases.Graph, Source = new KgSource { Name = "hpoa" } },
            ],
            null,
            TestContext.Current.CancellationToken).Graph;
    }

    private static IEnumerable<(DiagnosisRequest Request, NodeId Disease)> ReadCases(bool excludesOwnPublications, InMemoryKnowledgeGraph graph)
    {
        IAdjacencyView view = graph.GetService<IAdjacencyView>()!;
        using var reader = new StreamReader(new GZipStream(File.OpenRead(TestData.Require("diagnosis/phenopackets.jsonl.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement row = document.RootElement;
            var disease = new NodeId(row.GetProperty("disease").GetProperty("id").GetString()!);
            if (view.TryGetOrdinal(disease, out _))
            {
                yield return (
                    new DiagnosisRequest
                    {
                        Observed = [.. row.GetProperty("observed").EnumerateArray().Select(item => new NodeId(item.GetProperty("id").GetString()!))],
                        Sex = row.GetProperty("sex").GetString() switch { "MALE" => PatientSex.Male, "FEMALE" => PatientSex.Female, _ => PatientSex.Unknown },
                        ExcludedPublications = excludesOwnPublications
                            ? [.. row.GetProperty("pmids").EnumerateArray().Select(item => "PMID:" + item.GetString())]
                            : [],
                    },
                    disease);
            }
        }
    }
}
