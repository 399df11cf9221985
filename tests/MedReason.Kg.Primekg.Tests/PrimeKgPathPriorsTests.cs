using MedReason.Paths;

namespace MedReason.Kg.Primekg.Tests;

public sealed class PrimeKgPathPriorsTests
{
    [Fact]
    public async Task The_shipped_priors_name_types_and_relations_of_PrimeKG_alone()
    {
        PathPriors priors = await PrimeKgPathPriors.LoadAsync();
        priors.Note.ShouldContain("DrugMechDB");
        priors.PairCount.ShouldBeGreaterThan(1000);
        priors.HopCosts.ShouldNotBeEmpty();
        foreach (HopToken hop in priors.HopCosts.Keys)
        {
            PrimeKgSchema.IsKnown(hop.From).ShouldBeTrue(hop.ToString());
            PrimeKgSchema.IsKnown(hop.To).ShouldBeTrue(hop.ToString());
            PrimeKgSchema.Find(hop.Relation).ShouldNotBeNull(hop.ToString());
        }

        string[] names = [.. priors.Paths.Weights.Keys.Concat(priors.Nodes.Weights.Keys)];
        names.ShouldContain(name => name.Contains("drug_protein/target", StringComparison.Ordinal));
        names.ShouldAllBe(name => !name.StartsWith("degree:", StringComparison.Ordinal) && !name.StartsWith("agreement:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_them_a_target_explains_better_than_a_shared_side_effect()
    {
        var builder = new KnowledgeGraphBuilder();
        foreach (string relation in (string[])["drug_protein/target", "disease_protein", "drug_effect", "disease_phenotype_positive"])
        {
            builder.AddRelation(PrimeKgSchema.Find(new RelationType(relation))!.Info);
        }

        foreach ((string id, string type) in ((string, string)[])[("d:1", "drug"), ("g:1", "gene/protein"), ("p:1", "effect/phenotype"), ("m:1", "disease")])
        {
            builder.AddNode(new KgNode { Id = new NodeId(id), Name = id, Type = new NodeType(type) });
        }

        Add("d:1", "drug_protein/target", "g:1");
        Add("m:1", "disease_protein", "g:1");
        Add("d:1", "drug_effect", "p:1");
        Add("m:1", "disease_phenotype_positive", "p:1");
        using InMemoryKnowledgeGraph graph = builder.Build();
        var selector = new PathSelector(await PrimeKgPathPriors.LoadAsync());
        PathQuery query = await selector.CreateQueryAsync(graph, [new PathPair { From = new NodeId("d:1"), To = new NodeId("m:1") }], 4, 0);
        PathSearchResult found = await new ShortestPathFinder().FindPathsAsync(graph, query);
        found.Pairs[0].Paths.Count.ShouldBe(2);
        (await selector.SelectAsync(graph, found.Pairs[0], 1)).ShouldHaveSingleItem().Path.Nodes[1].Id.ShouldBe(new NodeId("g:1"));

        void Add(string source, string relation, string target) =>
            builder.AddEdge(new KgEdge { Source = new NodeId(source), Relation = new RelationType(relation), Target = new NodeId(target) });
    }
}
