using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedReason.Embeddings.Onnx.Tests;

namespace MedReason.Cli.Tests;

/// <summary>The index of a graph's names: made, resumed, refused where it does not belong, and used.</summary>
public sealed class EmbedVerbTests : IDisposable
{
    private const int ManyNames = 600;
    private const int NamesOfBlock = 256;
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task An_index_that_is_killed_while_it_is_made_ends_the_same_and_pays_nothing_twice()
    {
        string kg = await ManyAsync();
        bool isStalling = true;
        await using var server = new LoopbackServer((request, index) => Embed(request).With(delay: isStalling && index == 1 ? TimeSpan.FromMinutes(5) : TimeSpan.Zero));
        string[] Command(string output) =>
            ["embed", "--kg", kg, "--embeddings", "openai", "--model", "m", "--endpoint", server.Endpoint, "--output", _folder.PathOf(output)];
        using (var killed = CommandProcess.Start(Command("killed.mrke")))
        {
            while (server.Requests.Count < 2 && !killed.HasEnded)
            {
                await Task.Delay(5);
            }

            await killed.KillAsync();
        }

        isStalling = false;
        File.Exists(_folder.PathOf("killed.mrke")).ShouldBeFalse();
        using (var resumed = CommandProcess.Start(Command("killed.mrke")))
        {
            (int exitCode, string error) = await resumed.WaitAsync();
            exitCode.ShouldBe(0, error);
            error.ShouldContain($"600 names in 8 dimensions by openai/m written to");
        }

        // The block that was under way is asked for again, the finished one is not.
        int asked = server.Requests.Count;
        asked.ShouldBe((ManyNames / NamesOfBlock) + 1 + 1);
        using (var whole = CommandProcess.Start(Command("whole.mrke")))
        {
            (await whole.WaitAsync()).ExitCode.ShouldBe(0);
        }

        (await File.ReadAllBytesAsync(_folder.PathOf("killed.mrke"))).ShouldBe(await File.ReadAllBytesAsync(_folder.PathOf("whole.mrke")));
        File.Exists(_folder.PathOf("killed.mrke.partial")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_index_by_a_sentence_encoder_serves_the_same_graph_and_model_alone()
    {
        string kg = await Graphs.StarterAsync();
        string model = TinyEncoder.Write(_folder.PathOf("model"));
        string other = TinyEncoder.Write(_folder.PathOf("other"), seed: 2);
        string index = _folder.PathOf("names.mrke");
        string input = _folder.Write("in.jsonl", "{\"id\":1,\"text\":\"She has a cough.\"}");
        CommandRun made = await CommandRun.OfAsync("embed", "--kg", kg, "--embeddings", "onnx", "--model-folder", model, "--output", index);
        made.ExitCode.ShouldBe(0, made.Error);
        made.Error.ShouldContain("in 4 dimensions by onnx/mean-512-4-");

        CommandRun used = await EntitiesAsync(kg, input, index, "--model-folder", model);
        used.ExitCode.ShouldBe(0, used.Error);
        used.Rows.ShouldHaveSingleItem().GetProperty("text").GetString().ShouldBe("cough");

        await RefusedAsync("it was built by the generator onnx/mean-512-4-", kg, input, index, "--model-folder", other);
        await RefusedAsync("content hash", await ManyAsync(), input, index, "--model-folder", model);
        await RefusedAsync("add its --model-folder", kg, input, index);
        await RefusedAsync("leave --embedding-endpoint out", kg, input, index, "--model-folder", model, "--embedding-endpoint", "http://127.0.0.1:9/v1");
        await RefusedAsync("no such file or folder", kg, input, index, "--model-folder", _folder.PathOf("none"));
        await RefusedAsync("cannot be opened", kg, input, _folder.PathOf("none.mrke"));
        await RefusedAsync("it is no embedding index", kg, input, input);
        byte[] bytes = await File.ReadAllBytesAsync(index);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(index, bytes);
        await RefusedAsync("its vectors are damaged", kg, input, index, "--model-folder", model);
    }

    [Fact]
    public async Task What_was_begun_for_another_graph_or_by_another_model_is_not_thrown_away()
    {
        string kg = await ManyAsync();
        await using var server = new LoopbackServer((request, index) => index == 0 ? Embed(request) : LoopbackReply.Error(401, "no"));
        string output = _folder.PathOf("names.mrke");
        string[] openai = ["--embeddings", "openai", "--model", "m", "--endpoint", server.Endpoint, "--output", output];
        using (var begun = CommandProcess.Start(["embed", "--kg", kg, .. openai]))
        {
            (int exitCode, string error) = await begun.WaitAsync();
            exitCode.ShouldBe(1, error);
            error.Trim().ShouldNotContain('\n');
        }

        CommandRun otherModel = await CommandRun.OfAsync("embed", "--kg", kg, "--embeddings", "ngram", "--output", output);
        CommandRun otherGraph = await CommandRun.OfAsync("embed", "--kg", await Graphs.StarterAsync(), "--embeddings", "ngram", "--output", output);
        await File.WriteAllTextAsync(output + ".partial", "text");
        CommandRun unreadable = await CommandRun.OfAsync("embed", "--kg", kg, "--embeddings", "ngram", "--output", output);

        ShouldRefuse(otherModel, "was begun for the model openai/m, this one is medreason/hashed-ngrams");
        ShouldRefuse(otherGraph, "was begun for the graph ");
        ShouldRefuse(unreadable, "expected an interrupted build");
        File.Exists(output).ShouldBeFalse();
    }

    [Fact]
    public async Task A_hybrid_extractor_finds_by_the_index_what_no_name_settles()
    {
        string kg = await Graphs.StarterAsync();
        string index = await NgramAsync(kg);
        var oracle = new LoopbackOracle(new Dictionary<string, string> { ["hypertensoin"] = "disease" });
        await using var server = new LoopbackServer((request, _) => oracle.Reply(request));
        string input = _folder.Write("in.jsonl", "{\"id\":1,\"text\":\"He has hypertensoin.\"}");
        string[] hybrid = ["--extractor", "hybrid", "--provider", "openai", "--model", "m", "--endpoint", server.Endpoint];

        CommandRun without = await CommandRun.OfAsync(["entities", "--kg", kg, "--input", input, .. hybrid]);
        CommandRun with = await EntitiesAsync(kg, input, index, hybrid);

        without.Rows.ShouldBeEmpty(without.Error);
        JsonElement row = with.Rows.ShouldHaveSingleItem(with.Error);
        row.GetProperty("node_name").GetString().ShouldBe("hypertension");
        row.GetProperty("method").GetString().ShouldBeOneOf("embedding", "chat");
    }

    [Fact]
    public async Task The_published_profile_maps_by_the_index()
    {
        string kg = await Graphs.StarterAsync();
        string index = await NgramAsync(kg);
        var oracle = new LoopbackOracle(new Dictionary<string, string> { ["hypertensoin"] = "disease", ["lisinopril"] = "drug" });
        await using var server = new LoopbackServer((request, _) => oracle.Reply(request));
        string[] explain =
        [
            "explain", "--kg", kg, "--question", "Which drug treats hypertensoin?", "--option", "A=Lisinopril", "--option", "B=Warfarin", "--answer", "A", "--json",
            "--profile", "published", "--provider", "openai", "--model", "m", "--endpoint", server.Endpoint,
        ];

        CommandRun without = await CommandRun.OfAsync(explain);
        CommandRun with = await CommandRun.OfAsync([.. explain, "--embeddings", index]);

        without.ExitCode.ShouldBe(0, without.Error);
        with.ExitCode.ShouldBe(0, with.Error);

        // The index finds the misspelt name; without it a path of one name is left, which the published method accepts.
        Paths(without).ShouldNotContain("hypertension");
        Paths(with).ShouldContain("hypertension", Case.Insensitive, with.Output);
        with.Rows[0].GetProperty("outcome").GetString().ShouldBe("accepted", with.Output);

        static string Paths(CommandRun run) => run.Rows[0].GetProperty("paths").GetRawText().ToLowerInvariant();
    }

    [Fact]
    public async Task The_index_is_part_of_what_identifies_a_run()
    {
        string kg = await Graphs.StarterAsync();
        string index = await NgramAsync(kg);
        string[] generate =
            ["generate", "--kg", kg, "--questions", Graphs.StarterQuestions, "--format", "generic", "--limit", "2", "--run", _folder.PathOf("run")];
        string[] withIndex = [.. generate, "--embeddings", index];
        (await CommandRun.OfAsync(withIndex)).ExitCode.ShouldBe(0);

        CommandRun again = await CommandRun.OfAsync(withIndex);
        CommandRun without = await CommandRun.OfAsync(generate);

        again.ExitCode.ShouldBe(0, again.Error);
        ShouldRefuse(without, "the run was begun otherwise (embeddings: was ");
    }

    [Fact]
    public async Task The_address_that_names_are_sent_to_is_part_of_what_identifies_a_run()
    {
        string kg = await Graphs.StarterAsync();
        await using var server = new LoopbackServer((request, _) => Embed(request));
        await using var other = new LoopbackServer((request, _) => Embed(request));
        string index = _folder.PathOf("served.mrke");
        CommandRun made = await CommandRun.OfAsync("embed", "--kg", kg, "--embeddings", "openai", "--model", "m", "--endpoint", server.Endpoint, "--output", index);
        made.ExitCode.ShouldBe(0, made.Error);
        string[] generate =
        [
            "generate", "--kg", kg, "--questions", Graphs.StarterQuestions, "--format", "generic", "--limit", "2", "--run", _folder.PathOf("run"), "--embeddings", index,
            "--embedding-endpoint",
        ];
        CommandRun first = await CommandRun.OfAsync([.. generate, server.Endpoint]);
        first.ExitCode.ShouldBe(0, first.Error);

        CommandRun otherwise = await CommandRun.OfAsync([.. generate, other.Endpoint]);

        ShouldRefuse(otherwise, $"embedding_endpoint: was {server.Endpoint}");
    }

    [Fact]
    public async Task A_model_that_fails_on_a_name_is_reported_in_one_line_with_the_reason()
    {
        string model = TinyEncoder.Write(_folder.PathOf("model"));
        await File.AppendAllTextAsync(Path.Combine(model, "vocab.txt"), "7\n");

        CommandRun run = await CommandRun.OfAsync(
            "embed", "--kg", await ManyAsync(), "--embeddings", "onnx", "--model-folder", model, "--output", _folder.PathOf("names.mrke"));

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("medreason: The model failed on a text");
        run.Error.ShouldContain("out of data bounds");
        run.Error.Trim().ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("--embeddings", "onnx")]
    [InlineData("--embeddings", "ngram", "--model-folder", "x")]
    [InlineData("--embeddings", "ngram", "--model", "m")]
    [InlineData("--embeddings", "openai")]
    [InlineData("--embeddings", "openai", "--model", "m", "--endpoint", "ftp://x")]
    [InlineData("--embeddings", "word2vec")]
    [InlineData("--embeddings", "onnx", "--model-folder", "no-such-folder")]
    public async Task Options_that_do_not_go_together_are_told_in_one_line(params string[] options)
    {
        CommandRun run = await CommandRun.OfAsync(["embed", "--kg", await Graphs.StarterAsync(), "--output", _folder.PathOf("names.mrke"), .. options]);

        run.ExitCode.ShouldBe(2);
        run.Error.Trim().ShouldNotContain('\n');
        File.Exists(_folder.PathOf("names.mrke")).ShouldBeFalse();
    }

    public void Dispose() => _folder.Dispose();

    private static Task<CommandRun> EntitiesAsync(string kg, string input, string index, params string[] more) =>
        CommandRun.OfAsync(["entities", "--kg", kg, "--input", input, "--embeddings", index, .. more]);

    private static async Task RefusedAsync(string expected, string kg, string input, string index, params string[] more) =>
        ShouldRefuse(await EntitiesAsync(kg, input, index, more), expected);

    private static void ShouldRefuse(CommandRun run, string expected)
    {
        run.ExitCode.ShouldBe(2, run.Error);
        run.Error.ShouldContain(expected);
        run.Error.Trim().ShouldNotContain('\n');
    }

    /// <summary>Vectors made of the letters of each text, as a server with OpenAI's interface sends them.</summary>
    private static LoopbackReply Embed(LoopbackRequest request)
    {
        var data = new JsonArray();
        foreach (JsonElement text in request.Json.GetProperty("input").EnumerateArray())
        {
            byte[] vector = new byte[8 * sizeof(float)];
            foreach (char letter in text.GetString()!)
            {
                int at = (letter & 7) * sizeof(float);
                BitConverter.TryWriteBytes(vector.AsSpan(at), BitConverter.ToSingle(vector, at) + 1);
            }

            data.Add(new JsonObject { ["object"] = "embedding", ["index"] = data.Count, ["embedding"] = Convert.ToBase64String(vector) });
        }

        return LoopbackReply.Json(new JsonObject
        {
            ["object"] = "list",
            ["data"] = data,
            ["model"] = "m",
            ["usage"] = new JsonObject { ["prompt_tokens"] = 1, ["total_tokens"] = 1 },
        }.ToJsonString());
    }

    private async Task<string> NgramAsync(string kg)
    {
        CommandRun run = await CommandRun.OfAsync("embed", "--kg", kg, "--embeddings", "ngram", "--output", _folder.PathOf("ngram.mrke"));
        run.ExitCode.ShouldBe(0, run.Error);
        return _folder.PathOf("ngram.mrke");
    }

    /// <summary>A graph of more names than one block holds.</summary>
    private async Task<string> ManyAsync()
    {
        var rows = new StringBuilder("relation,display_relation,x_index,x_id,x_type,x_name,x_source,y_index,y_id,y_type,y_name,y_source\n");
        for (int i = 0; i < ManyNames; i += 2)
        {
            rows.Append(CultureInfo.InvariantCulture, $"indication,indication,{i},DB{i:D5},drug,drug {i},DrugBank,{i + 1},{i + 1},disease,disease {i + 1},MONDO\n");
        }

        CommandRun run = await CommandRun.OfAsync(
            "kg", "build", "--source", "primekg", "--input", _folder.Write("many.csv", rows.ToString()), "--output", _folder.PathOf("many.mrkg"));
        run.ExitCode.ShouldBe(0, run.Error);
        return _folder.PathOf("many.mrkg");
    }
}
