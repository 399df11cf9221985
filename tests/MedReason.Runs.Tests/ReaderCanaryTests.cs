using System.Text.Json.Nodes;
using MedReason.Datasets;
using MedReason.Tests;

namespace MedReason.Runs.Tests;

/// <summary>Rows with marked text in every field, broken in every way: what readers say of them never repeats the text.</summary>
public sealed class ReaderCanaryTests
{
    private const string Canary = "zqxz";

    private static readonly Dictionary<string, string> Rows = new()
    {
        ["generic"] =
            """{"id":"zqxz-id","question":"zqxz-question","options":{"A":"zqxz-a","B":"zqxz-b"},"answer":"zqxz-a","answer_label":"A","ask":"affirm","rationale":"zqxz-r","context":"zqxz-c","reference_reasoning":"zqxz-rr","split":"zqxz-split","subject":"zqxz-subject"}""",
        ["medqa"] = """{"question":"zqxz-question","options":{"A":"zqxz-a","B":"zqxz-b"},"answer":"zqxz-a","answer_idx":"A","meta_info":"zqxz-meta"}""",
        ["medbullets"] = """{"question":"zqxz-question","options":{"A":"zqxz-a","B":"zqxz-b"},"answer":"zqxz-a","answer_idx":"A"}""",
        ["medmcqa"] = """{"id":"zqxz-id","question":"zqxz-question","opa":"zqxz-a","opb":"zqxz-b","opc":"zqxz-c","opd":"zqxz-d","cop":1,"exp":"zqxz-exp","subject_name":"zqxz-s"}""",
        ["pubmedqa"] = """{"zqxz-key":{"QUESTION":"zqxz-question","CONTEXTS":["zqxz-context"],"LONG_ANSWER":"zqxz-long","final_decision":"yes","reasoning_required_pred":"yes"}}""",
        ["mmlu"] = """{"problem_id":"zqxz-id","problem_text":"zqxz-question","choices":["zqxz-a","zqxz-b"],"answer":["A"]}""",
        ["medxpertqa"] = """{"id":"zqxz-id","question":"zqxz-question","options":[{"letter":"A","content":"zqxz-a"},{"letter":"B","content":"zqxz-b"}],"label":["A"]}""",
        ["hle"] = """{"idx":1,"question":"zqxz-question","options":{"A":"zqxz-a"},"answer":"zqxz-a","answer_idx":"A","rationale":"zqxz-r"}""",
        ["huatuo"] = """{"Question":"zqxz-question","Complex_CoT":"zqxz-cot","Response":"zqxz-response","options":{"A":"zqxz-a"},"answer_idx":"A","answer":"zqxz-a"}""",
    };

    private static readonly string[] Replacements =
        ["null", "7", "-1.5", "true", "[]", "{}", "\"\"", "\"zqxz-elsewhere and more\"", "[\"zqxz-listed\"]", "[[\"zqxz-deep\"]]", "{\"zqxz-label\":\"zqxz-text\"}", "{\"A\":[\"zqxz-nested\"]}", "[{\"letter\":\"zqxz-letter\"}]", "\"\\ud800zqxz\""];

    public static TheoryData<string> Formats => [.. QuestionFormatRegistry.Default.Names];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task No_message_of_a_reader_repeats_text_of_a_row(string format)
    {
        using var folder = new RunFolder();
        Directory.CreateDirectory(folder.Path);
        var said = new List<string>();
        foreach (string text in Broken(Rows[format]))
        {
            await ReadAsync(folder, format, text, said, leavesOut: false);
            await ReadAsync(folder, format, text, said, leavesOut: true);
        }

        said.Count.ShouldBeGreaterThan(100);
        said.Where(line => line.Contains(Canary, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        said.ShouldContain(line => line.Contains("expected", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_message_of_a_csv_or_its_mapping_repeats_text_of_them()
    {
        using var folder = new RunFolder();
        Directory.CreateDirectory(folder.Path);
        const string Mapping = """{"source":"csv","answer":"label","columns":{"id":"id","question":"stem","options":["a","b"],"answer":"right"}}""";
        const string Csv = "id,stem,a,b,right\nzqxz-id,zqxz-question,zqxz-a,zqxz-b,A\n";
        var said = new List<string>();

        // A column's name is structure, and reported.
        foreach (string mapping in Broken(Mapping).Where(text => !text.Contains("zqxz-elsewhere", StringComparison.Ordinal)))
        {
            await ReadMappedAsync(folder, mapping, Csv, said);
        }

        foreach (string csv in new[]
        {
            Csv + "zqxz-id,zqxz-question,zqxz-a,zqxz-b,A\n", Csv + "zqxz-2,zqxz-q\n", Csv + "zqxz-2,\"zqxz-open,x,y,A\n", Csv + "zqxz-2,zqxz-q2,zqxz-a,zqxz-b,zqxz-label\n",
            "zqxz-column\n1\n", "", "id,stem,a,b,right\n,zqxz,zqxz,zqxz,zqxz\n",
        })
        {
            await ReadMappedAsync(folder, Mapping, csv, said);
        }

        said.Count.ShouldBeGreaterThan(50);
        said.Where(line => line.Contains(Canary, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_message_about_rows_of_a_run_prices_or_curated_paths_repeats_text_of_them()
    {
        using var folder = new RunFolder();
        Directory.CreateDirectory(folder.Path);
        const string Row =
            """{"id_in_dataset":"zqxz-id","dataset_name":"zqxz-set","question":"zqxz-q","answer":"zqxz-a","options":"A. zqxz","reasoning":"zqxz-r","outcome":"accepted","paths":[{"score":1,"nodes":[{"id":"zqxz:1","name":"zqxz-n","type":"zqxz-t"},{"id":"zqxz:2","name":"zqxz-m","type":"zqxz-t"}],"hops":[[{"relation":"zqxz-rel","forward":true,"polarity":"affirmed"}]]}],"steps":[{"text":"zqxz-step","paths":[0],"claims":[],"background":false}],"verdict":{"status":"zqxz"},"provenance":{"graph":{"name":"zqxz-g"}},"usage":null}""";
        const string Prices = """{"m":{"input":1,"output":2,"cached_input":1,"max_output_tokens":5}}""";
        const string Curated = """{"id":"zqxz-id","from":"zqxz:1","to":"zqxz:2","paths":[["zqxz:1","zqxz:3","zqxz:2"]]}""";
        var said = new List<string>();
        foreach (string text in Broken(Row))
        {
            string file = Write(folder, text);
            await SayAsync(said, async () =>
            {
                await foreach (JsonLine line in JsonLinesReader.ReadAsync(file))
                {
                    RowId id = line.RequireId("id_in_dataset");
                    ReasoningRowReader.ReadQuestion(line, id);
                    if (ReasoningRowReader.IsOwnForm(line))
                    {
                        ReasoningRowReader.ReadChain(line);
                    }

                    ReasoningRowReader.ReadChainEffect(line);
                }
            });
        }

        foreach (string text in Broken(Prices))
        {
            string file = Write(folder, text);
            await SayAsync(said, () => ModelPrices.ReadAsync(file));
        }

        foreach (string text in Broken(Curated))
        {
            using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
            await SayAsync(said, () => CuratedPaths.ReadAsync(stream, "curated.jsonl"));
        }

        said.Count.ShouldBeGreaterThan(200);
        said.Where(line => line.Contains(Canary, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    /// <summary>A row cut off everywhere, twice, and with every value replaced by every kind of another.</summary>
    private static IEnumerable<string> Broken(string row)
    {
        yield return row + "\n" + row;
        yield return row[..^1] + ",}";
        for (int length = 1; length < row.Length; length += 11)
        {
            yield return row[..length];
        }

        for (int colon = row.IndexOf(':', StringComparison.Ordinal); colon >= 0; colon = row.IndexOf(':', colon + 1))
        {
            yield return row[..(colon + 1)] + "tzqxz" + row[(colon + 1)..];
        }

        JsonNode whole = JsonNode.Parse(row)!;
        foreach (string place in Places(whole, []).Select(path => string.Join('/', path)))
        {
            foreach (string? replacement in (IEnumerable<string?>)[null, .. Replacements])
            {
                JsonNode copy = whole.DeepClone();
                JsonNode parent = place.Split('/')[..^1].Aggregate(copy, (node, step) => Step(node, step));
                string last = place.Split('/')[^1];
                if (parent is JsonObject found)
                {
                    found.Remove(last);
                    string text = copy.ToJsonString();
                    yield return replacement is null ? text : Put(copy, found, last, replacement);
                }
            }
        }
    }

    // As text, for what no node can hold, such as half a surrogate pair.
    private static string Put(JsonNode root, JsonObject parent, string name, string replacement)
    {
        const string Place = "PLACE-OF-IT";
        parent[name] = Place;
        return root.ToJsonString().Replace($"\"{Place}\"", replacement, StringComparison.Ordinal);
    }

    private static JsonNode Step(JsonNode node, string step) =>
        node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!;

    private static IEnumerable<string[]> Places(JsonNode? node, string[] path)
    {
        IEnumerable<(string Name, JsonNode? Value)> members = node switch
        {
            JsonObject parts => parts.Select(part => (part.Key, part.Value)),
            JsonArray items => items.Select((item, index) => (index.ToString(System.Globalization.CultureInfo.InvariantCulture), item)),
            _ => [],
        };
        return members.SelectMany(member => Places(member.Value, [.. path, member.Name]).Prepend([.. path, member.Name]));
    }

    private static async Task ReadAsync(RunFolder folder, string format, string text, List<string> said, bool leavesOut)
    {
        string file = Write(folder, text);
        var options = new QuestionReaderOptions
        {
            OnIssue = leavesOut ? issue => said.Add($"{issue.File} {issue.Line} {issue.Message}") : null,
            OnNote = said.Add,
            AnswerIndexBase = format == "medmcqa" ? 1 : null,
        };
        await SayAsync(said, async () =>
        {
            await foreach (QuestionRow row in QuestionReader.ReadAsync(file, format, options))
            {
                said.AddRange(row.Flags);
                said.Add(SourceRoles.FindRefusal(row, allowBenchmark: false) ?? string.Empty);
            }
        });
    }

    private static async Task ReadMappedAsync(RunFolder folder, string mapping, string csv, List<string> said)
    {
        string mappingFile = folder.PathOf("mapping.json");
        await File.WriteAllTextAsync(mappingFile, mapping);
        string file = folder.PathOf("bank.csv");
        await File.WriteAllTextAsync(file, csv);
        await SayAsync(said, async () =>
        {
            var options = new QuestionReaderOptions { Mapping = await QuestionMapping.ReadAsync(mappingFile), OnNote = said.Add };
            await foreach (QuestionRow row in QuestionReader.ReadAsync(file, "generic", options))
            {
                said.AddRange(row.Flags);
            }
        });
    }

    private static async Task SayAsync(List<string> said, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (InputFormatException exception)
        {
            said.Add(exception.ToLine());
            said.Add(exception.ToString());
        }
    }

    private static string Write(RunFolder folder, string text)
    {
        string file = folder.PathOf("bank.json");
        File.WriteAllText(file, text);
        return file;
    }
}
