using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary>The published profile in the command, on real questions, with a model that is played on this machine.</summary>
public sealed partial class PublishedProfileTests(ITestOutputHelper output)
{
    private const int Rows = 15;

    // What the published code wrote chains for, of fifteen rows of the same kind.
    [Theory]
    [InlineData("pubmedqa", "pubmedqa_ori_pqal.json.gz", 14, "The final decision is: ")]
    [InlineData("medmcqa", "medmcqa_dev.jsonl.gz", 15, ". Explanation: ")]
    public async Task Rows_with_a_decision_or_an_explanation_are_written_as_the_published_code_writes_them(string format, string file, int written, string answer)
    {
        using var folder = new TemporaryFolder();
        string bank = TestData.Require("questions/" + file);
        string kg = await Graphs.HetionetAsync();
        Dictionary<string, string> vocabulary = await ReadVocabularyAsync(kg);
        string questions = await SelectAsync(folder, format, bank, vocabulary);
        var oracle = new LoopbackOracle(vocabulary);
        await using var server = new LoopbackServer((request, _) => oracle.Reply(request));
        string[] Command(string run, params string[] more) =>
        [
            "generate", "--kg", kg, "--questions", questions, "--format", format, "--limit", "15", "--run", folder.PathOf(run), "--allow-benchmark-source",
            "--profile", "published", "--control-share", "0", "--provider", "openai", "--model", "writer", "--endpoint", server.Endpoint, .. more,
        ];

        CommandRun run = await CommandRun.OfAsync(Command("run", "--judge-model", "judge"));

        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement[] rows = Read(folder, "run");
        rows.Length.ShouldBe(Rows);
        output.WriteLine(string.Join(", ", rows.Select(row => row.GetProperty("reason").GetString() ?? "accepted").CountBy(reason => reason)));
        rows.Count(IsWritten).ShouldBeGreaterThanOrEqualTo(written);
        rows.Select(row => row.GetProperty("source").GetProperty("index").GetInt32()).ShouldBe(Enumerable.Range(0, Rows));

        // The stages see the published answer string, at temperature 0 and within the published limits, and another model judges.
        LoopbackRequest[] requests = [.. server.Requests];
        requests.ShouldAllBe(request => request.Json.GetProperty("temperature").GetDouble() == 0);
        requests.Select(request => request.Json.GetProperty("max_tokens").GetInt32()).Distinct().ShouldBe([3_000, 5_000], ignoreOrder: true);
        requests.Where(request => !IsOfReader(request)).ShouldAllBe(request => Text(request).Contains(answer, StringComparison.Ordinal));
        requests.ShouldAllBe(request => request.Json.GetProperty("model").GetString() == (IsOfReader(request) || IsOfJudge(request) ? "judge" : "writer"));

        // Another judge is another run.
        CommandRun other = await CommandRun.OfAsync(Command("run", "--judge-model", "another"));
        other.ExitCode.ShouldBe(2);
        other.Error.ShouldContain("judge_model: was judge, is another");
        CommandRun none = await CommandRun.OfAsync(Command("run"));
        none.ExitCode.ShouldBe(2);
        none.Error.ShouldContain("judge_model: was judge, is not given");

        CommandRun empty = await CommandRun.OfAsync(Command("empty", "--empty-paths"));
        empty.ExitCode.ShouldBe(0, empty.Error);
        Read(folder, "empty").ShouldAllBe(row => IsWritten(row));

        // The answer's own text, "yes" or the words of an option, names less.
        string plain = folder.Write("plain.jsonl", string.Join('\n', rows.Select(row => JsonSerializer.Serialize(new
        {
            id = row.GetProperty("id_in_dataset").ToString(),
            question = row.GetProperty("question").GetString(),
            answer = row.GetProperty("answer").GetString(),
        }))));
        string[] own = Command("own");
        (own[Array.IndexOf(own, questions)], own[Array.IndexOf(own, format)]) = (plain, "generic");
        CommandRun bare = await CommandRun.OfAsync(own);
        bare.ExitCode.ShouldBe(0, bare.Error);
        int ownWritten = Read(folder, "own").Count(IsWritten);
        ownWritten.ShouldBeLessThan(rows.Count(IsWritten));
        output.WriteLine(
            $"{format}: written {rows.Count(IsWritten)}, accepted {rows.Count(row => row.GetProperty("outcome").GetString() == "accepted")}, with the answer's own text {ownWritten} of {Rows}; "
            + $"paths {rows.Average(row => row.GetProperty("paths").GetArrayLength()):F1} a row, lists over 5,000 characters {rows.Count(IsLong)}; calls {requests.Length}");
    }

    [Theory]
    [InlineData("--judge-model needs --provider openai or anthropic, and --model", "--judge-model", "m")]
    [InlineData("--empty-paths needs --profile published", "--empty-paths")]
    public async Task What_only_a_model_or_the_published_profile_has_is_told_in_one_line(string line, params string[] options)
    {
        CommandRun run = await CommandRun.OfAsync(["explain", "--kg", await Graphs.StarterAsync(), "--question", "Which drug lowers blood pressure?", .. options]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldBe($"medreason: {line}\n");
    }

    [Fact]
    public async Task Another_model_judges_the_chains_of_the_default_profile_too()
    {
        using var folder = new TemporaryFolder();
        var oracle = new LoopbackOracle(new Dictionary<string, string> { ["hypertension"] = "disease", ["lisinopril"] = "drug", ["ace"] = "gene/protein", ["cough"] = "effect/phenotype" });
        await using var server = new LoopbackServer((request, _) => oracle.Reply(request));

        CommandRun run = await CommandRun.OfAsync(
            "generate", "--kg", await Graphs.StarterAsync(), "--questions", Graphs.StarterQuestions, "--format", "generic", "--run", folder.PathOf("run"), "--control-share", "0",
            "--provider", "openai", "--model", "writer", "--judge-model", "judge", "--endpoint", server.Endpoint);

        run.ExitCode.ShouldBe(0, run.Error);
        LoopbackRequest[] judged = [.. server.Requests.Where(request => request.Json.GetProperty("model").GetString() == "judge")];
        judged.ShouldNotBeEmpty();
        judged.ShouldAllBe(request => LoopbackOracle.Shape(request) == "OptionReply" || LoopbackOracle.Shape(request) == "AnswerReply" || LoopbackOracle.Shape(request) == "JudgementReply");
        server.Requests.Where(request => LoopbackOracle.Shape(request) == "OptionReply").ShouldAllBe(request => request.Json.GetProperty("model").GetString() == "judge");

        CommandRun priced = await CommandRun.OfAsync(
            "generate", "--kg", await Graphs.StarterAsync(), "--questions", Graphs.StarterQuestions, "--format", "generic", "--run", folder.PathOf("priced"),
            "--provider", "openai", "--model", "writer", "--judge-model", "judge", "--endpoint", server.Endpoint,
            "--prices", folder.Write("prices.json", "{\"writer\":{\"input\":1,\"output\":1}}"));
        priced.ExitCode.ShouldBe(2);
        priced.Error.ShouldBe("medreason: --prices counts one model; leave --judge-model or --prices and --max-cost out\n");
    }

    /// <summary>
    /// Keeps the first fifteen rows with a decision or an explanation in which the played model recognises two entities at least: one that reads more than the
    /// graph's own names, with an embedding that finds similar ones, recognises some in nearly every row.
    /// </summary>
    private static async Task<string> SelectAsync(TemporaryFolder folder, string format, string file, Dictionary<string, string> vocabulary)
    {
        await using var packed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        string text = await reader.ReadToEndAsync();
        if (format == "pubmedqa")
        {
            using JsonDocument document = JsonDocument.Parse(text);
            IEnumerable<string> members = document.RootElement.EnumerateObject()
                .Where(row => IsRecognized($"{Of(row.Value, "QUESTION")}\n{Of(row.Value, "LONG_ANSWER")}", vocabulary)).Take(Rows)
                .Select(row => $"\"{row.Name}\":{row.Value.GetRawText()}");
            return folder.Write("pubmedqa.json", "{" + string.Join(",\n", members) + "}");
        }

        string[] options = ["opa", "opb", "opc", "opd"];
        JsonElement[] rows = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(CommandRun.Parse).Where(row => row.GetProperty("exp").ValueKind == JsonValueKind.String)];
        IEnumerable<JsonElement> kept = rows.Where(
            row => IsRecognized($"{Of(row, "question")}\n{Of(row, options[row.GetProperty("cop").GetInt32() - 1])}. {Of(row, "exp")}", vocabulary)).Take(Rows);

        // The last row shows from which number the file counts its options.
        return folder.Write("medmcqa.jsonl", string.Join('\n', kept.Append(rows.First(row => row.GetProperty("cop").GetInt32() == options.Length)).Select(row => row.GetRawText())));
    }

    private static string Of(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static bool IsRecognized(string text, Dictionary<string, string> vocabulary)
    {
        string[] words = Word().Matches(text.ToLowerInvariant()).Select(match => match.Value).ToArray();
        return Enumerable.Range(0, words.Length).SelectMany(first => Enumerable.Range(1, Math.Min(5, words.Length - first)).Select(count => string.Join(' ', words.Skip(first).Take(count))))
            .Where(vocabulary.ContainsKey).Distinct().Count() > 1;
    }

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{N}'+-]*")]
    private static partial Regex Word();

    private static async Task<Dictionary<string, string>> ReadVocabularyAsync(string kg)
    {
        using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(kg, CancellationToken.None);
        var vocabulary = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (KgNode node in graph.GetNodesAsync())
        {
            // Genes are called by common words, and no model marks "was" or "set".
            if (node.Type.Value != "gene/protein" && node.Name.Length > 3)
            {
                vocabulary.TryAdd(node.Name.ToLowerInvariant(), node.Type.Value);
            }
        }

        return vocabulary;
    }

    private static JsonElement[] Read(TemporaryFolder folder, string run) =>
        [.. File.ReadLines(Path.Combine(folder.PathOf(run), "results.jsonl")).Select(CommandRun.Parse)];

    /// <summary>Whether the published code would give a row up as having too many paths.</summary>
    private static bool IsLong(JsonElement row) =>
        row.GetProperty("paths").EnumerateArray().Sum(path => path.GetProperty("nodes").EnumerateArray().Sum(node => node.GetProperty("name").GetString()!.Length + 2) + 2) > 5_000;

    private static bool IsWritten(JsonElement row) => row.GetProperty("reasoning").GetString()!.Length > 0;

    private static string Text(LoopbackRequest request) => request.Json.GetProperty("messages")[1].GetProperty("content").GetString()!;

    private static bool IsOfReader(LoopbackRequest request) =>
        request.Json.GetProperty("messages")[0].GetProperty("content").GetString()!.Contains("Answer the question by the reasoning", StringComparison.Ordinal);

    private static bool IsOfJudge(LoopbackRequest request) =>
        request.Json.GetProperty("messages")[0].GetProperty("content").GetString()!.Contains("Judge whether", StringComparison.Ordinal);
}
