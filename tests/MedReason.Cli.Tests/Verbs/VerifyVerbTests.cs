using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary><c>verify</c> on chains that others wrote: what is a claim, what it is worth, and what a verdict follows from.</summary>
public sealed class VerifyVerbTests
{
    private const string Question = """
        "question":"A woman has hypertension. Which drug treats it?","options":{"A":"Lisinopril","B":"Warfarin"},"answer":"Lisinopril"
        """;

    [Theory]
    [InlineData("Lisinopril treats hypertension. The answer is A.", "accepted")]
    [InlineData("Hypertension is treated with lisinopril. The answer is Lisinopril.", "accepted")]
    [InlineData("Lisinopril is a first-line treatment for hypertension. **Final Answer: A**", "accepted")]
    [InlineData("1. hypertension -> Lisinopril\n\n### Conclusion:\nA", "accepted")]
    [InlineData("1. Lisinopril -> hypertension\n\n### Conclusion:\nLisinopril", "accepted")]
    [InlineData("<think>hypertension \u2013> Lisinopril</think>\nThe answer is \\boxed{A}", "accepted")]
    [InlineData("hypertension \u21D2 Lisinopril\nThe answer is A.", "accepted")]
    [InlineData("hypertension $\\rightarrow$ Lisinopril\nThe answer is A.", "accepted")]
    [InlineData("hypertension -&gt; Lisinopril\nThe answer is A.", "accepted")]
    [InlineData("Lisinopril does not treat hypertension. The answer is A.", "rejected")]
    [InlineData("It is a myth that Lisinopril treats hypertension. The answer is A.", "rejected")]
    [InlineData("Hypertension treats Lisinopril. The answer is A.", "rejected")]
    [InlineData("Warfarin treats hypertension. Lisinopril treats hypertension. The answer is A.", "rejected")]
    [InlineData("1. hypertension -> Warfarin -> Lisinopril\n\n### Conclusion:\nLisinopril", "rejected")]
    [InlineData("### Finding Reasoning Paths:\n1. hypertension -> moon cheese -> Lisinopril\n### Conclusion:\nLisinopril", "rejected")]
    [InlineData("Lisinopril treats hypertension. The answer is B.", "rejected")]
    [InlineData("She should take what helps. The answer is A.", "not_checkable")]
    [InlineData("Moon cheese cures hypertension. The answer is A.", "not_checkable")]
    [InlineData("Lisinopril treats hypertension.", "not_checkable", "--min-supported", "2")]
    public async Task A_verdict_follows_from_the_claims_and_the_answer(string text, string verdict, params string[] options)
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("chains.jsonl", $"{{\"id\":1,{Question},\"reasoning\":{JsonSerializer.Serialize(text)}}}");

        CommandRun run = await CommandRun.OfAsync(["verify", "--kg", await Graphs.StarterAsync(), "--input", input, .. options]);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Rows[0].GetProperty("verdict").GetString().ShouldBe(verdict, run.Output);
    }

    [Fact]
    public async Task Every_hop_and_sentence_is_a_claim_and_precision_is_over_those_that_the_graph_can_judge()
    {
        using var folder = new TemporaryFolder();
        string text = "hypertension -> Lisinopril -> flux capacitor\nWarfarin treats hypertension. Moon cheese cures hypertension.\nThe answer is A.";
        string input = folder.Write("chains.jsonl", $"{{\"id\":1,{Question},\"reasoning\":{JsonSerializer.Serialize(text)}}}");

        CommandRun run = await CommandRun.OfAsync("verify", "--kg", await Graphs.StarterAsync(), "--input", input);

        JsonElement row = run.Rows[0];
        JsonElement claims = row.GetProperty("claims");
        claims.EnumerateObject().Select(claim => (claim.Name, claim.Value.GetInt32()))
            .ShouldBe([("supported", 1), ("contradicted", 0), ("not_in_graph", 1), ("not_checkable", 2)]);
        row.GetProperty("claim_precision").GetDouble().ShouldBe(0.5);
        row.GetProperty("read_share").GetDouble().ShouldBe(0.5);
        row.GetProperty("claim_list").EnumerateArray().Select(claim => claim.GetProperty("status").GetString())
            .ShouldBe(["supported", "not_checkable", "not_in_graph", "not_checkable"]);
        row.GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("severity").GetString() == "error")
            .Select(finding => finding.GetProperty("actual").GetString()).ShouldBe(["Warfarin treats hypertension."]);
    }

    [Theory]
    [InlineData("C) Warfarin\n\nIt fits what is known of the patient. Nothing else does. That is all.", "C")]
    [InlineData("Which drug treats it? It is a matter of rules. The rules are known. A.", "A")]
    [InlineData("It is a matter of rules. The rules are known. The correct answer is:\n\nB) Squamous cell carcinoma (SCC)", "B")]
    [InlineData("Lisinopril is a possibility. It is weighed. Therefore, the most likely cause is SCC. It is the most common one.", "B")]
    [InlineData("It is weighed. So far nothing fits. Therefore, the best choice would be warfarin. The rest can be used as well.", "C")]
    [InlineData("A) Lisinopril: it lowers. It does so well.\nB) SCC: it grows. It does so fast.\nC) Warfarin: it thins. It does so slowly.", null)]
    [InlineData("It is weighed.\n\n### Conclusion:\nThe answer is A: Lisinopril. The answer is C: Warfarin.", null)]
    [InlineData("It is weighed.\n\n### Conclusion:\nThe answer is A: Lisinopril. Warfarin is less likely.", "A")]
    public async Task A_conclusion_is_read_in_the_forms_in_which_models_write_it(string text, string? label)
    {
        using var folder = new TemporaryFolder();
        const string Options = """
            "question":"Which is it?","options":{"A":"Lisinopril","B":"Squamous cell carcinoma (SCC)","C":"Warfarin"}
            """;
        string input = folder.Write("chains.jsonl", $"{{\"id\":1,{Options},\"reasoning\":{JsonSerializer.Serialize(text)}}}");

        CommandRun run = await CommandRun.OfAsync("verify", "--kg", await Graphs.StarterAsync(), "--input", input);

        run.Rows[0].GetProperty("concluded").GetString().ShouldBe(label, run.Output);
    }

    [Theory]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":QUESTION},{\"role\":\"assistant\",\"content\":TEXT}]}")]
    [InlineData("{\"conversations\":[{\"from\":\"human\",\"value\":QUESTION},{\"from\":\"gpt\",\"value\":TEXT}]}")]
    [InlineData("{\"prompt\":[{\"role\":\"user\",\"content\":QUESTION}],\"completion\":[{\"role\":\"assistant\",\"content\":TEXT}]}")]
    [InlineData("{\"prompt\":QUESTION,\"completion\":TEXT}")]
    [InlineData("{\"instruction\":QUESTION,\"input\":\"\",\"output\":TEXT}")]
    public async Task Rows_of_chat_trainers_are_read_with_the_options_of_their_prompt(string row)
    {
        using var folder = new TemporaryFolder();
        string question = JsonSerializer.Serialize("Which drug treats hypertension?\n\nAnswer Choices:\nA. Lisinopril\nB. Warfarin");
        string text = JsonSerializer.Serialize("<think>\n1. hypertension -> Lisinopril\n</think>\n\nLisinopril is the answer.");
        string input = folder.Write("chat.jsonl", row.Replace("QUESTION", question, StringComparison.Ordinal).Replace("TEXT", text, StringComparison.Ordinal));

        CommandRun run = await CommandRun.OfAsync("verify", "--kg", await Graphs.StarterAsync(), "--input", input);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Rows[0].GetProperty("verdict").GetString().ShouldBe("accepted", run.Output);
        run.Rows[0].GetProperty("concluded").GetString().ShouldBe("A");
        run.Rows[0].GetProperty("id").GetInt64().ShouldBe(1);
    }

    [Theory]
    [InlineData("medreason", "published", "published")]
    [InlineData("sharegpt", "text", "think")]
    [InlineData("alpaca", "published", "published")]
    public async Task What_export_writes_is_read_back_and_accepted(string format, string answers, string reasoning)
    {
        using var folder = new TemporaryFolder();
        string kg = await Graphs.StarterAsync();
        string output = folder.PathOf("rows.jsonl");
        (await CommandRun.OfAsync("generate", "--kg", kg, "--questions", Graphs.StarterQuestions, "--format", "generic", "--run", folder.PathOf("run"))).ExitCode.ShouldBe(0);
        CommandRun export = await CommandRun.OfAsync(
            "export", "--run", folder.PathOf("run"), "--format", format, "--output", output, "--answer-form", answers, "--reasoning", reasoning, "--with-options");
        export.ExitCode.ShouldBe(0, export.Error);

        CommandRun run = await CommandRun.OfAsync("verify", "--kg", kg, "--input", output);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Rows.Count.ShouldBeGreaterThan(10);
        run.Rows.ShouldAllBe(row => row.GetProperty("verdict").GetString() == "accepted");
    }

    [Theory]
    [InlineData("fab2", "rejected rejected accepted accepted accepted rejected")]
    [InlineData("v7", "accepted accepted rejected rejected")]
    [InlineData("pubfmt", "accepted accepted accepted accepted")]
    public async Task Cases_of_evidence_get_their_verdicts(string file, string verdicts) =>
        (await VerdictsAsync(await Graphs.StarterAsync(), $"cases_evidence/{file}.jsonl")).ShouldBe(verdicts);

    [Fact]
    public async Task Cases_of_public_reports_get_their_verdicts()
    {
        using var folder = new TemporaryFolder();
        string kg = folder.PathOf("cases.mrkg");
        (await CommandRun.OfAsync("kg", "build", "--input", TestData.Require("cases_public_reports/starter.csv"), "--output", kg)).ExitCode.ShouldBe(0);

        string verdicts = await VerdictsAsync(kg, "cases_public_reports/k08_verify/chains.jsonl");

        verdicts.ShouldBe("accepted rejected rejected accepted accepted accepted accepted accepted accepted");
    }

    private static async Task<string> VerdictsAsync(string kg, string file)
    {
        CommandRun run = await CommandRun.OfAsync("verify", "--kg", kg, "--input", TestData.Require(file));
        run.ExitCode.ShouldBe(0, run.Error);
        return string.Join(' ', run.Rows.Select(row => row.GetProperty("verdict").GetString()));
    }

    [Fact]
    public async Task What_a_text_adds_to_the_patient_is_named()
    {
        using var folder = new TemporaryFolder();
        string text = JsonSerializer.Serialize("hypertension -> Lisinopril\nThe woman also has sarcoidosis, which proves it.\nThe answer is A.");
        string input = folder.Write("chains.jsonl", $"{{\"id\":1,{Question},\"reasoning\":{text}}}");

        CommandRun run = await CommandRun.OfAsync("verify", "--kg", await Graphs.StarterAsync(), "--input", input);

        run.Rows[0].GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()).ShouldContain("finding_not_stated");
    }
}
