using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary>
/// Marked text in every input of the command at once, faults on the wire, a person watching the progress: standard error, spans and metrics never hold a mark,
/// while the product does, so that the marks are known to have been there.
/// </summary>
public sealed class CanaryTests
{
    private const string Mark = "zqxz";
    private const string Key = "sk-zqxzkey0123456789";
    private static readonly string[] Verbs = ["entities", "paths", "verify"];

    [Fact]
    public async Task Generate_under_faults_tells_nobody_what_it_works_on()
    {
        using var folder = new TemporaryFolder();
        string kg = await MarkedGraphAsync(folder);
        string bank = MarkedBank(folder, 16);
        string prices = folder.Write("prices.json", "{\"served\":{\"input\":1,\"output\":2,\"max_output_tokens\":4000}}");
        int faults = 0;
        await using var server = new LoopbackServer((request, index) => index % 3 == 0 ? Fault(request, faults++) : MarkedReply(request));
        using var observed = new Observed();
        string[] command =
        [
            "generate", "--kg", kg, "--questions", bank, "--format", "generic", "--run", folder.PathOf("run"), "--control-share", "0.2",
            "--provider", "openai", "--model", "served", "--endpoint", server.Endpoint + "?code=zqxzquery", "--prices", prices, "--max-cost", "50", "--concurrency", "8",
        ];
        foreach (int _ in Enumerable.Range(0, 2))
        {
            (int exitCode, string error) = await RunAsync(command);
            exitCode.ShouldBeOneOf(0, 1);
            error.ShouldNotContain(Mark, Case.Insensitive);
            error.ShouldContain("questions");
        }

        (int changed, string difference) = await RunAsync([.. command, "--seed", "9"]);
        changed.ShouldBe(2);
        difference.ShouldContain("seed: was 0, is 9");
        difference.ShouldNotContain(Mark, Case.Insensitive);
        faults.ShouldBeGreaterThan(10);
        observed.Everything().ShouldNotContain(Mark, Case.Insensitive);
        observed.Activities.ShouldContain(activity => activity.OperationName == "medreason.question");
        string rows = await File.ReadAllTextAsync(Path.Combine(folder.PathOf("run"), "results.jsonl"));
        rows.ShouldContain("zqxzquestion");
        Encoding.UTF8.GetString(await ReadFolderAsync(folder.PathOf("run"))).ShouldNotContain("zqxzquery");
        await ShouldKeepSilentAsync("report", "--run", folder.PathOf("run"), "--output", folder.PathOf("report.html"));
        await ShouldKeepSilentAsync("export", "--run", folder.PathOf("run"), "--format", "medreason", "--output", folder.PathOf("export.jsonl"));
        await ShouldKeepSilentAsync("decontaminate", "--run", folder.PathOf("run"), "--against", bank);
        await ShouldKeepSilentAsync("review", "export", "--run", folder.PathOf("run"), "--output", folder.PathOf("review.html"));
    }

    [Fact]
    public async Task A_key_stays_where_it_belongs_even_where_a_server_repeats_it()
    {
        using var folder = new TemporaryFolder();
        string kg = await MarkedGraphAsync(folder);
        string bank = MarkedBank(folder, 3);
        await using var server = new LoopbackServer((request, index) => (index % 3) switch
        {
            0 => LoopbackReply.Error(401, Key, $"Incorrect API key provided: {Key} {request.Headers["Authorization"]}"),
            1 => LoopbackReply.Chat(request.Headers["Authorization"] + request.Body),
            _ => LoopbackReply.Json($"{{\"error\":\"{request.Headers["Authorization"]}\"}}", 400),
        });
        using var process = CommandProcess.StartWithKey(
            Key, "generate", "--kg", kg, "--questions", bank, "--format", "generic", "--run", folder.PathOf("run"),
            "--provider", "openai", "--model", "served", "--endpoint", server.Endpoint);
        (_, string error) = await process.WaitAsync(TimeSpan.FromMinutes(2));

        server.Requests.ShouldAllBe(request => request.Headers["Authorization"] == "Bearer " + Key);
        server.Requests.Count.ShouldBeGreaterThan(2);
        error.ShouldNotContain(Mark, Case.Insensitive);
        (await process.Output).ShouldNotContain(Key);
        string kept = Encoding.UTF8.GetString(await ReadFolderAsync(folder.PathOf("run")));
        kept.ShouldNotContain(Key);
        kept.ShouldContain("zqxzquestion");
    }

    [Fact]
    public async Task Explain_repeats_what_was_asked_in_its_product_alone()
    {
        using var folder = new TemporaryFolder();
        string kg = await MarkedGraphAsync(folder);
        int faults = 0;
        await using var server = new LoopbackServer((request, index) => index % 2 == 0 ? Fault(request, faults++) : MarkedReply(request));
        string[] asked = ["--question", "zqxzquestion: a man with hypertension. Which drug?", "--option", "A=Lisinopril zqxzoption", "--option", "B=Metformin", "--answer", "A"];
        foreach (string[] model in new string[][] { [], ["--provider", "openai", "--model", "served", "--endpoint", server.Endpoint] })
        {
            (int exitCode, string error, string output) = await RunWithOutputAsync(["explain", "--kg", kg, .. asked, "--json", "--html", folder.PathOf("page.html"), .. model]);
            exitCode.ShouldBeOneOf(0, 1);
            error.ShouldNotContain(Mark, Case.Insensitive);
            output.ShouldContain("zqxzquestion");
        }

        foreach (string[] wrong in new string[][]
        {
            ["explain", "--kg", kg, "--question", "What", "treats", "zqxzquestion"],
            ["explain", "--kg", kg, "--question", "Q", "--option", "zqxzlabel"],
            ["explain", "--kg", kg, "--question", "Q", "--option", "zqxzlabel=x", "--option", "B=y", "--answer", "zqxzanswer"],
            ["explain", "--kg", kg, "--question", "Q", "--option", "A=x", "--option", "A=zqxzoption"],
            ["explain", "zqxzquestion", "--kg", kg],
            ["explain", "--kg", kg, "--question", "Q", "--provider", "openai", "--model", "m", "--endpoint", "https://user:zqxzpassword@example.org/v1"],
            ["explain", "--kg", kg, "--question", "Q", "--provider", "openai", "--model", "m", "--endpoint", "http://example.org/?key=zqxzkey"],
            ["explain", "--kg", kg, "--question", "Q", "--provider", "openai", "--model", "m", "--endpoint", "zqxz not an address"],
        })
        {
            (int exitCode, string error) = await RunAsync(wrong);
            exitCode.ShouldBe(2);
            error.ShouldStartWith("medreason: ");
            error.ShouldNotContain(Mark, Case.Insensitive);
        }
    }

    [Fact]
    public async Task Verbs_that_read_rows_quote_none_of_them()
    {
        using var folder = new TemporaryFolder();
        string kg = await MarkedGraphAsync(folder);
        string[] rows =
        [
            "{\"id\":\"zqxzid\",\"text\":\"zqxztext with hypertension\",\"from\":\"zqxzfrom\",\"to\":\"hypertension\",\"reasoning\":\"zqxzchain -> hypertension -> lisinopril\",\"question\":\"zqxzquestion\",\"options\":{\"A\":\"zqxzoption\"},\"answer\":\"zqxzanswer\"}",
            "{\"id\":\"zqxzid\",\"text\":",
            "{\"id\":[\"zqxzid\"],\"text\":\"zqxztext\"}",
            "{\"id\":\"zqxzid\",\"text\":{\"zqxz\":1},\"from\":5,\"to\":\"zqxz\",\"reasoning\":7}",
            "{\"id\":\"zqxzid\",\"paths\":[{\"nodes\":[\"zqxznode\"]}],\"steps\":[]}",
            "{\"id\":\"zqxzid\",\"paths\":[],\"steps\":[{\"text\":\"zqxzstep\",\"paths\":[\"zqxz\"]}]}",
            "zqxz no JSON",
            "{\"id\": tzqxz}",
        ];
        foreach (string verb in Verbs)
        {
            foreach (string row in rows)
            {
                foreach (string text in new[] { row, rows[0].Replace("zqxzid", "zqxzfirst", StringComparison.Ordinal) + "\n" + row })
                {
                    (int exitCode, string error) = await RunAsync(verb, "--kg", kg, "--input", folder.Write("in.jsonl", text), "--output", folder.PathOf("out.jsonl"));
                    exitCode.ShouldBeOneOf(0, 2);
                    error.ShouldNotContain(Mark, Case.Insensitive);
                }
            }
        }

        int faults = 0;
        await using var server = new LoopbackServer((request, index) => index % 2 == 0 ? Fault(request, faults++) : MarkedReply(request));
        foreach (string extractor in new[] { "chat", "hybrid" })
        {
            for (int time = 0; time < 3; time++)
            {
                (int exitCode, string error) = await RunAsync(
                    "entities", "--kg", kg, "--input", folder.Write("in.jsonl", rows[0]), "--extractor", extractor, "--provider", "openai", "--model", "m", "--endpoint", server.Endpoint);
                exitCode.ShouldBeOneOf(0, 1);
                error.ShouldNotContain(Mark, Case.Insensitive);
            }
        }
    }

    [Fact]
    public async Task Evaluation_and_review_quote_no_question_no_output_and_no_rater()
    {
        using var folder = new TemporaryFolder();
        string bank = MarkedBank(folder, 6);
        int faults = 0;
        await using var server = new LoopbackServer((request, index) => index % 2 == 0 ? Fault(request, faults++) : LoopbackReply.Chat("zqxzreply: the answer is A."));
        foreach (string name in new[] { "one", "two" })
        {
            (int exitCode, string error) = await RunAsync(
                "eval", "run", "--questions", bank, "--format", "generic", "--run", folder.PathOf(name), "--provider", "openai", "--model", name, "--endpoint", server.Endpoint, "--limit", name == "one" ? "6" : "5");
            exitCode.ShouldBeOneOf(0, 1);
            error.ShouldNotContain(Mark, Case.Insensitive);
        }

        await ShouldKeepSilentAsync("eval", "compare", folder.PathOf("one"), folder.PathOf("two"), "--output", folder.PathOf("compare.html"));
        foreach (string row in new[]
        {
            "{\"id\":\"zqxzid\",\"output\":\"zqxzoutput\",\"options\":{\"zqxzlabel\":\"zqxz\"},\"answer_idx\":\"zqxzelse\"}", "{\"id\":\"zqxzid\",\"output\":", "{\"id\":1,\"output\":{\"zqxz\":2}}",
            "{\"id\":1,\"output\":\"zqxz\",\"options\":\"zqxzoptions\"}",
        })
        {
            await ShouldKeepSilentAsync("eval", "score", "--input", folder.Write("outputs.jsonl", row), "--output", folder.PathOf("scores.jsonl"));
        }

        foreach (string saved in new[] { "{\"format\":\"zqxz\"}", "{\"review\":tzqxz", "{\"format\":\"medreason-review-1\",\"rater\":\"\",\"zqxz\":1}", "[\"zqxz\"]" })
        {
            await ShouldKeepSilentAsync("review", "import", folder.Write("saved.json", saved), "--page", folder.Write("page.html", ReviewVerbTests.Page("r", "zqxzkey")));
        }
    }

    [Fact]
    public async Task Banks_mappings_and_prices_that_are_wrong_are_told_by_place_alone()
    {
        using var folder = new TemporaryFolder();
        string kg = await MarkedGraphAsync(folder);
        string good = "{\"id\":\"zqxzid\",\"question\":\"zqxzquestion\",\"options\":{\"A\":\"zqxzoption\"},\"answer\":\"A\",\"split\":\"zqxzsplit\"}";
        foreach (string text in new[]
        {
            good + "\n" + good, good[..40], good.Replace("\"A\"", "\"zqxzlabel\"", StringComparison.Ordinal), good.Replace("\"answer\":\"A\"", "\"answer_label\":\"zqxzlabel\"", StringComparison.Ordinal),
            good.Replace("\"A\":", "\"\":", StringComparison.Ordinal), good.Replace("\"zqxzquestion\"", "[\"zqxz\"]", StringComparison.Ordinal),
        })
        {
            foreach (string flaws in new[] { "refuse", "leave-out", "keep" })
            {
                Directory.CreateDirectory(folder.PathOf("runs"));
                (int exitCode, string error) = await RunAsync(
                    "generate", "--kg", kg, "--questions", folder.Write("bank.jsonl", text), "--format", "generic", "--flaws", flaws, "--run", Path.Combine(folder.PathOf("runs"), NameOf(text + flaws)));
                exitCode.ShouldBeOneOf(0, 2);
                error.ShouldNotContain(Mark, Case.Insensitive);
            }
        }

        string[] generate = ["generate", "--kg", kg, "--questions", folder.Write("bank.jsonl", good), "--format", "generic", "--run", folder.PathOf("other")];
        await ShouldKeepSilentAsync([.. generate, "--mapping", folder.Write("mapping.json", "{\"source\":\"zqxz\",\"columns\":{\"zqxz\":5}}")]);
        await ShouldKeepSilentAsync([.. generate, "--provider", "openai", "--model", "m", "--endpoint", "http://127.0.0.1:9/v1", "--max-cost", "1", "--prices", folder.Write("prices.json", "{\"m\":{\"input\":\"zqxzprice\",\"output\":tzqxz}}")]);
    }

    private static async Task ShouldKeepSilentAsync(params string[] args)
    {
        (_, string error) = await RunAsync(args);
        error.ShouldNotContain(Mark, Case.Insensitive);
        error.ShouldNotContain("unexpected failure");
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(params string[] args)
    {
        (int exitCode, string error, _) = await RunWithOutputAsync(args);
        return (exitCode, error);
    }

    private static async Task<(int ExitCode, string Error, string Output)> RunWithOutputAsync(params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var console = new CommandConsole(output, error, isErrorTerminal: true);
        int exitCode = await RootVerb.RunAsync(args, console);

        // Names of files are reported; the folders of these tests hold no mark.
        return (exitCode, error.ToString(), Encoding.UTF8.GetString(output.ToArray()));
    }

    /// <summary>The quickstart's graph, with a mark in the name of each node that no question needs.</summary>
    private static async Task<string> MarkedGraphAsync(TemporaryFolder folder)
    {
        string[] lines = await File.ReadAllLinesAsync(Graphs.StarterCsv);
        string marked = string.Join('\n', lines.Select((line, index) => index == 0 ? line : line.Replace(",lisinopril,", ",lisinopril zqxznode,", StringComparison.OrdinalIgnoreCase)));
        string path = folder.PathOf("graph.mrkg");
        if (!File.Exists(path))
        {
            CommandRun run = await CommandRun.OfAsync("kg", "build", "--source", "primekg", "--input", folder.Write("kg.csv", marked + "\n"), "--output", path);
            run.ExitCode.ShouldBe(0, run.Error);
        }

        return path;
    }

    private static string MarkedBank(TemporaryFolder folder, int count)
    {
        string[] lines = File.ReadAllLines(Graphs.StarterQuestions);
        return folder.Write("bank.jsonl", string.Join('\n', Enumerable.Range(0, count).Select(index =>
        {
            JsonObject question = JsonNode.Parse(lines[index % lines.Length])!.AsObject();
            question["id"] = string.Create(CultureInfo.InvariantCulture, $"zqxzid-{index}");
            question["question"] = question["question"]!.GetValue<string>() + " zqxzquestion";
            question["rationale"] = question["rationale"]?.GetValue<string>() + " zqxzrationale";
            question["context"] = "zqxzcontext";
            question["reference_reasoning"] = "zqxzreference";
            question["subject"] = "zqxzsubject";
            question["options"]!.AsObject().Add("Z", "zqxzoption");
            return question.ToJsonString();
        })));
    }

    /// <summary>A reply that a stage can mostly use, with a mark in it where its shape leaves room.</summary>
    private static LoopbackReply MarkedReply(LoopbackRequest request) => LoopbackOracle.Shape(request) switch
    {
        "ExtractionReply" => LoopbackReply.Chat("""{"mentions":[{"part":"question","text":"zqxzmention","type":"disease","assertion":"present"},{"part":"zqxzpart","text":"hypertension","type":"zqxztype","assertion":"present"}]}"""),
        "SettlementReply" => LoopbackReply.Chat("""{"choices":[{"mention":1,"candidate":1}]}"""),
        _ => LoopbackModel.Answer(request),
    };

    /// <summary>One of the ways in which a provider fails, each with a mark in what it sends.</summary>
    private static LoopbackReply Fault(LoopbackRequest request, int number) => (number % 9) switch
    {
        0 => LoopbackReply.Error(429, "rate_limit_exceeded", "zqxzerror " + request.Body, retryAfter: "0"),
        1 => LoopbackReply.Error(500, message: "zqxzerror"),
        2 => LoopbackReply.Chat("zqxzmalformed is no JSON"),
        3 => LoopbackReply.Chat(null, refusal: "zqxzrefusal: I will not."),
        4 => LoopbackReply.Chat("{\"zqxzproperty\":\"zqxzvalue\",\"steps\":\"zqxz\"}"),
        5 => LoopbackReply.Json("{\"choices\":[{\"message\":\"zqxzwhere\"}]}"),
        6 => LoopbackReply.Chat(request.Body),
        7 => LoopbackReply.Chat("{\"mentions\":[{\"text\":\"zqxzcut", "length"),
        _ => new LoopbackReply { Status = 400, ContentType = "text/html", Body = "<html>zqxzpage</html>"u8.ToArray() },
    };

    private static async Task<byte[]> ReadFolderAsync(string folder)
    {
        using var all = new MemoryStream();
        foreach (string file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            await all.WriteAsync(await File.ReadAllBytesAsync(file));
        }

        return all.ToArray();
    }

    private static string NameOf(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
