using MedReason.Kg.Obo;
using MedReason.Kg.Primekg;

namespace MedReason.Tests;

/// <summary>Real graphs that several tests read and none changes, each made once a process.</summary>
internal static class RealGraphs
{
    private static readonly Lazy<Task<InMemoryKnowledgeGraph>> LazyHetionet = new(async () =>
        (await PrimeKgReader.ReadAsync(TestData.Require("hetionet/kg.csv.gz"))).Graph);

    private static readonly Lazy<Task<InMemoryKnowledgeGraph>> LazyNames = new(async () =>
    {
        var builder = new KnowledgeGraphBuilder { Name = "names" };
        await foreach (KgNode node in (await HetionetAsync()).GetNodesAsync())
        {
            builder.AddNode(node);
        }

        foreach (string file in new[] { "ontologies/hp.obo.gz", "ontologies/doid.obo.gz" })
        {
            foreach (OboTerm term in (await OboReader.ReadAsync(TestData.Require(file))).Terms.Where(term => !term.IsObsolete))
            {
                if (!builder.ContainsNode(term.Id))
                {
                    builder.AddNode(new KgNode { Id = term.Id, Name = term.Name, Type = new NodeType(term.Id.Prefix.ToString()) });
                }
            }
        }

        return builder.Build();
    });

    /// <summary>Hetionet.</summary>
    public static Task<InMemoryKnowledgeGraph> HetionetAsync()
    {
        TestData.Require("hetionet/kg.csv.gz");
        return LazyHetionet.Value;
    }

    /// <summary>The nodes of Hetionet, HPO and DO without edges.</summary>
    public static Task<InMemoryKnowledgeGraph> NamesAsync()
    {
        TestData.Require("hetionet/kg.csv.gz");
        TestData.Require("ontologies/hp.obo.gz");
        TestData.Require("ontologies/doid.obo.gz");
        return LazyNames.Value;
    }
}
