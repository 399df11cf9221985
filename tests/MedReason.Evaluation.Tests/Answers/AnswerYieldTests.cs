using System.Text;
using MedReason.Datasets;
using MedReason.Tests;

namespace MedReason.Evaluation.Tests;

/// <summary>Holds each rule and each word by which answers are read to a yield: some output that is read otherwise without it.</summary>
public sealed class AnswerYieldTests(ITestOutputHelper output)
{
    private const string Writes = "MEDREASON_WRITE_YIELD";
    private const int FragmentCount = 5_000;
    private const int FragmentSeed = 20280711;

    [Fact]
    public async Task Every_rule_has_a_yield()
    {
        List<Case> cases = await ReadCasesAsync();
        var table = new StringBuilder("| rule | written outputs read otherwise without it | of these a wrong letter | real outputs read otherwise |\n|---|---|---|---|\n");
        var unpaid = new List<AnswerRules>();
        foreach (AnswerRules rule in Enum.GetValues<AnswerRules>().Where(rule => rule is not (AnswerRules.None or AnswerRules.All)))
        {
            Yield yield = Measure(cases, AnswerGrammar.Default.Without(rule));
            if (yield.Written + yield.Real == 0)
            {
                unpaid.Add(rule);
            }

            table.Append(FormattableString.Invariant($"| {rule} | {yield.Written:N0} | {yield.Wrong:N0} | {yield.Real:N0} |\n"));
        }

        unpaid.ShouldBeEmpty("no output of the corpora needs these rules: add the case that they are for, or drop them");
        await WriteAsync("rules", table.ToString());
    }

    [Fact]
    public async Task Every_word_has_a_yield()
    {
        List<Case> cases = await ReadCasesAsync();
        ILookup<string, Case> byWord = cases
            .SelectMany(one => OutputText.Tokenize(one.Lower).Select(token => (Word: one.Lower[token.Start..token.End], Case: one)).DistinctBy(pair => pair.Word))
            .ToLookup(pair => pair.Word, pair => pair.Case);
        var unpaid = new List<string>();
        var table = new StringBuilder("| list | words | written outputs read otherwise without one of them | real outputs |\n|---|---|---|---|\n");
        foreach (AnswerWords list in Enum.GetValues<AnswerWords>())
        {
            int written = 0;
            int real = 0;
            foreach (string word in AnswerGrammar.Default.List(list))
            {
                bool isToken = OutputText.Tokenize(word) is [(0, var end)] && end == word.Length;
                IEnumerable<Case> candidates = isToken && !OutputText.IsUnspaced(word[0]) ? byWord[word] : cases.Where(one => one.Lower.Contains(word, StringComparison.Ordinal));
                Yield yield = Measure(candidates, AnswerGrammar.Default.Without(list, word));
                written += yield.Written;
                real += yield.Real;
                if (yield.Written + yield.Real == 0)
                {
                    unpaid.Add($"{list}: {word}");
                }
            }

            table.Append(FormattableString.Invariant($"| {list} | {AnswerGrammar.Default.List(list).Count} | {written:N0} | {real:N0} |\n"));
        }

        unpaid.ShouldBeEmpty("no output of the corpora needs these words: add the case that they are for, or drop them");
        await WriteAsync("words", table.ToString());
    }

    private static Yield Measure(IEnumerable<Case> cases, AnswerGrammar grammar)
    {
        int written = 0;
        int wrong = 0;
        int real = 0;
        Parallel.ForEach(cases, one =>
        {
            ExtractedAnswer answer = one.Read(grammar);
            if (answer == one.Answer)
            {
                return;
            }

            Interlocked.Increment(ref one.IsWritten ? ref written : ref real);
            if (one.IsWritten && answer.Label is not null && answer.Label != one.Label)
            {
                Interlocked.Increment(ref wrong);
            }
        });
        return new Yield(written, wrong, real);
    }

    private static async Task<List<Case>> ReadCasesAsync()
    {
        List<Case> cases = [.. AnswerCorpus.All().Select(one => new Case(one.Text, one.Options, one.Label, isWritten: true))];
        await foreach (JsonLine line in JsonLinesReader.ReadAsync(TestData.Require("model_outputs/reference_scorer_cases.jsonl.gz")))
        {
            cases.Add(new Case(line.RequireString("output"), OptionFields.Read(line, "options"), null, isWritten: false));
        }

        await foreach (JsonLine line in JsonLinesReader.ReadAsync(TestData.Require("model_outputs/generated_chains.jsonl.gz")))
        {
            AnswerOption[] options = [.. line.Root.GetProperty("choices").EnumerateArray()
                .Select((choice, i) => new AnswerOption { Label = ((char)('A' + i)).ToString(), Text = choice.GetString()! })];
            cases.Add(new Case(line.RequireString("cot"), options, null, isWritten: false));
            cases.Add(new Case(line.Root.GetProperty("answers")[0].GetProperty("answer").GetString()!, options, null, isWritten: false));
        }

        // Fragments stand for outputs that argue in prose: nearly all whole ones have a field that decides.
        List<Case> whole = cases.FindAll(one => !one.IsWritten);
        var random = new Random(FragmentSeed);
        for (int i = 0; i < FragmentCount; i++)
        {
            Case source = whole[random.Next(whole.Count)];
            int start = random.Next(source.Text.Length + 1);
            cases.Add(new Case(source.Text.Substring(start, random.Next(source.Text.Length - start + 1)), source.Options, null, isWritten: false));
        }

        return cases;
    }

    private async Task WriteAsync(string name, string table)
    {
        output.WriteLine(table);
        if (Environment.GetEnvironmentVariable(Writes) != "1")
        {
            return;
        }

        string path = Path.Combine(TestData.RepositoryRoot, "docs", "quality", "answers.md");
        string page = await File.ReadAllTextAsync(path);
        int start = page.IndexOf($"<!-- yield: {name} -->\n", StringComparison.Ordinal) + $"<!-- yield: {name} -->\n".Length;
        int end = page.IndexOf("<!-- end -->", start, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, page[..start] + table + page[end..]);
    }

    private readonly record struct Yield(int Written, int Wrong, int Real);

    private sealed class Case(string text, IReadOnlyList<AnswerOption> options, string? label, bool isWritten)
    {
        public string Text => text;

        public IReadOnlyList<AnswerOption> Options => options;

        public string? Label => label;

        public bool IsWritten => isWritten;

        public ExtractedAnswer Answer { get; } = AnswerExtractor.Extract(text, options);

        public string Lower { get; } = OutputText.Create(text).Lower;

        public ExtractedAnswer Read(AnswerGrammar grammar) => AnswerExtractor.Extract(text, options, isTruncated: false, grammar);
    }
}
