using System.Text;
using System.Text.Json;

namespace MedReason.Cli.Tests;

/// <summary>Runs the command in this process and keeps what it wrote.</summary>
internal sealed class CommandRun
{
    public required int ExitCode { get; init; }

    public required string Output { get; init; }

    public required string Error { get; init; }

    public IReadOnlyList<JsonElement> Rows => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    public static async Task<CommandRun> OfAsync(params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var console = new CommandConsole(output, error, isErrorTerminal: false);
        int exitCode = await RootVerb.RunAsync(args, console);
        return new CommandRun { ExitCode = exitCode, Output = Encoding.UTF8.GetString(output.ToArray()), Error = error.ToString() };
    }

    public static JsonElement Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
