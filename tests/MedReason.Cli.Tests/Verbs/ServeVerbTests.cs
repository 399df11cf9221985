using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MedReason.Cli.Tests;

/// <summary>The command as a server: it says when it is ready, answers, and ends when it is told to.</summary>
public sealed class ServeVerbTests
{
    private const string Batch =
        """{"items":[{"id":1,"question":"Which drug treats myasthenia gravis?","options":{"A":"Aspirin","B":"Pyridostigmine"},"answer":"B","completion":"Pyridostigmine is indicated for myasthenia gravis. The answer is B."}]}""";

    private const string Question = """{"question":"Which drug treats myasthenia gravis?","options":{"A":"Aspirin","B":"Pyridostigmine"},"answer":"B"}""";

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task It_serves_until_a_signal_ends_it_without_a_word(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are those of Unix.");
        Assert.SkipWhen(signal == "INT" && CommandProcess.IsInterruptIgnored(), "SIGINT is ignored in this process and its children.");
        using Process server = Start(await Graphs.StarterAsync(), "http://127.0.0.1:0");
        try
        {
            string ready = await ReadLineAsync(server);
            ready.ShouldMatch(@"^medreason: .+ \(678 nodes\) at http://127\.0\.0\.1:\d+/medreason$");
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            string address = ready[(ready.LastIndexOf(' ') + 1)..];
            using var body = new StringContent(Batch, Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await client.PostAsync(address + "/reward", body);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await response.Content.ReadAsStringAsync()).ShouldContain("\"answer\":1,");
            using var question = new StringContent(Question, Encoding.UTF8, "application/json");
            using HttpResponseMessage explained = await client.PostAsync(address + "/explain", question);
            (await explained.Content.ReadAsStringAsync()).ShouldContain("\"outcome\":\"accepted\"");

            Process.Start("kill", [$"-{signal}", server.Id.ToString(CultureInfo.InvariantCulture)]).Dispose();
            await server.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            server.ExitCode.ShouldBe(0);
            (await server.StandardError.ReadToEndAsync()).ShouldBeEmpty();
            (await server.StandardOutput.ReadToEndAsync()).ShouldBeEmpty();
        }
        finally
        {
            End(server);
        }
    }

    [Fact]
    public async Task A_port_in_use_is_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
        CommandRun run = await CommandRun.OfAsync("serve", "--kg", await Graphs.StarterAsync(), "--urls", url);
        run.ExitCode.ShouldBe(1);
        run.Error.ShouldBe($"medreason: Failed to bind to address {url}: address already in use.\n");
    }

    [Theory]
    [InlineData("nonsense", "--urls takes http://HOST:PORT, found 'nonsense'")]
    [InlineData("https://127.0.0.1:0", "--urls takes http://HOST:PORT, found 'https://127.0.0.1:0'")]
    [InlineData("http://127.0.0.1:0/prefix", "--urls takes http://HOST:PORT, found 'http://127.0.0.1:0/prefix'")]
    [InlineData("http://localhost:0", "--urls: Dynamic port binding is not supported")]
    public async Task An_address_that_cannot_be_served_is_refused(string url, string message)
    {
        CommandRun run = await CommandRun.OfAsync("serve", "--kg", await Graphs.StarterAsync(), "--urls", url);
        run.ExitCode.ShouldBe(2, run.Error);
        run.Error.ShouldStartWith("medreason: " + message);
        run.Error.TrimEnd('\n').ShouldNotContain('\n');
    }

    [Fact]
    public async Task A_graph_that_cannot_be_read_is_reported_and_nothing_listens()
    {
        CommandRun run = await CommandRun.OfAsync("serve", "--kg", "no-such.mrkg", "--urls", "http://127.0.0.1:0");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldBe("medreason: no-such.mrkg: cannot be read: no such file\n");
    }

    private static Process Start(string graph, string url) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "MedReason.Cli.dll"), "serve", "--kg", graph, "--urls", url])
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;

    private static async Task<string> ReadLineAsync(Process server) =>
        await server.StandardError.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? throw new InvalidOperationException("The command ended before it was ready.");

    private static void End(Process server)
    {
        if (!server.HasExited)
        {
            server.Kill(entireProcessTree: true);
        }
    }
}
