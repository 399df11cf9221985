using MedReason;
using Microsoft.Extensions.DependencyInjection;

// A host with a graph of its own, from packages alone.
var builder = new KnowledgeGraphBuilder { Name = "Own", Version = "1" };
builder.AddRelation(Relation("finding", "shows", "is a finding in", RelationMeaning.Presents));
builder.AddRelation(Relation("indication", "is indicated for", "is treated by", RelationMeaning.Treats));
builder.AddNode(Node("Own:1", "ptosis", "effect/phenotype")).AddNode(Node("Own:2", "myasthenia gravis", "disease")).AddNode(Node("Own:3", "pyridostigmine", "drug"));
builder.AddNode(Node("Own:4", "gout", "disease")).AddNode(Node("Own:5", "allopurinol", "drug"));
builder.AddEdge(Edge("Own:2", "finding", "Own:1")).AddEdge(Edge("Own:3", "indication", "Own:2")).AddEdge(Edge("Own:5", "indication", "Own:4"));

var services = new ServiceCollection();
services.AddKnowledgeGraph(_ => builder.Build());
services.AddMedReason();
await using ServiceProvider provider = services.BuildServiceProvider();
var question = new MedicalQuestion { Id = "1", Text = "A woman has myasthenia gravis. Which drug relieves it?", Answer = "Pyridostigmine" };
ReasoningResult result = await provider.GetRequiredService<ReasoningPipeline>().RunAsync(question, new RunOptions { Visibility = AnswerVisibility.Shown });
Console.WriteLine($"{result.Outcome}: {result.Chain?.Answer} {result.Reason}");
return result.Outcome == ReasoningOutcome.Accepted ? 0 : 1;

static KgNode Node(string id, string name, string type) => new() { Id = new NodeId(id), Name = name, Type = new NodeType(type) };

static KgEdge Edge(string source, string relation, string target) =>
    new() { Source = new NodeId(source), Relation = new RelationType(relation), Target = new NodeId(target) };

static RelationInfo Relation(string name, string forward, string reverse, RelationMeaning meaning) => new()
{
    Relation = new RelationType(name),
    Family = name,
    DisplayName = name,
    ForwardPhrase = forward,
    ReversePhrase = reverse,
    Meaning = meaning,
};
