// A clinical question to a reasoning chain that a knowledge graph backs, step by step: no key, no network.
//
//   dotnet run --project samples/Quickstart                 one question
//   dotnet run --project samples/Quickstart -- starter-007  another one
//   dotnet run --project samples/Quickstart -- all          all of them, in short
using MedReason;
using MedReason.Datasets;
using Microsoft.Extensions.DependencyInjection;

string data = Path.Combine(AppContext.BaseDirectory, "Data");
var services = new ServiceCollection();
services.AddKnowledgeGraph(await StarterGraph.ReadAsync(Path.Combine(data, "starter_kg.csv")));
services.AddMedReason();
await using ServiceProvider provider = services.BuildServiceProvider();
var pipeline = provider.GetRequiredService<ReasoningPipeline>();

List<MedicalQuestion> questions = [];
await foreach (QuestionRow row in QuestionReader.ReadAsync(Path.Combine(data, "starter_questions.jsonl"), "generic"))
{
    questions.Add(row.Question);
}

string wanted = args.Length > 0 ? args[0] : "starter-002";
var options = new RunOptions { Mode = ReasoningMode.Explain, Visibility = AnswerVisibility.Shown };
if (wanted == "all")
{
    await foreach (ReasoningResult result in pipeline.RunAsync(questions.ToAsyncEnumerable(), options))
    {
        Console.WriteLine($"{result.Question.Id}  {result.Outcome.ToString().ToLowerInvariant(),-8}  {result.Reason ?? result.Chain?.Answer}");
    }

    return 0;
}

MedicalQuestion? question = questions.Find(one => one.Id == wanted);
if (question is null)
{
    Console.Error.WriteLine($"No question \"{wanted}\": they run from {questions[0].Id} to {questions[^1].Id}.");
    return 2;
}

ResultPrinter.Print(await pipeline.RunAsync(question, options));
return 0;
