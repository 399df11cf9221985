using System.Text.Json;
using MedReason.Tests;
using Microsoft.Extensions.AI;

namespace MedReason.Extensions.AI.Tests;

/// <summary>What each tool returns to a model.</summary>
public sealed class GraphToolTests
{
    [Fact]
    public void The_tools_stand_in_the_order_of_their_use_with_schemas_of_both_sides()
    {
        using var clinic = new Clinic();
        clinic.Tools.Select(tool => tool.Name).ShouldBe(
            ["verify_reasoning", "find_entities", "get_node", "get_neighbors", "find_paths", "graph_info", "explain_question"]);
        foreach (AIFunction tool in clinic.Tools)
        {
            tool.JsonSchema.GetProperty("type").GetString().ShouldBe("object");
            tool.ReturnJsonSchema!.Value.GetProperty("type").GetString().ShouldBe("object");
            tool.Description.ShouldNotBeEmpty();
        }

        clinic.Find("find_paths").JsonSchema.GetRawText().ShouldBe(
            """{"type":"object","properties":{"from":{"description":"An id or a name.","type":"string"},"to":{"description":"An id or a name.","type":"string"},"max_length":{"description":"The maximum number of hops.","type":"integer"}},"required":["from","to"]}""");
    }

    [Fact]
    public async Task Reasoning_is_checked_step_by_step_and_each_verdict_shows_its_edge()
    {
        using var clinic = new Clinic();
        JsonElement result = await clinic.CallAsync("verify_reasoning", """
            {"question":"A woman has ptosis. Which drug relieves it?","options":{"A":"Salbutamol","B":"Pyridostigmine"},"answer":"B",
             "reasoning":"Ptosis is a finding in myasthenia gravis. Myasthenia gravis is treated by pyridostigmine. The answer is B."}
            """);

        result.GetProperty("verdict").GetString().ShouldBe("accepted", result.GetRawText());
        result.GetProperty("claims").GetProperty("supported").GetInt32().ShouldBe(2);
        result.GetProperty("concluded").GetString().ShouldBe("B");
        JsonElement edge = result.GetProperty("steps")[1].GetProperty("edge");
        edge.GetProperty("statement").GetString().ShouldBe("pyridostigmine is indicated for myasthenia gravis");
        (edge.GetProperty("source").GetString(), edge.GetProperty("relation").GetString(), edge.GetProperty("target").GetString())
            .ShouldBe(("T:pyridostigmine", "indication", "T:myasthenia-gravis"));
        result.GetProperty("graph").GetProperty("name").GetString().ShouldBe("Clinic");
    }

    [Fact]
    public async Task What_the_graph_excludes_is_contradicted_by_the_edge_that_says_so()
    {
        using var clinic = new Clinic();
        JsonElement result = await clinic.CallAsync("verify_reasoning", """
            {"question":"A woman has areflexia. What is the diagnosis?","reasoning":"Areflexia is a finding in myasthenia gravis."}
            """);

        JsonElement step = result.GetProperty("steps")[0];
        step.GetProperty("status").GetString().ShouldBe("contradicted", result.GetRawText());
        step.GetProperty("edge").GetProperty("relation").GetString().ShouldBe("disease_phenotype_negative");
        result.GetProperty("verdict").GetString().ShouldBe("rejected");
    }

    [Fact]
    public async Task Entities_of_a_text_say_what_the_text_says_of_them()
    {
        using var clinic = new Clinic();
        JsonElement result = await clinic.CallAsync("find_entities", """{"text":"A woman has ptosis but denies wheezing."}""");

        result.GetProperty("entities").EnumerateArray().Select(entity =>
            $"{entity.GetProperty("node").GetProperty("id")} {entity.GetProperty("start")} {entity.GetProperty("assertion")}").ShouldBe(
            ["T:ptosis 12 present", "T:wheezing 30 absent"]);
        result.GetProperty("is_truncated").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_that_no_node_has_gives_what_the_graph_s_index_finds_near_it()
    {
        using var clinic = new Clinic();
        (await clinic.CallAsync("find_entities", """{"text":"myastenia gravis"}""")).GetRawText().ShouldBe("""{"entities":[],"is_truncated":false}""");
        (await clinic.FailAsync("get_node", """{"node":"myastenia gravis"}""")).ShouldBe("node: no node has this id or a name like it");

        var near = new NearIndexGraph(clinic.Graph);
        AIFunction[] tools = [.. near.AsAITools().Cast<AIFunction>()];
        var entities = (JsonElement)(await tools[1].InvokeAsync(new AIFunctionArguments { ["text"] = "myastenia gravis" }))!;
        entities.TryGetProperty("similar", out _).ShouldBeTrue(entities.GetRawText());
        entities.GetProperty("similar")[0].GetProperty("name").GetString().ShouldBe("myasthenia gravis");
        var node = (JsonElement)(await tools[2].InvokeAsync(new AIFunctionArguments { ["node"] = "myastenia gravis" }))!;
        node.GetProperty("error").GetString().ShouldBe("node: no node has this id or name; similar: T:myasthenia-gravis myasthenia gravis (disease)");
    }

    [Fact]
    public async Task A_node_is_found_by_id_name_and_synonym()
    {
        using var clinic = new Clinic();
        foreach (string name in (string[])["T:salbutamol", "Salbutamol", "albuterol"])
        {
            JsonElement result = await clinic.CallAsync("get_node", JsonSerializer.Serialize(new { node = name }));
            result.GetProperty("node").GetProperty("id").GetString().ShouldBe("T:salbutamol", name);
            result.GetProperty("synonyms").EnumerateArray().Single().GetString().ShouldBe("albuterol");
        }
    }

    [Fact]
    public async Task A_name_of_several_nodes_asks_for_an_id()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        builder.AddNode(new KgNode { Id = new NodeId("T:gout-2"), Name = "gout", Type = new NodeType("effect/phenotype") });
        InMemoryKnowledgeGraph graph = builder.Build();
        using var clinic = new Clinic(graph);
        using var bounded = new Clinic(graph, new GraphToolOptions { MaxResults = 1 });
        (await bounded.FailAsync("get_node", """{"node":"gout"}""")).ShouldStartWith("node: several nodes have this name");
        string error = await clinic.FailAsync("find_paths", """{"from":"gout","to":"fever"}""");
        error.ShouldStartWith("from: several nodes have this name, give an id: ");
        error.ShouldContain("T:gout gout (disease)");
        error.ShouldContain("T:gout-2 gout (effect/phenotype)");
    }

    [Fact]
    public async Task Edges_of_a_node_are_bounded_and_of_the_asked_relation()
    {
        using var clinic = new Clinic(options: new GraphToolOptions { MaxResults = 1 });
        JsonElement result = await clinic.CallAsync("get_neighbors", """{"node":"heart failure","relation":"disease_phenotype_positive"}""");

        result.GetProperty("edges").EnumerateArray().Single().GetProperty("statement").GetString().ShouldBe("heart failure shows cough");
        result.GetProperty("is_truncated").GetBoolean().ShouldBeTrue();
        (await clinic.FailAsync("get_neighbors", """{"node":"gout","relation":"cures"}""")).ShouldBe("relation: the graph has no relation of this name");
    }

    [Fact]
    public async Task Paths_are_in_words_and_every_edge_is_cited_as_the_graph_has_it()
    {
        using var clinic = new Clinic();
        JsonElement result = await clinic.CallAsync("find_paths", """{"from":"ptosis","to":"pyridostigmine"}""");

        result.GetProperty("outcome").GetString().ShouldBe("found");
        JsonElement path = result.GetProperty("paths")[0];
        path.GetProperty("words").GetString().ShouldBe("ptosis is a finding in myasthenia gravis, which is treated by pyridostigmine");
        path.GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("source").GetString()).ShouldBe(["T:myasthenia-gravis", "T:pyridostigmine"]);
        (await clinic.CallAsync("find_paths", """{"from":"scurvy","to":"gout"}""")).GetProperty("outcome").GetString().ShouldBe("disconnected");
        (await clinic.CallAsync("find_paths", """{"from":"ptosis","to":"pyridostigmine","max_length":1}""")).GetProperty("outcome").GetString().ShouldBe("too_far");
    }

    [Fact]
    public async Task Publications_are_cited_and_what_is_omitted_is_counted()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        builder.AddEdge(
            new KgEdge
            {
                Source = ClinicGraph.Id("scurvy"),
                Target = ClinicGraph.Id("edema"),
                Relation = new RelationType(ClinicGraph.Finding),
                Attributes =
                [
                    new KgEdgeAttributes { Sources = ["HPO annotations"], Publications = ["PMID:1", "PMID:2", "PMID:3", "PMID:4", "PMID:5"], Frequency = KgFrequency.Parse("7/10") },
                ],
            });
        using var clinic = new Clinic(builder.Build());
        JsonElement edge = (await clinic.CallAsync("find_paths", """{"from":"scurvy","to":"edema"}""")).GetProperty("paths")[0].GetProperty("edges")[0];

        edge.GetProperty("knowledge_sources").GetRawText().ShouldBe("""["HPO annotations"]""");
        edge.GetProperty("publications").GetRawText().ShouldBe("""["PMID:1","PMID:2","PMID:3"]""");
        edge.GetProperty("more_publications").GetInt32().ShouldBe(2);
        edge.GetProperty("frequency").GetString().ShouldBe("7/10");
    }

    [Fact]
    public async Task The_graph_describes_itself()
    {
        using var clinic = new Clinic();
        JsonElement result = await clinic.CallAsync("graph_info", "{}");

        result.GetProperty("nodes").GetInt64().ShouldBe(31);
        result.GetProperty("node_types").GetProperty("disease").GetInt64().ShouldBe(7);
        JsonElement relation = result.GetProperty("relations").EnumerateArray().Single(one => one.GetProperty("relation").GetString() == "contraindication");
        (relation.GetProperty("meaning").GetString(), relation.GetProperty("polarity").GetString()).ShouldBe(("contraindicated", "contraindicated"));
        (await clinic.FailAsync("graph_info", """{"x":1}""")).ShouldBe("unknown argument; this tool takes none");
    }

    [Fact]
    public async Task A_question_is_explained_with_its_grade_and_the_paths_that_the_chain_cites()
    {
        using var clinic = new Clinic();
        var stages = new List<string>();
        JsonElement result = (JsonElement)(await clinic.Find("explain_question").InvokeAsync(new AIFunctionArguments
        {
            ["question"] = ClinicQuestions.Drug.Text,
            ["options"] = ClinicQuestions.Drug.Options.ToDictionary(option => option.Label, option => option.Text),
            ["answer"] = "B",
            Context = new Dictionary<object, object?> { [typeof(IProgress<string>)] = new Recorder(stages) },
        }))!;

        result.GetProperty("outcome").GetString().ShouldBe("accepted", result.GetRawText());
        (result.GetProperty("answer_label").GetString(), result.GetProperty("verdict").GetString()).ShouldBe(("B", "accepted"));
        result.GetProperty("grade").GetString().ShouldBeOneOf("supporting", "discriminating");
        result.GetProperty("steps").GetArrayLength().ShouldBeGreaterThan(0);
        result.GetProperty("paths")[0].GetProperty("edges").GetArrayLength().ShouldBeGreaterThan(0);
        stages.Take(2).ShouldBe(["extract", "link"]);
    }

    [Fact]
    public async Task What_the_graph_does_not_support_comes_with_its_reason()
    {
        using var clinic = new Clinic();
        JsonElement result = await clinic.CallAsync("explain_question", """{"question":"A man has gout. Which drug helps?","answer":"Needle decompression"}""");

        (result.GetProperty("outcome").GetString(), result.GetProperty("reason").GetString()).ShouldBe(("rejected", "no_answer_entity"), result.GetRawText());
        result.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        (await clinic.FailAsync("explain_question", """{"question":"Which drug helps?"}""")).ShouldBe("answer: expected the answer, or options to choose from");
    }

    /// <summary>A graph whose index finds one node near every text.</summary>
    private sealed class NearIndexGraph(InMemoryKnowledgeGraph inner) : DelegatingKnowledgeGraph(inner), INodeIndex
    {
        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(INodeIndex) ? this : inner.GetService(serviceType, serviceKey);

        public async ValueTask<IReadOnlyList<IReadOnlyList<ScoredNode>>> SearchAsync(
            IReadOnlyList<string> texts, NodeSearchOptions? options = null, CancellationToken cancellationToken = default)
        {
            KgNode node = (await GetNodesAsync([ClinicGraph.Id("myasthenia gravis")], cancellationToken))[0]!;
            return [.. texts.Select(_ => (IReadOnlyList<ScoredNode>)[new ScoredNode { Node = node, Score = 0.97, Method = LinkMethods.Embedding }])];
        }
    }

    private sealed class Recorder(List<string> stages) : IProgress<string>
    {
        public void Report(string value) => stages.Add(value);
    }
}
