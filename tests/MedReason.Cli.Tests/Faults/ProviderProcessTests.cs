using System.Text;
using System.Text.Json;

namespace MedReason.Cli.Tests;

/// <summary>Runs the command as a process against a provider that fails while the chain is written: a typed outcome within the deadline.</summary>
public sealed class ProviderProcessTests
{
    private const string Canary = "sk-canary-77c1b0e2f4a9";

    // The calls before the faulty one must fit in too, and the first call of a process on a busy machine compiles the client while its clock runs.
    private const string PatienceSeconds = "8";

    // Starting the runtime on a busy machine is most of it.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly string[] Question =
    [
        "--question",
        "A 67-year-old man with hypertension and an abdominal bruit is found to have bilateral renal artery stenosis. "
            + "Which drug should be avoided in this patient?",
        "--option", "A=Amlodipine", "--option", "B=Hydrochlorothiazide", "--option", "C=Lisinopril", "--option", "D=Hydralazine", "--answer", "C",
    ];

    private static readonly Dictionary<string, (Func<LoopbackReply> Reply, string Outcome, string? Reason, int Requests, string[] Options)> Faults =
        new(StringComparer.Ordinal)
        {
            ["429 that asks for a second"] = (() => LoopbackReply.RateLimited(TimeSpan.FromSeconds(1)), "failed", "writer_failed", 2, ["--attempts", "2"]),
            ["429 that asks for two hours"] = (() => LoopbackReply.RateLimited(TimeSpan.FromHours(2)), "failed", "writer_failed", 1, ["--attempts", "4"]),
            ["500"] = (() => LoopbackReply.Error(500), "failed", "writer_failed", 2, ["--attempts", "2"]),
            ["slow"] = (
            () => LoopbackReply.Chat("{}").With(delay: TimeSpan.FromMinutes(5)), "failed", "timeout", 1, ["--attempts", "1", "--timeout", PatienceSeconds]),
            ["stalled"] = (() => LoopbackReply.Chat("{}").With(stallAfter: 20), "failed", "timeout", 1, ["--attempts", "1", "--timeout", PatienceSeconds]),
            ["cut"] = (() => LoopbackReply.Chat("{}").With(cutAfter: 20), "failed", "writer_failed", 1, ["--attempts", "1"]),
            ["malformed"] = (() => LoopbackReply.Json("{\"choices\": [oops"), "failed", "model_output", 1, []),
            ["not the shape"] = (() => LoopbackReply.Chat("{\"steps\":[]}"), "failed", "model_output", 2, []),
            ["length-truncated"] = (() => LoopbackReply.Chat("{\"skeleton\":[", "length"), "failed", "model_output", 2, []),
            ["refusing"] = (() => LoopbackReply.Chat(null, refusal: "I will not."), "failed", "model_output", 1, []),
        };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_fault_while_the_chain_is_written_is_a_typed_outcome_in_time(string name)
    {
        (Func<LoopbackReply> reply, string outcome, string? reason, int requests, string[] options) = Faults[name];
        var oracle = new LoopbackOracle();
        await using var server = new LoopbackServer((request, _) => LoopbackOracle.Shape(request) == "ChainReply" ? reply() : oracle.Reply(request));

        Ended run = await ExplainAsync(server, Canary, options);

        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement row = CommandRun.Parse(run.Output);
        row.GetProperty("outcome").GetString().ShouldBe(outcome);
        row.GetProperty("stage").GetString().ShouldBe("write");
        row.GetProperty("reason").GetString().ShouldBe(reason);
        server.Requests.Count(request => LoopbackOracle.Shape(request) == "ChainReply").ShouldBe(requests);
        (run.Output + run.Error).ShouldNotContain(Canary);
    }

    [Fact]
    public async Task Without_a_fault_the_chain_is_accepted_and_a_passing_fault_does_not_matter()
    {
        var oracle = new LoopbackOracle();
        bool isFirst = true;
        await using var server = new LoopbackServer((request, _) =>
        {
            LoopbackReply reply = isFirst ? LoopbackReply.RateLimited(TimeSpan.FromSeconds(1)) : oracle.Reply(request);
            isFirst = false;
            return reply;
        });

        Ended run = await ExplainAsync(server, Canary);

        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement row = CommandRun.Parse(run.Output);
        row.GetProperty("outcome").GetString().ShouldBe("accepted", row.GetProperty("detail").GetString());
        row.GetProperty("provenance").GetProperty("writer_sees").GetString().ShouldBe("hidden");
        row.GetProperty("usage").GetProperty("calls").GetInt32().ShouldBe(server.Requests.Count - 1);
        server.Requests.ShouldAllBe(request => request.Headers["Authorization"] == "Bearer " + Canary);
    }

    [Fact]
    public async Task A_provider_that_repeats_the_key_gets_it_into_no_output_and_no_file()
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer((request, index) =>
            LoopbackReply.Error(index % 2 == 0 ? 500 : 400, request.Headers["Authorization"], "the key was " + request.Headers["Authorization"]));
        string bank = folder.Write("q.jsonl", "{\"id\":1,\"question\":\"Which drug is contraindicated in renal artery stenosis?\",\"answer\":\"Lisinopril\"}");

        Ended run = await RunAsync(
            Canary, "generate", "--kg", await Graphs.StarterAsync(), "--questions", bank, "--format", "generic", "--run", folder.PathOf("run"),
            "--attempts", "1",
            "--provider", "openai", "--model", "served", "--endpoint", server.Endpoint);

        server.Requests.ShouldNotBeEmpty();
        server.Requests.ShouldAllBe(request => request.Headers["Authorization"] == "Bearer " + Canary);
        (run.Output + run.Error).ShouldNotContain(Canary);
        string[] files = Directory.GetFiles(folder.PathOf("run"), "*", SearchOption.AllDirectories);
        files.ShouldNotBeEmpty();
        byte[] canary = Encoding.UTF8.GetBytes(Canary);
        Array.FindAll(files, file => File.ReadAllBytes(file).AsSpan().IndexOf(canary) >= 0).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_listening_is_an_outcome_and_a_missing_key_a_usage_error()
    {
        Ended unreachable = await RunAsync(
            null,
            [
                "explain", "--kg", await Graphs.StarterAsync(), "--json", "--provider", "openai", "--model", "m", "--endpoint", "http://127.0.0.1:9/v1",
                "--attempts", "1", .. Question,
            ]);
        CommandRun.Parse(unreachable.Output).GetProperty("outcome").GetString().ShouldBe("failed");

        Ended keyless = await RunAsync(null, ["explain", "--kg", await Graphs.StarterAsync(), "--provider", "openai", "--model", "m", .. Question]);
        keyless.ExitCode.ShouldBe(2);
        keyless.Error.ShouldContain("OPENAI_API_KEY");
    }

    private static async Task<Ended> ExplainAsync(LoopbackServer server, string? key, params string[] options) => await RunAsync(
        key,
        [
            "explain", "--kg", await Graphs.StarterAsync(), "--json", "--provider", "openai", "--model", "served", "--endpoint", server.Endpoint,
            .. options, .. Question,
        ]);

    /// <summary>Runs the command to its end, or fails at the deadline.</summary>
    private static async Task<Ended> RunAsync(string? key, params string[] args)
    {
        using CommandProcess process = CommandProcess.StartWithKey(key, args);
        (int exitCode, string error) = await process.WaitAsync(Deadline);
        return new Ended(exitCode, await process.Output, error);
    }

    private sealed record Ended(int ExitCode, string Output, string Error);
}
