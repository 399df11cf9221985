// A page over the pipeline, as a host would build it: no key, no network.
//
//   dotnet run --project samples/WebExplorer
using WebExplorer;

await using WebApplication app = ExplorerApp.Build(ExplorerApp.CreateBuilder(args));
await app.RunAsync();
