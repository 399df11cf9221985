using System.Diagnostics;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace MedReason.Cli.Tests;

/// <summary><c>medreason mcp</c>, driven by the protocol's own client over standard input and output.</summary>
public sealed class McpVerbTests
{
    [Fact]
    public async Task An_agent_checks_its_reasoning_over_standard_input_and_output()
    {
        var lines = new List<string>();
        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            Command = "dotnet",
            Arguments = [Path.Combine(AppContext.BaseDirectory, "MedReason.Cli.dll"), "mcp", "--kg", await Graphs.StarterAsync()],
            StandardErrorLines = line =>
            {
                lock (lines)
                {
                    lines.Add(line);
                }
            },
        });
        await using McpClient client = await McpClient.CreateAsync(transport);

        (await client.ListToolsAsync()).Count.ShouldBe(5);
        CallToolResult result = await client.CallToolAsync("verify_reasoning", new Dictionary<string, object?>
        {
            ["question"] = "Which drug treats myasthenia gravis?",
            ["reasoning"] = "Pyridostigmine is indicated for myasthenia gravis.",
        });
        ((TextContentBlock)result.Content.Single()).Text.ShouldContain("\"supported\":1,");
        lock (lines)
        {
            lines.ShouldHaveSingleItem().ShouldMatch(@"^medreason: .+ \(678 nodes\) over standard input$");
        }
    }

    [Fact]
    public async Task It_ends_with_its_input_and_writes_nothing_but_the_protocol()
    {
        using Process server = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "MedReason.Cli.dll"), "mcp", "--kg", await Graphs.StarterAsync()])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await server.StandardInput.WriteLineAsync("this is no message");
        server.StandardInput.Close();
        await server.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));

        server.ExitCode.ShouldBe(0, await server.StandardError.ReadToEndAsync());
        foreach (string line in (await server.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            line.ShouldStartWith("{\"jsonrpc\":\"2.0\"", Case.Sensitive, line);
        }
    }

    [Fact]
    public async Task A_graph_that_cannot_be_read_is_one_line()
    {
        CommandRun run = await CommandRun.OfAsync("mcp", "--kg", "no-such.mrkg");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldBe("medreason: no-such.mrkg: cannot be read: no such file\n");
    }
}
