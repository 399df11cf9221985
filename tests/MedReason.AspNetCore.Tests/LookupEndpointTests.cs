using System.Net;
using System.Text;
using System.Text.Json;
using MedReason.Tests;

namespace MedReason.AspNetCore.Tests;

/// <summary>What a text names, and how that is joined.</summary>
public sealed class LookupEndpointTests
{
    [Fact]
    public async Task Entities_are_found_with_what_the_text_says_of_them()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        JsonElement found = await host.SendAsync("entities", """{"text":"She has ptosis but denies wheezing."}""");
        found.GetProperty("entities").EnumerateArray().Select(entity => $"{entity.GetProperty("start")} {entity.GetProperty("node").GetProperty("id")} {entity.GetProperty("assertion")}")
            .ShouldBe(["8 T:ptosis present", "26 T:wheezing absent"]);
    }

    [Fact]
    public async Task Paths_and_edges_are_cited()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        JsonElement found = await host.SendAsync("paths", """{"from":"ptosis","to":"T:pyridostigmine"}""");
        found.GetProperty("outcome").GetString().ShouldBe("found");
        JsonElement path = found.GetProperty("paths")[0];
        path.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()).ShouldBe(["ptosis", "myasthenia gravis", "pyridostigmine"]);
        path.GetProperty("edges")[1].ToString().ShouldBe(
            """{"statement":"pyridostigmine is indicated for myasthenia gravis","source":"T:pyridostigmine","relation":"indication","target":"T:myasthenia-gravis"}""");

        JsonElement edges = (await host.SendAsync("neighbors", """{"node":"asthma","relation":"contraindication"}""")).GetProperty("edges");
        edges.EnumerateArray().Select(edge => edge.GetProperty("source").GetString()).Order().ShouldBe(["T:carboprost", "T:propranolol"]);
    }

    [Theory]
    [InlineData("entities", "{}", "text: expected a text, found nothing")]
    [InlineData("entities", """{"text":"x","language":"de"}""", "body: expected no members but text, found another one")]
    [InlineData("paths", """{"from":"ptosis"}""", "to: expected a text, found nothing")]
    [InlineData("paths", """{"from":"ptosis","to":"xyzzy-secret"}""", "to: no node has this id or a name like it")]
    [InlineData("paths", """{"from":"ptosis","to":"gout","max_length":99}""", "max_length: expected an integer from 1 to 4")]
    [InlineData("neighbors", """{"node":"gout","relation":"xyzzy-secret"}""", "relation: the graph has no relation of this name")]
    [InlineData("neighbors", """{"node":"gout","relation":7}""", "relation: expected a text")]
    public async Task A_wrong_member_is_named(string path, string body, string detail)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        JsonElement problem = await host.RefuseAsync(path, Encoding.UTF8.GetBytes(body));
        problem.GetProperty("detail").GetString().ShouldBe(detail);
        problem.GetProperty("path").GetString().ShouldBe(detail[..detail.IndexOf(": ", StringComparison.Ordinal)]);
        host.Log.Everything.ShouldNotContain("xyzzy-secret");
    }

    [Fact]
    public async Task A_graph_that_fails_is_a_failure_that_names_no_file()
    {
        var graph = new BreakingGraph();
        await using RunningHost host = await RunningHost.StartAsync(services: services =>
        {
            services.AddKnowledgeGraph(graph);
            services.AddMedReason();
        });
        graph.IsBroken = true;
        JsonElement problem = await host.RefuseAsync("neighbors", """{"node":"T:gout"}"""u8.ToArray(), HttpStatusCode.InternalServerError);
        problem.ToString().ShouldNotContain("secret-place");
        host.Log.Everything.ShouldContain(nameof(KnowledgeGraphException));
    }

    private sealed class BreakingGraph() : DelegatingKnowledgeGraph(ClinicGraph.Build())
    {
        public bool IsBroken { get; set; }

        public override ValueTask<NeighborBatch> GetNeighborsAsync(
            IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default) =>
            IsBroken ? throw new KnowledgeGraphException("/secret-place/kg.csv: closed") : base.GetNeighborsAsync(frontier, options, cancellationToken);

        public override object? GetService(Type serviceType, object? serviceKey = null) => InnerGraph.GetService(serviceType, serviceKey);
    }
}
