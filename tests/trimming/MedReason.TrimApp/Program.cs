using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MedReason;
using Microsoft.Extensions.DependencyInjection;

// Runs a question over a tiny graph, with every part that a host uses: registration, options, pipeline, JSON there and back; once with every path, and once
// more by its condition with what argues alone.
var builder = new KnowledgeGraphBuilder { Name = "Tiny", Version = "1" };
builder.AddRelation(Relation("finding", "shows", "is a finding in", RelationMeaning.Presents));
builder.AddRelation(Relation("indication", "is indicated for", "is treated by", RelationMeaning.Treats));
builder.AddNode(Node("T:1", "ptosis", "effect/phenotype")).AddNode(Node("T:2", "myasthenia gravis", "disease")).AddNode(Node("T:3", "pyridostigmine", "drug"));
builder.AddNode(Node("T:4", "gout", "disease")).AddNode(Node("T:5", "allopurinol", "drug"));
builder.AddEdge(Edge("T:2", "finding", "T:1")).AddEdge(Edge("T:3", "indication", "T:2")).AddEdge(Edge("T:5", "indication", "T:4"));

var services = new ServiceCollection();
services.AddKnowledgeGraph(_ => builder.Build());
services.AddMedReason(options => options.Run = new RunOptions { Seed = 1 }).DecorateChainWriter((writer, _) => writer);
await using ServiceProvider provider = services.BuildServiceProvider();
var question = new MedicalQuestion
{
    Id = "1",
    Text = "A woman has ptosis. Which drug relieves it?",
    Options = [new AnswerOption { Label = "A", Text = "Pyridostigmine" }, new AnswerOption { Label = "B", Text = "Water" }],
    AnswerLabel = "A",
};
var pipeline = provider.GetRequiredService<ReasoningPipeline>();
ReasoningResult result = await pipeline.RunAsync(question, pipeline.DefaultOptions with { MinGrade = EvidenceGrade.None });
ReasoningResult argued = await pipeline.RunAsync(question with { Text = "A woman has myasthenia gravis. Which drug relieves it?" });
var info = (JsonTypeInfo<ReasoningResult>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ReasoningResult));
string json = JsonSerializer.Serialize(result, info);
string again = JsonSerializer.Serialize(JsonSerializer.Deserialize(json, info)!, info);
Console.WriteLine(result.Chain?.Text);
Console.WriteLine($"outcome={result.Outcome} reason={result.Reason} roundtrip={string.Equals(json, again, StringComparison.Ordinal)}");
Console.WriteLine($"grade={argued.Evidence?.Grade} argument={argued.Evidence?.Paths[0].Argument}");
bool isAccepted = result.Outcome == ReasoningOutcome.Accepted && argued.Outcome == ReasoningOutcome.Accepted;
return isAccepted && string.Equals(json, again, StringComparison.Ordinal) ? 0 : 1;

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
