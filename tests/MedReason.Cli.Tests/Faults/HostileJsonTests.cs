using System.Text;
using MedReason.Datasets;
using MedReason.Runs;

namespace MedReason.Cli.Tests;

/// <summary>Every JSON input of the verbs, changed at random: it is read, or refused in one line that names the file. <c>MEDREASON_LONG_TESTS=1</c> tries 3,000 of each.</summary>
public sealed class HostileJsonTests
{
    private const string Input = "hostile.json";
    private static readonly int Count = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 3000 : 40;

    private static readonly byte[][] Fragments =
    [
        .. new[]
        {
            "\\ud800", "\\udc00", "\\uD83D", "\\ud800\\ud800", "\\u0000", "\\", "null", "{}", "[]", "\"\"", "-1", "1e400", "99999999999999999999", "0.5", "true", "NaN", "\"x\"", ",", ":", "}", "]",
            "[null]", "[[]]", "{\"a\":1}",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0],
    ];

    private static readonly string Question = File.ReadLines(Graphs.StarterQuestions).First();
    private static readonly string Row = "{\"id\":\"a\",\"question\":\"Which drug treats hypertension?\",\"options\":{\"A\":\"Lisinopril\",\"B\":\"Aspirin\"},\"answer\":\"Lisinopril\",\"reasoning\":\"Lisinopril -> hypertension\"}";

    public static TheoryData<string, string, string> Inputs => new()
    {
        { "generate", Question, "generate --kg KG --questions IN --format generic --run DIR/run" },
        { "entities", "{\"id\":1,\"text\":\"He takes lisinopril.\"}", "entities --kg KG --input IN" },
        { "paths", "{\"id\":\"p\",\"from\":\"Lisinopril\",\"to\":\"Hypertension\"}", "paths --kg KG --input IN" },
        { "priors", Priors, "paths --kg KG --input DIR/pairs.jsonl --priors IN" },
        { "learn", "{\"id\":1,\"from\":\"STARTER:drug-lisinopril\",\"to\":\"STARTER:disease-hypertension\",\"paths\":[[\"STARTER:drug-lisinopril\",\"STARTER:disease-hypertension\"]]}", "paths learn --kg KG --input IN --output DIR/p.json" },
        { "diagnose", "{\"id\":7,\"observed\":[\"HP:1\",{\"id\":\"HP:2\",\"label\":\"Tremor\"}],\"excluded\":[\"tremor\"],\"sex\":\"MALE\",\"pmids\":[\"5\",5]}", "diagnose --kg KG --input IN --exclude-publications-of-case" },
        { "verify", Row, "verify --kg KG --input IN" },
        { "verify messages", "{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"},{\"role\":\"assistant\",\"content\":\"Lisinopril treats hypertension.\"}]}", "verify --kg KG --input IN" },
        { "verify own", "OWN", "verify --kg KG --input IN" },
        { "verify exported", "EXPORTED", "verify --kg KG --input IN" },
        { "score", "{\"id\":1,\"output\":\"The answer is B.\",\"options\":[{\"letter\":\"A\",\"content\":\"x\"},{\"letter\":\"B\",\"content\":\"y\"}],\"answer_idx\":\"B\",\"note\":{\"deep\":[\"x\"]}}", "eval score --input IN" },
        { "mapping", "{\"source\":\"jsonl\",\"answer\":\"label\",\"columns\":{\"id\":\"id\",\"question\":\"question\",\"options\":\"options\",\"answer\":\"answer_label\"}}", "generate --kg KG --questions DIR/bank.jsonl --format generic --mapping IN --run DIR/run" },
        { "benchmark", Question, "decontaminate --run DIR/done --against IN" },
        { "export", "OWN", "export --run RESULTS --format medreason --output DIR/out/data.jsonl" },
        { "report", "OWN", "report --run RESULTS --output DIR/out/report.html" },
        { "review export", "OWN", "review export --run RESULTS --output DIR/out/review.html" },
        { "review import", "{\"format\":\"medreason-review-1\",\"review\":\"r\",\"page\":1,\"rater\":\"a\",\"specialty\":\"Surgery\",\"pairwise\":false,\"items\":{\"k\":{\"repeatOf\":null,\"sides\":[\"run\"]}},\"ratings\":{\"k\":{\"overall\":\"4\",\"flags\":[],\"note\":\"x\"}}}", "review import IN --page DIR/page.html" },
        { "kgx", "{\"id\":\"A:1\",\"name\":\"a\",\"category\":[\"biolink:Disease\"],\"synonym\":[\"b\"]}", "kg build --source kgx --input IN --input DIR/edges.jsonl --output DIR/g.mrkg" },
    };

    private static string Priors => "{\"format\":\"medreason-path-priors\",\"version\":1,\"hop_costs\":[{\"relation\":\"indication\",\"forward\":true,\"cost\":1.5}],\"path_weights\":{\"a\":1},\"node_weights\":{\"b\":2}}";

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task A_changed_input_is_read_or_refused_in_one_line_with_its_file(string name, string text, string call)
    {
        using var folder = new TemporaryFolder();
        string kg = await Graphs.StarterAsync();
        folder.Write("pairs.jsonl", "{\"id\":\"p\",\"from\":\"Lisinopril\",\"to\":\"Hypertension\"}");
        folder.Write("bank.jsonl", Question);
        folder.Write("page.html", ReviewVerbTests.Page("r", "k"));
        folder.Write("edges.jsonl", "{\"subject\":\"A:1\",\"predicate\":\"biolink:related_to\",\"object\":\"A:1\"}");
        Directory.CreateDirectory(folder.PathOf("results"));
        Directory.CreateDirectory(folder.PathOf("out"));
        string done = folder.PathOf("done");
        if (text is "OWN" or "EXPORTED" || name == "benchmark")
        {
            (await CommandRun.OfAsync("generate", "--kg", kg, "--questions", folder.PathOf("bank.jsonl"), "--format", "generic", "--run", done)).ExitCode.ShouldBe(0);
            (await CommandRun.OfAsync("export", "--run", done, "--format", "medreason", "--output", folder.PathOf("exported.jsonl"))).ExitCode.ShouldBe(0);
            text = text == "OWN" ? await File.ReadAllTextAsync(Path.Combine(done, "results.jsonl"))
                : text == "EXPORTED" ? await File.ReadAllTextAsync(folder.PathOf("exported.jsonl"))
                : text;
        }

        bool isRun = call.Contains("RESULTS", StringComparison.Ordinal);
        string input = isRun ? Path.Combine(folder.PathOf("results"), "results.jsonl") : folder.PathOf(Input);
        var random = new Random(name.Sum(character => character * 31));
        byte[] whole = Encoding.UTF8.GetBytes(text.TrimEnd('\n'));
        for (int index = 0; index < Count; index++)
        {
            byte[] changed = index switch { 0 => Insert(whole, "\\ud800"u8, 1), 1 => Insert(whole, "\\ud800"u8, 3), _ => Change(whole, random) };
            await File.WriteAllBytesAsync(input, changed);
            if (Directory.Exists(folder.PathOf("run")))
            {
                Directory.Delete(folder.PathOf("run"), recursive: true);
            }

            CommandRun run = await CommandRun.OfAsync(
            [
                .. call.Split(' ').Select(part => part.Replace("KG", kg, StringComparison.Ordinal).Replace("DIR", folder.PathOf("."), StringComparison.Ordinal)
                    .Replace("RESULTS", folder.PathOf("results"), StringComparison.Ordinal).Replace("IN", part == "IN" ? input : "IN", StringComparison.Ordinal)),
            ]);

            string context = $"{name}, change {index}: {run.Error}\n{Encoding.Latin1.GetString(changed)}";
            run.Error.ShouldNotContain("unexpected failure", Case.Sensitive, context);
            run.Error.ShouldNotContain("Exception", Case.Sensitive, context);
            if (run.ExitCode != ExitCodes.Done)
            {
                // A row whose words no rule of an export allows is found in what was written.
                bool isOfExport = name == "export" && run.Error.Contains("data.jsonl", StringComparison.Ordinal);
                run.ExitCode.ShouldBe(isOfExport ? ExitCodes.Failed : ExitCodes.BadInput, context);

                // What a mapping names, the bank may not have.
                run.Error.ShouldContain(
                    isOfExport ? "data.jsonl" : name == "mapping" && !run.Error.Contains(Input, StringComparison.Ordinal) ? "bank.jsonl" : Path.GetFileName(input),
                    Case.Sensitive,
                    context);
                run.Error.Trim().ShouldNotContain('\n', context);
            }

            if (index < 2)
            {
                run.ExitCode.ShouldNotBe(ExitCodes.Done, context);
                run.Error.ShouldContain("half a surrogate pair", Case.Sensitive, context);
                run.Error.ShouldContain("line 1", Case.Sensitive, context);
            }
        }
    }

    [Fact]
    public async Task Whole_pairs_and_escaped_backslashes_are_text()
    {
        using var folder = new TemporaryFolder();

        CommandRun run = await CommandRun.OfAsync(
            "entities", "--kg", await Graphs.StarterAsync(), "--input",
            folder.Write("in.jsonl", "{\"id\":\"\\uD83D\\uDE00\",\"\\\\ud800\":1,\"text\":\"\\ud83d\\ude00 \\\\ud800 He takes lisinopril. \\u00e9\"}"));

        run.ExitCode.ShouldBe(0, run.Error);
        run.Rows.ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe("\U0001F600");
    }

    [Fact]
    public async Task Changed_prices_are_read_or_refused_with_their_place()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = Encoding.UTF8.GetBytes("{\"m\":{\"input\":0.15,\"output\":0.6,\"cached_input\":0.075,\"max_output_tokens\":16384}}");
        var random = new Random(5);
        for (int index = 0; index < Count * 5; index++)
        {
            string path = folder.Write("prices.json", index == 0 ? Insert(whole, "\\ud800"u8, 1) : Change(whole, random));
            Exception? exception = await Record.ExceptionAsync(() => ModelPrices.ReadAsync(path, TestContext.Current.CancellationToken));
            if (exception is not null)
            {
                exception.ShouldBeOfType<InputFormatException>().File.ShouldBe(path);
            }

            (index == 0 && exception is null).ShouldBeFalse("half a surrogate pair is no name of a model");
        }
    }

    // Behind the n-th quote: into the first name, or into the first text.
    private static byte[] Insert(byte[] json, ReadOnlySpan<byte> bytes, int quote)
    {
        int place = -1;
        for (int i = 0; i < quote; i++)
        {
            place = Array.IndexOf(json, (byte)'"', place + 1);
        }

        return [.. json[..(place + 1)], .. bytes, .. json[(place + 1)..]];
    }

    private static byte[] Change(byte[] json, Random random)
    {
        byte[] changed = json;
        for (int times = random.Next(1, 3); times > 0; times--)
        {
            byte[] fragment = Fragments[random.Next(Fragments.Length)];
            int start = random.Next(changed.Length);
            switch (random.Next(4))
            {
                case 0:
                    // Into a name or a text.
                    int[] quotes = [.. Enumerable.Range(0, changed.Length).Where(index => changed[index] == '"')];
                    start = quotes.Length == 0 ? 0 : quotes[random.Next(quotes.Length)] + 1;
                    changed = [.. changed[..start], .. fragment, .. changed[start..]];
                    break;
                case 1:
                    // In the place of a value.
                    int colon = Array.IndexOf(changed, (byte)':', start);
                    int end = colon < 0 ? -1 : Array.FindIndex(changed, colon, value => value is (byte)',' or (byte)'}' or (byte)']');
                    changed = end < 0 ? changed : [.. changed[..(colon + 1)], .. fragment, .. changed[end..]];
                    break;
                case 2:
                    changed = [.. changed[..start], .. changed[Math.Min(changed.Length, start + random.Next(1, 9))..]];
                    break;
                default:
                    changed = [.. changed[..start], .. fragment, .. changed[start..]];
                    break;
            }

            changed = changed.Length == 0 ? json : changed;
        }

        return changed;
    }
}
