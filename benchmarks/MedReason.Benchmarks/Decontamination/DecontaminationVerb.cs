using System.Diagnostics;
using System.Globalization;
using MedReason.Datasets;
using MedReason.Datasets.Tests;

namespace MedReason.Benchmarks.Decontamination;

/// <summary><c>decontamination</c>: what the overlap measures find and miss on the real banks, and how long they take.</summary>
internal static class DecontaminationVerb
{
    private const int Pairs = 20_000;

    private static readonly (string File, string Format)[] Banks =
    [
        ("medqa_test.jsonl", "medqa"),
        ("medbullets_op4.jsonl", "medbullets"),
        ("medmcqa_dev.jsonl.gz", "medmcqa"),
        ("pubmedqa_ori_pqal.json.gz", "pubmedqa"),
        ("mmlu_en_medical.jsonl", "mmlu"),
        ("medxpertqa_head200.jsonl", "medxpertqa"),
        ("hle_biomed_head20.jsonl", "hle"),
        ("huatuo_o1_demo.json", "huatuo"),
    ];

    public static async Task<int> RunAsync(VerbOptions options)
    {
        string folder = Path.Combine(options.Require("--data"), "questions");
        int planted = (int)options.GetNumber("--planted", 500);
        var random = new Random((int)options.GetNumber("--seed", 1));
        var banks = new List<(string Name, List<MedicalQuestion> Questions, OverlapText[] Texts)>();
        foreach ((string file, string format) in Banks)
        {
            var questions = new List<MedicalQuestion>();
            await foreach (QuestionRow row in QuestionReader.ReadAsync(Path.Combine(folder, file), format).ConfigureAwait(false))
            {
                questions.Add(row.Question);
            }

            banks.Add((file.Split('.')[0], questions, [.. questions.Select(OverlapText.Of)]));
        }

        Time(banks);
        Across(banks);
        Plant([.. banks.SelectMany(bank => bank.Questions)], planted, random);
        Unrelated(banks, random);
        return 0;
    }

    private static void Time(List<(string Name, List<MedicalQuestion> Questions, OverlapText[] Texts)> banks)
    {
        OverlapText[] others = [.. banks.Where(bank => bank.Name != "medmcqa_dev").SelectMany(bank => bank.Texts)];
        OverlapText[] asked = banks.Single(bank => bank.Name == "medmcqa_dev").Texts;
        long start = Stopwatch.GetTimestamp();
        var detector = new OverlapDetector(others);
        TimeSpan built = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        int flagged = asked.Count(text => detector.Find(text).Count > 0);
        TimeSpan searched = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        IReadOnlyList<int> clusters = NearDuplicates.Cluster(asked);
        TimeSpan clustered = Stopwatch.GetElapsedTime(start);
        Write($"MedMCQA ({asked.Length:N0}) against the other banks ({others.Length:N0}): index {built.TotalSeconds:F2} s, search {searched.TotalSeconds:F2} s, {flagged} flagged");
        Write($"Near-duplicates inside MedMCQA: {clustered.TotalSeconds:F2} s, {clusters.Where((first, index) => first != index).Count()} rows repeat an earlier one");
    }

    private static void Across(List<(string Name, List<MedicalQuestion> Questions, OverlapText[] Texts)> banks)
    {
        Write($"\n| rows of | against | identical | containment | fuzzy ratio | common subsequence |\n|---|---|---|---|---|---|");
        foreach ((string against, _, OverlapText[] benchmark) in banks)
        {
            var detector = new OverlapDetector(benchmark);
            foreach ((string name, _, OverlapText[] texts) in banks.Where(bank => bank.Name != against))
            {
                OverlapMatch[] matches = [.. texts.SelectMany(detector.Find)];
                if (matches.Length > 0)
                {
                    Write($"| {name} | {against} | {Of(OverlapMeasure.Identical)} | {Of(OverlapMeasure.NGramContainment)} | {Of(OverlapMeasure.FuzzyRatio)} | {Of(OverlapMeasure.LongestCommonSubsequence)} |");
                }

                int Of(OverlapMeasure measure) => matches.Count(match => match.Measure == measure);
            }
        }
    }

    private static void Plant(List<MedicalQuestion> questions, int count, Random random)
    {
        var detector = new OverlapDetector(questions.Select(OverlapText.Of));
        string[] sentences = [.. questions.SelectMany(question => PlantedOverlap.Sentences(question.Text)).Distinct()];
        int[] lengths = [.. questions.Select(question => PlantedOverlap.Sentences(question.Text).Count)];
        Write($"\n| planted | stems | found of {count} |\n|---|---|---|");
        foreach (PlantedOverlap.Kind kind in Enum.GetValues<PlantedOverlap.Kind>())
        {
            foreach (int least in kind == PlantedOverlap.Kind.SentenceChanged ? (int[])[2, 3, 4] : [1])
            {
                int[] eligible = [.. Enumerable.Range(0, questions.Count).Where(index => lengths[index] >= least)];
                int found = 0;
                for (int i = 0; i < count; i++)
                {
                    int index = eligible[random.Next(eligible.Length)];
                    found += detector.Find(PlantedOverlap.Plant(questions[index], kind, random, sentences)).Any(match => match.Index == index) ? 1 : 0;
                }

                Write($"| {kind} | {(least == 1 ? "any" : $"{least} sentences or more")} | {found} ({100.0 * found / count:F1} %) |");
            }
        }
    }

    private static void Unrelated(List<(string Name, List<MedicalQuestion> Questions, OverlapText[] Texts)> banks, Random random)
    {
        var options = new OverlapOptions();
        Write($"\n| bank | flagged of {Pairs:N0} random pairs |\n|---|---|");
        foreach ((string name, _, OverlapText[] texts) in banks)
        {
            int flagged = 0;
            for (int pair = 0; pair < Pairs; pair++)
            {
                int left = random.Next(texts.Length);
                int right = random.Next(texts.Length - 1);
                flagged += OverlapDetector.Compare(texts[left], texts[right >= left ? right + 1 : right], options) is null ? 0 : 1;
            }

            Write($"| {name} | {flagged} ({100.0 * flagged / Pairs:F3} %) |");
        }
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
