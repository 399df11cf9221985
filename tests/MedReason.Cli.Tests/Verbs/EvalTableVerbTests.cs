using System.Globalization;
using System.Text;
using MedReason.Runs;

namespace MedReason.Cli.Tests;

public sealed class EvalTableVerbTests
{
    private const int Questions = 12;

    [Fact]
    public async Task Models_are_laid_by_benchmarks_as_markdown_csv_and_a_page()
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer(Answer);
        string[] runs = await RunsAsync(server, folder);

        CommandRun markdown = await CommandRun.OfAsync(["eval", "table", .. runs]);
        markdown.ExitCode.ShouldBe(0, markdown.Error);
        markdown.Output.ShouldStartWith("""
            | model | generic | medqa |
            |---|---|---|
            | weak | 0.0 % (0.0 to 24.2) \* | 0.0 % (0.0 to 24.2) \* |
            | strong | **100.0 %** (75.8 to 100.0) | **100.0 %** (75.8 to 100.0) |

            """);
        markdown.Output.ShouldContain("| generic | weak | strong | 12 | -100.0 | 0 | 12 | 0.0005 | 0.0010 |");
        markdown.Output.ShouldNotContain("## Notes");
        markdown.Error.ShouldBeEmpty();

        CommandRun csv = await CommandRun.OfAsync(["eval", "table", .. runs, "--format", "csv", "--baseline", "weak", "--output", folder.PathOf("table.csv")]);
        csv.ExitCode.ShouldBe(0, csv.Error);
        string[] lines = await File.ReadAllLinesAsync(folder.PathOf("table.csv"));
        lines.Length.ShouldBe(5);
        lines[0].ShouldBe("model,benchmark,run,scorer,asked,counted,right,accuracy,low,high,failed,undecided,best,against,both_answered,only_model,only_against,p,p_holm");
        lines[1].ShouldBe($"weak,generic,{folder.PathOf("generic-weak")},ours/3,12,12,0,0,0,0.242494007,0,0,0,,,,,,");
        lines[3].ShouldBe($"strong,generic,{folder.PathOf("generic-strong")},ours/3,12,12,12,1,0.757505993,1,0,0,1,weak,12,12,0,0.000488281,0.000976563");

        CommandRun page = await CommandRun.OfAsync(["eval", "table", .. runs, "--format", "html", "--output", folder.PathOf("table.html")]);
        page.ExitCode.ShouldBe(0, page.Error);
        string html = await File.ReadAllTextAsync(folder.PathOf("table.html"));
        html.ShouldContain("<strong>100.0 %</strong>");
        html.ShouldContain("<th scope=\"row\">strong</th>");
    }

    [Fact]
    public async Task What_differs_is_noted_and_what_no_table_can_hold_is_refused_in_a_line()
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer(Answer);
        string bank = folder.Write("bank.jsonl", Bank("generic"));
        await RunAsync(server, "generic", bank, folder.PathOf("a"), "weak");
        await RunAsync(server, "generic", bank, folder.PathOf("b"), "strong", "--limit", "9", "--max-output-tokens", "77");
        await RunAsync(server, "generic", bank, folder.PathOf("p"), "strong", "--as", "published");
        using (RunStore store = RunStore.Open(folder.PathOf("open"), new RunConfiguration("eval", [])))
        {
        }

        CommandRun noted = await CommandRun.OfAsync("eval", "table", folder.PathOf("a"), "ours=" + folder.PathOf("b"));
        noted.ExitCode.ShouldBe(0, noted.Error);
        noted.Output.ShouldContain("| ours | **100.0 %**");
        noted.Output.ShouldContain("| generic | weak | ours | 9 |");
        string[] notes =
        [
            "generic: the runs asked different questions (weak 12, ours 9); 9 are common to all, and each test is over those that both answered",
            "generic: the runs differ in max_output_tokens: 2048 (weak); 77 (ours)",
        ];
        foreach (string note in notes)
        {
            noted.Output.ShouldContain($"- {note}");
            noted.Error.ShouldContain($"medreason: note: {note}");
        }

        await RefusedAsync("is not finished", folder.PathOf("a"), folder.PathOf("open"));
        await RefusedAsync("are both weak on generic: leave one out, or name the rows by NAME=RUN", folder.PathOf("a"), folder.PathOf("a"));
        await RefusedAsync("was scored by ours/3 and", folder.PathOf("a"), folder.PathOf("p"));
        await RefusedAsync("no run is of the baseline nobody; the models are weak", folder.PathOf("a"), "--baseline", "nobody");
        await RefusedAsync("nowhere", folder.PathOf("nowhere"));
        await RefusedAsync("expected a folder of a run or NAME=FOLDER, found \"base=\"", folder.PathOf("a"), "base=");
    }

    [Fact]
    public async Task A_run_reports_its_accuracy_with_its_interval_by_its_own_scorer()
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer(Answer);
        string bank = folder.Write("bank.jsonl", Bank("generic"));
        CommandRun ours = await RunAsync(server, "generic", bank, folder.PathOf("a"), "strong");
        ours.Error.ShouldContain("medreason: accuracy by ours/3: 100.0 % [75.8, 100.0] (12 of 12); replies without one option: 0; failed calls: 0");

        int before = server.Requests.Count;
        CommandRun published = await RunAsync(server, "generic", bank, folder.PathOf("p"), "weak", "--as", "published-strict");
        published.Error.ShouldContain("medreason: accuracy by published/1: 0.0 % [0.0, 24.2] (0 of 12)");
        foreach (LoopbackRequest request in server.Requests.Skip(before))
        {
            request.Json.GetProperty("messages").GetArrayLength().ShouldBe(1);
            request.Body.ShouldContain("Please answer the following multiple-choice questions. Please answer");
            request.Json.GetProperty("temperature").GetDouble().ShouldBe(0.5);
            request.Json.GetProperty("max_tokens").GetInt32().ShouldBe(2000);
        }

        CommandRun other = await RunAsync(server, "generic", bank, folder.PathOf("p"), "weak", "--as", "published");
        other.ExitCode.ShouldBe(2);
        other.Error.ShouldContain("as: was published-strict, is published");
        CommandRun shots = await RunAsync(server, "generic", bank, folder.PathOf("s"), "weak", "--as", "published", "--shots", "1");
        shots.ExitCode.ShouldBe(2);
        shots.Error.ShouldContain("--as published goes without --kg, --shots");
    }

    private static async Task RefusedAsync(string expected, params string[] arguments)
    {
        CommandRun run = await CommandRun.OfAsync(["eval", "table", .. arguments]);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(expected);
        run.Error.Trim().ShouldNotContain('\n');
        run.Output.ShouldBeEmpty();
    }

    private static async Task<string[]> RunsAsync(LoopbackServer server, TemporaryFolder folder)
    {
        var runs = new List<string>();
        foreach (string format in (string[])["generic", "medqa"])
        {
            string bank = folder.Write($"{format}.jsonl", Bank(format));
            foreach (string model in (string[])["weak", "strong"])
            {
                runs.Add(folder.PathOf($"{format}-{model}"));
                CommandRun run = await RunAsync(server, format, bank, runs[^1], model);
                run.ExitCode.ShouldBe(0, run.Error);
            }
        }

        return [.. runs];
    }

    private static Task<CommandRun> RunAsync(LoopbackServer server, string format, string bank, string run, string model, params string[] options) => CommandRun.OfAsync(
        ["eval", "run", "--questions", bank, "--format", format, "--run", run, "--provider", "openai", "--model", model, "--endpoint", server.Endpoint, .. options]);

    private static string Bank(string format)
    {
        var bank = new StringBuilder();
        string answer = format == "medqa" ? "\"answer\":\"right {0}\",\"answer_idx\":\"A\"" : "\"answer\":\"A\"";
        for (int i = 0; i < Questions; i++)
        {
            bank.Append(CultureInfo.InvariantCulture, $"{{\"id\":\"q{i}\",\"question\":\"Which is the drug number {i}?\",\"options\":{{\"A\":\"right {i}\",\"B\":\"wrong {i}\",\"C\":\"odd {i}\"}},")
                .AppendFormat(CultureInfo.InvariantCulture, answer, i).Append("}\n");
        }

        return bank.ToString();
    }

    // The strong model finds the right option, the weak one the wrong.
    private static LoopbackReply Answer(LoopbackRequest request, int index) =>
        LoopbackReply.Chat($"Some thoughts.\nThe answer is {(request.Json.GetProperty("model").GetString() == "strong" ? "A" : "B")}.");
}
