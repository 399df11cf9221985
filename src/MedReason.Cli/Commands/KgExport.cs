using System.CommandLine;
using System.Globalization;
using MedReason.Kg.Kgx;

namespace MedReason.Cli;

/// <summary><c>medreason kg export</c>: writes a graph in a format of others.</summary>
internal static class KgExport
{
    public static Command Create(CommandConsole console)
    {
        Argument<string> graphFile = new("GRAPH") { Description = "A .mrkg snapshot." };
        Option<string> format = CommonOptions.Choice("--format", "KGX as tab-separated values or as JSON Lines.", "kgx", "kgx", "kgx-jsonl");
        Option<string> output = new("--output") { Description = "The folder for the files of nodes and edges.", HelpName = "DIR", Required = true };
        var command = new Command("export", "Writes a graph as KGX files.") { graphFile, format, output };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(graphFile), cancellationToken).ConfigureAwait(false);
            (string nodes, string edges) = await KgxWriter.WriteAsync(
                graph,
                parsed.GetRequiredValue(output),
                parsed.GetValue(format) == "kgx" ? KgxFormat.Tsv : KgxFormat.JsonLines,
                cancellationToken).ConfigureAwait(false);
            await console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"medreason: {graph.NodeCount:N0} nodes written to {nodes}, {graph.EdgeCount:N0} edges to {edges}"))
                .ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
