using MedReason.Tests;
using Parquet.Serialization;

namespace MedReason.Cli.Tests;

/// <summary><c>medreason convert</c>: banks that hubs publish as Parquet.</summary>
public sealed class ConvertVerbTests
{
    [Fact]
    public async Task A_bank_of_a_hub_becomes_the_lines_that_every_verb_reads()
    {
        using var folder = new TemporaryFolder();
        string bank = folder.PathOf("bank.parquet");
        await WriteAsync(bank);
        string lines = folder.PathOf("bank.jsonl");
        CommandRun run = await CommandRun.OfAsync("convert", bank, "--output", lines);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldBe("medreason: 2 rows\n");
        (await File.ReadAllLinesAsync(lines)).ShouldBe(
        [
            """{"id":"q1","question":"Which drug treats myasthenia gravis, é?","options":[{"key":"A","value":"Aspirin"},{"key":"B","value":"Pyridostigmine"}],"answer":"B","tags":["a","b"],"year":2020,"score":0.5,"is_open":true}""",
            """{"id":"q2","question":"Which drug treats gout?","options":[{"key":"A","value":"Allopurinol"}],"answer":"A","is_open":false}""",
        ]);

        CommandRun generate = await CommandRun.OfAsync(
            "generate", "--provider", "offline", "--kg", await Graphs.StarterAsync(), "--questions", lines, "--format", "generic", "--run", folder.PathOf("run"));
        generate.ExitCode.ShouldBe(0, generate.Error);
    }

    [Fact]
    public async Task A_verb_that_reads_text_names_a_Parquet_file_and_how_to_convert_it()
    {
        using var folder = new TemporaryFolder();
        string bank = folder.PathOf("bank.parquet");
        await WriteAsync(bank);
        CommandRun run = await CommandRun.OfAsync(
            "generate", "--provider", "offline", "--kg", await Graphs.StarterAsync(), "--questions", bank, "--format", "medqa", "--run", folder.PathOf("run"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("bank.parquet: expected text, found a Parquet file: write it as JSON lines by medreason convert FILE --output FILE.jsonl");
        run.Error.TrimEnd('\n').ShouldNotContain('\n');
    }

    [Fact]
    public async Task A_damaged_file_a_column_of_bytes_and_no_file_are_one_line()
    {
        using var folder = new TemporaryFolder();
        string bank = folder.PathOf("bank.parquet");
        await WriteAsync(bank);
        byte[] whole = await File.ReadAllBytesAsync(bank);
        await File.WriteAllBytesAsync(folder.PathOf("cut.parquet"), whole[..(whole.Length / 2)]);
        await File.WriteAllTextAsync(folder.PathOf("text.parquet"), "{}");
        await using (FileStream stream = File.Create(folder.PathOf("bytes.parquet")))
        {
            await ParquetSerializer.SerializeAsync((Image[])[new() { Raw = [1, 2] }], stream);
        }

        foreach ((string file, string message) in (IEnumerable<(string, string)>)
            [("cut.parquet", "the file is damaged, cut short or not Parquet"), ("text.parquet", "the file is damaged, cut short or not Parquet"),
            ("bytes.parquet", "found bytes in Raw"), ("none.parquet", "cannot be read: no such file")])
        {
            CommandRun run = await CommandRun.OfAsync("convert", folder.PathOf(file), "--output", folder.PathOf("out.jsonl"));
            run.ExitCode.ShouldBe(2, file);
            run.Error.ShouldContain(message, Case.Sensitive, file);
            run.Error.TrimEnd('\n').ShouldNotContain('\n');
            File.Exists(folder.PathOf("out.jsonl")).ShouldBeFalse(file);
        }
    }

    private static async Task WriteAsync(string path)
    {
        Entry[] rows =
        [
            new()
            {
                id = "q1",
                question = "Which drug treats myasthenia gravis, é?",
                options = [new() { key = "A", value = "Aspirin" }, new() { key = "B", value = "Pyridostigmine" }],
                answer = "B",
                tags = ["a", "b"],
                year = 2020,
                score = 0.5,
                is_open = true,
            },
            new() { id = "q2", question = "Which drug treats gout?", options = [new() { key = "A", value = "Allopurinol" }], answer = "A" },
        ];
        await using FileStream stream = File.Create(path);
        await ParquetSerializer.SerializeAsync(rows, stream);
    }

#pragma warning disable IDE1006, SA1300 // Columns are named as hubs name them.
    private sealed class Entry
    {
        public string? id { get; set; }

        public string? question { get; set; }

        public List<Choice>? options { get; set; }

        public string? answer { get; set; }

        public List<string>? tags { get; set; }

        public int? year { get; set; }

        public double? score { get; set; }

        public bool is_open { get; set; }
    }

    private sealed class Choice
    {
        public string? key { get; set; }

        public string? value { get; set; }
    }
#pragma warning restore IDE1006, SA1300

    private sealed class Image
    {
        public byte[]? Raw { get; set; }
    }
}
