using System.Globalization;

namespace MedReason.Guide.Tests;

public sealed class MechanismsTests : GuideChapter
{
    [Fact]
    public async Task A_mechanism_is_asked_about_and_changed()
    {
        using InMemoryKnowledgeGraph graph = Circulation();
        NodeId drug = new("Own:metoprolol");
        NodeId disease = new("Own:hypertension");

        #region mechanisms-ask
        var reader = new MechanismReader();
        MechanismAnswer exists = await reader.AskAsync(graph, new MechanismQuestion { Drug = drug, Disease = disease });
        Console.WriteLine($"{exists.Holds}: {exists.Detail}");
        foreach (MechanismEdge edge in exists.DecidingEdges)
        {
            Console.WriteLine($"   {edge.Edge.Source} {edge.Edge.Relation} {edge.Edge.Target}: {edge.Effect}");
        }
        #endregion

        exists.Holds.ShouldBe(true);
        ShouldPrint("mechanisms-ask");

        #region mechanisms-change
        var link = new KgEdge { Source = drug, Relation = new RelationType("decreases_activity_of"), Target = new NodeId("Own:ADRB1") };
        var question = new MechanismQuestion { Drug = drug, Disease = disease, Link = link };
        foreach (MechanismChange change in (MechanismChange[])[MechanismChange.None, MechanismChange.Delete, MechanismChange.Invert])
        {
            MechanismAnswer answer = await reader.AskAsync(graph, question with { Change = change });
            Console.WriteLine($"{change}, {answer.Holds}: {answer.Detail}");
        }
        #endregion

        ShouldPrint("mechanisms-change");

        #region mechanisms-add
        KgEdge added = link with { Source = new NodeId("Own:verapamil") };
        MechanismAnswer would = await reader.AskAsync(
            graph, new MechanismQuestion { Drug = added.Source, Disease = disease, Link = added, Change = MechanismChange.Add });
        Console.WriteLine(would.Detail);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"holds: {would.Holds}, margin: {would.Margin:0.00}, by: {would.Paths[0]}"));
        foreach (MechanismEdge edge in would.DecidingEdges)
        {
            Console.WriteLine($"   {edge.Role}: {edge.Edge.Source} {edge.Edge.Relation} {edge.Edge.Target}: {edge.Effect}");
        }
        #endregion

        would.Holds.ShouldBe(true);
        ShouldPrint("mechanisms-add");
    }

    private static InMemoryKnowledgeGraph Circulation()
    {
        var builder = new KnowledgeGraphBuilder { Name = "Circulation", Version = "1" };
        foreach ((string name, string type) in ((string, string)[])
            [("metoprolol", "drug"), ("dobutamine", "drug"), ("atenolol", "drug"), ("verapamil", "drug"), ("ADRB1", "gene/protein"), ("cardiac-output", "biological_process"),
                ("hypertension", "disease")])
        {
            builder.AddNode(new KgNode { Id = new NodeId("Own:" + name), Name = name.Replace('-', ' '), Type = new NodeType(type) });
        }

        foreach ((string source, string relation, string target) in ((string, string, string)[])
            [("metoprolol", "decreases_activity_of", "ADRB1"), ("atenolol", "decreases_activity_of", "ADRB1"), ("dobutamine", "increases_activity_of", "ADRB1"),
                ("ADRB1", "positively_regulates", "cardiac-output"), ("cardiac-output", "positively_correlated_with", "hypertension")])
        {
            builder.AddEdge(new KgEdge { Source = new NodeId("Own:" + source), Relation = new RelationType(relation), Target = new NodeId("Own:" + target) });
        }

        return builder.Build();
    }
}
