using System.Globalization;
using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary><c>audit</c>: a dataset against a graph, what its report says, and that it goes on where it ended.</summary>
public sealed class AuditVerbTests
{
    private const string Fields = """
        "question":"A woman has hypertension. Which drug treats it?","options":{"A":"Lisinopril","B":"Warfarin"},"answer":"Lisinopril"
        """;

    private static readonly string[] Texts =
    [
        "Lisinopril treats hypertension. The answer is A.",
        "Warfarin treats hypertension. Lisinopril treats hypertension. The answer is A.",
        "She should take what helps. The answer is A.",
        "Lisinopril treats hypertension. The answer is B.",
        "1. hypertension -> Lisinopril\n\n### Conclusion:\nA",
        "Since the given answer is A, lisinopril treats hypertension. The answer is A.",
    ];

    [Fact]
    public async Task Each_row_gets_a_verdict_its_steps_and_the_graph_that_judged()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("rows.jsonl", Rows(Texts));
        string output = folder.PathOf("verdicts.jsonl");

        CommandRun run = await CommandRun.OfAsync("audit", "--kg", await Graphs.StarterAsync(), "--input", input, "--output", output);

        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement[] rows = Read(output);
        rows.Select(row => row.GetProperty("verdict").GetString()).ShouldBe(["accepted", "rejected", "not_checkable", "rejected", "accepted", "accepted"]);
        rows.Select(row => row.GetProperty("leak").GetBoolean()).ShouldBe([false, false, false, false, false, true]);
        rows.Select(row => row.GetProperty("source").GetString()).Distinct().ShouldBe(["first", "second"]);
        rows[1].GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("label").GetString())
            .ShouldBe(["not_in_graph", "supported", "not_checkable"]);
        rows[0].GetProperty("duplicate_of_row").ValueKind.ShouldBe(JsonValueKind.Null);
        rows[5].GetProperty("duplicate_of_row").GetInt32().ShouldBe(1);
        rows.Select(row => row.GetProperty("graph").GetString()!.Length).Distinct().ShouldBe([64]);
        File.Exists(output + ".audit").ShouldBeFalse();
    }

    [Fact]
    public async Task Steps_are_written_side_by_side_with_their_labels_and_deciding_edges()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("rows.jsonl", Rows(Texts));
        string steps = folder.PathOf("steps.jsonl");

        await RunAsync(input, folder.PathOf("verdicts.jsonl"), "--steps", steps);

        JsonElement row = Read(steps)[1];
        row.GetProperty("prompt").GetString().ShouldBe("A woman has hypertension. Which drug treats it?\nA. Lisinopril\nB. Warfarin");
        row.GetProperty("completions").EnumerateArray().Select(step => step.GetString())
            .ShouldBe(["Warfarin treats hypertension.", "Lisinopril treats hypertension.", "The answer is A."]);
        row.GetProperty("labels").EnumerateArray().Select(label => label.GetString()).ShouldBe(["not_in_graph", "supported", "not_checkable"]);
        JsonElement[] edges = [.. row.GetProperty("edges").EnumerateArray()];
        edges.Select(edge => edge.ValueKind).ShouldBe([JsonValueKind.Null, JsonValueKind.Object, JsonValueKind.Null]);
        edges[1].GetProperty("relation").GetString().ShouldBe("indication");
    }

    [Fact]
    public async Task The_page_shows_shares_by_source_and_rows_to_read_and_takes_text_as_text()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("<b>rows.jsonl", Rows([.. Texts, "Warfarin treats hypertension. <script>alert(1)</script> The answer is A."]));
        string html = folder.PathOf("report.html");

        await RunAsync(input, folder.PathOf("verdicts.jsonl"), "--html", html);

        string page = await File.ReadAllTextAsync(html);
        page.ShouldContain("Audit of &lt;b&gt;rows.jsonl");
        page.ShouldContain("alert(1)");
        page.ShouldNotContain("<script>alert(1)");
        page.ShouldContain("Hop precision");
        page.ShouldContain("Warfarin treats hypertension. <span class=\"detail\">[not in the graph]</span>");
        foreach (string label in (string[])["first", "second", "all"])
        {
            page.ShouldContain($"<th scope=\"row\">{label}</th>");
        }
    }

    [Fact]
    public async Task Questions_of_a_benchmark_are_found_among_the_rows()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("rows.jsonl", Rows(Texts));
        string bank = folder.Write(
            "bank.jsonl",
            """{"question":"A woman has hypertension. Which drug treats it?","answer":"Lisinopril","options":{"A":"Lisinopril","B":"Warfarin"},"meta_info":"step1","answer_idx":"A"}""");
        string output = folder.PathOf("verdicts.jsonl");

        await RunAsync(input, output, "--against", bank);

        Read(output)[0].GetProperty("benchmarks").EnumerateArray().Select(name => name.GetString()).ShouldBe(["bank.jsonl"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(1)]
    public async Task An_audit_that_ended_early_goes_on_and_ends_with_the_same_bytes(double share)
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("rows.jsonl", Rows([.. Enumerable.Range(0, 300).Select(i => Texts[i % Texts.Length])]));
        string whole = folder.PathOf("whole.jsonl");
        string cut = folder.PathOf("cut.jsonl");
        await RunAsync(input, whole, "--steps", folder.PathOf("whole.steps"), "--concurrency", "1");
        File.Exists(whole + ".audit").ShouldBeFalse();

        // What a killed process leaves: whole lines, and the beginning of one.
        byte[] rows = await InterruptedAsync(input, folder.PathOf("other.jsonl"));
        await File.WriteAllBytesAsync(cut + ".audit", rows[..(int)(rows.Length * share)]);
        CommandRun run = await RunAsync(input, cut, "--steps", folder.PathOf("cut.steps"), "--concurrency", "7");

        (await File.ReadAllBytesAsync(cut)).ShouldBe(await File.ReadAllBytesAsync(whole));
        (await File.ReadAllBytesAsync(folder.PathOf("cut.steps"))).ShouldBe(await File.ReadAllBytesAsync(folder.PathOf("whole.steps")));
        run.Error.Contains("rows were done before", StringComparison.Ordinal).ShouldBe(share > 0);
    }

    [Fact]
    public async Task Rows_of_another_audit_are_not_taken_over()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("rows.jsonl", Rows(Texts));
        string output = folder.PathOf("verdicts.jsonl");
        await File.WriteAllBytesAsync(output + ".audit", await InterruptedAsync(input, folder.PathOf("other.jsonl")));

        CommandRun run = await CommandRun.OfAsync(
            "audit", "--kg", await Graphs.StarterAsync(), "--input", input, "--output", output, "--min-supported", "2");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("belongs to an audit of another input, graph or options");
        File.Exists(output).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{\"id\":1}", "line 1: expected a chain")]
    [InlineData("{\"id\":1,\"reasoning\":\"a\"}\n{\"id\":1,\"reasoning\":\"b\"}", "line 2: expected each id once")]
    [InlineData("{", "line 1")]
    public async Task A_wrong_row_ends_the_audit_with_its_line(string rows, string message)
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("rows.jsonl", rows);

        CommandRun run = await CommandRun.OfAsync(
            "audit", "--kg", await Graphs.StarterAsync(), "--input", input, "--output", folder.PathOf("verdicts.jsonl"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(message);
    }

    [Fact]
    public async Task An_output_is_never_an_input_or_another_output()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("rows.jsonl", Rows(Texts));

        (await CommandRun.OfAsync("audit", "--kg", await Graphs.StarterAsync(), "--input", input, "--output", input)).ExitCode.ShouldBe(2);
        string output = folder.PathOf("verdicts.jsonl");
        (await CommandRun.OfAsync("audit", "--kg", await Graphs.StarterAsync(), "--input", input, "--output", output, "--html", output)).ExitCode.ShouldBe(2);
    }

    private static string Rows(IReadOnlyList<string> texts) => string.Join('\n', texts.Select((text, i) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"dataset_name\":\"{(i < texts.Count / 2 ? "first" : "second")}\",\"id_in_dataset\":{i},{Fields},\"reasoning\":{JsonSerializer.Serialize(text)}}}")));

    private static JsonElement[] Read(string path) => [.. File.ReadLines(path).Select(CommandRun.Parse)];

    private static async Task<CommandRun> RunAsync(string input, string output, params string[] options)
    {
        CommandRun run = await CommandRun.OfAsync(["audit", "--kg", await Graphs.StarterAsync(), "--input", input, "--output", output, .. options]);
        run.ExitCode.ShouldBe(0, run.Error);
        return run;
    }

    /// <summary>What is kept of an audit whose last row is wrong: all rows before it are done, none is written.</summary>
    private static async Task<byte[]> InterruptedAsync(string input, string output)
    {
        // A page that cannot be written ends the audit when every row is judged.
        CommandRun run = await CommandRun.OfAsync(
            "audit", "--kg", await Graphs.StarterAsync(), "--input", input, "--output", output, "--html", Path.Combine(output + ".missing", "page.html"));
        run.ExitCode.ShouldBe(2, run.Error);
        return await File.ReadAllBytesAsync(output + ".audit");
    }
}
