using System.Text.Json;
using MedReason;
using MedReason.Kg.Primekg;

// A web host with PrimeKG's file, from packages alone.
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddPrimeKg(options => options.Path = Path.Combine(AppContext.BaseDirectory, "kg.csv"));
builder.Services.AddMedReason(options => options.Run = new RunOptions { Visibility = AnswerVisibility.Shown });
WebApplication app = builder.Build();
app.MapGet("/explain", async (string answer, ReasoningPipeline pipeline, CancellationToken cancellationToken) =>
{
    var question = new MedicalQuestion { Id = "1", Text = "A woman has myasthenia gravis. Which drug relieves it?", Answer = answer };
    ReasoningResult result = await pipeline.RunAsync(question, null, cancellationToken);
    return Results.Text(JsonSerializer.Serialize(result, MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ReasoningResult))), "application/json");
});
await app.RunAsync();
