// A page over the pipeline, as a host would build it: no key, no network.
//
//   dotnet run --project samples/WebExplorer
using MedReason;
using Microsoft.Extensions.Options;
using WebExplorer;

try
{
    await using WebApplication app = ExplorerApp.Build(await ExplorerApp.CreateBuilderAsync(args));
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (exception is OptionsValidationException or KnowledgeGraphException or IOException)
{
    await Console.Error.WriteLineAsync($"web explorer: {exception.Message}");
    return 2;
}
