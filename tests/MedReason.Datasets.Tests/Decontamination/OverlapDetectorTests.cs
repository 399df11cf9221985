using FsCheck;
using FsCheck.Fluent;

namespace MedReason.Datasets.Tests;

public sealed class OverlapDetectorTests
{
    private static readonly OverlapOptions Published = new();

    [Fact]
    public async Task MedQA_against_MedBullets_has_no_identical_item_and_four_by_containment()
    {
        var medQa = new OverlapDetector(await Banks.ReadTextsAsync("questions/medqa_test.jsonl", "medqa"));
        List<OverlapText> medBullets = await Banks.ReadTextsAsync("questions/medbullets_op4.jsonl", "medbullets");

        var found = medBullets.SelectMany((text, index) => medQa.Find(text).Select(match => (Index: index, Match: match))).ToList();

        found.Count(entry => entry.Match.Measure == OverlapMeasure.Identical).ShouldBe(0);
        found.Where(entry => entry.Match.Measure == OverlapMeasure.NGramContainment)
            .Select(entry => (entry.Index, entry.Match.Index))
            .ShouldBe([(26, 348), (29, 769), (119, 388), (148, 1092)]);

        // Reworded vignettes: most of their words in the same order, few runs of thirteen.
        found.Where(entry => entry.Match.Measure == OverlapMeasure.LongestCommonSubsequence)
            .Select(entry => (entry.Index, entry.Match.Index))
            .ShouldBe([(102, 241), (115, 1007), (128, 1172), (163, 851), (167, 1142), (171, 959), (202, 919)]);
    }

    [Fact]
    public async Task Every_planted_copy_is_found_and_all_but_two_in_a_hundred_with_one_sentence_changed()
    {
        var questions = new List<MedicalQuestion>();
        foreach ((string file, string format) in Banks.All)
        {
            questions.AddRange(await Banks.ReadAsync(file, format));
        }

        var detector = new OverlapDetector(questions.Select(OverlapText.Of));
        string[] sentences = [.. questions.SelectMany(question => PlantedOverlap.Sentences(question.Text)).Distinct()];

        // One sentence of a stem of one or two is the stem itself, or most of it: what changes there is another question.
        int[] several = [.. Enumerable.Range(0, questions.Count).Where(index => PlantedOverlap.Sentences(questions[index].Text).Count >= 4)];
        var random = new Random(20250401);
        foreach (PlantedOverlap.Kind kind in Enum.GetValues<PlantedOverlap.Kind>())
        {
            int found = 0;
            for (int i = 0; i < 125; i++)
            {
                int index = kind == PlantedOverlap.Kind.SentenceChanged ? several[random.Next(several.Length)] : random.Next(questions.Count);
                OverlapText planted = PlantedOverlap.Plant(questions[index], kind, random, sentences);
                found += detector.Find(planted).Any(match => match.Index == index) ? 1 : 0;
            }

            found.ShouldBeGreaterThanOrEqualTo(kind == PlantedOverlap.Kind.SentenceChanged ? 123 : 125, kind.ToString());
        }
    }

    [Fact]
    public async Task At_most_one_in_two_hundred_unrelated_pairs_is_flagged_in_any_dataset()
    {
        var random = new Random(20250402);
        foreach ((string file, string format) in Banks.All)
        {
            List<OverlapText> texts = await Banks.ReadTextsAsync(file, format);
            int flagged = 0;
            for (int pair = 0; pair < 20_000; pair++)
            {
                int left = random.Next(texts.Count);
                int right = random.Next(texts.Count - 1);
                flagged += OverlapDetector.Compare(texts[left], texts[right >= left ? right + 1 : right], Published) is null ? 0 : 1;
            }

            flagged.ShouldBeLessThanOrEqualTo(100, file);
        }
    }

    [Fact]
    public async Task The_index_finds_what_comparing_all_pairs_finds()
    {
        List<OverlapText> benchmark =
        [
            .. await Banks.ReadTextsAsync("questions/mmlu_en_medical.jsonl", "mmlu"),
            .. (await Banks.ReadTextsAsync("questions/medmcqa_dev.jsonl.gz", "medmcqa")).Take(600),
        ];
        var detector = new OverlapDetector(benchmark);
        int matches = 0;
        foreach (OverlapText text in benchmark.Where((_, index) => index % 7 == 0))
        {
            int[] expected = [.. Enumerable.Range(0, benchmark.Count).Where(index => OverlapDetector.Compare(text, benchmark[index], Published) is not null)];
            detector.Find(text).Select(match => match.Index).ShouldBe(expected);
            matches += expected.Length;
        }

        matches.ShouldBeGreaterThan(benchmark.Count / 7);
    }

    [Fact]
    public void The_index_finds_misspelt_short_items_by_their_characters_though_most_words_differ()
    {
        OverlapText right = OverlapText.Of("electroencephalography demonstrates hypersynchronisation", ["immunohistochemistry", "glomerulonephritis"]);
        OverlapText misspelt = OverlapText.Of("electroencephalographs demonstrates hypersynchronisatin", ["immunohistochemistri", "glomerulonephritis"]);

        OverlapMatch match = new OverlapDetector([OverlapText.Of("other words altogether", []), right]).Find(misspelt).ShouldHaveSingleItem();

        (match.Index, match.Measure).ShouldBe((1, OverlapMeasure.FuzzyRatio));
        match.Value.ShouldBe(200.0 * (right.Text.Length - 3) / (right.Text.Length + misspelt.Text.Length), 1e-9);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 0)]
    [InlineData("abcbdab", "bdcaba", 4)]
    [InlineData("same", "same", 4)]
    public void The_longest_common_subsequence_is_the_textbook_s(string left, string right, int expected) =>
        LongestCommonSubsequence.Length(left.AsSpan(), right.AsSpan()).ShouldBe(expected);

    [Fact]
    public void The_bit_vectors_agree_with_the_table_for_any_two_sequences()
    {
        var random = new Random(7);
        for (int round = 0; round < 400; round++)
        {
            int[] left = [.. Enumerable.Range(0, random.Next(0, 200)).Select(_ => random.Next(1, 2 + random.Next(30)))];
            int[] right = [.. Enumerable.Range(0, random.Next(0, 200)).Select(_ => random.Next(1, 2 + random.Next(30)))];
            LongestCommonSubsequence.Length<int>(left, right).ShouldBe(Table(left, right));
        }
    }

    [Fact]
    public void Comparing_is_the_same_in_both_directions()
    {
        string[] words = ["fever", "cough", "of", "the", "aspirin", "heart", "a", "liver", "renal", "failure"];
        Gen<string> text = Gen.Elements(words).ArrayOf().Select(parts => string.Join(' ', parts));
        Prop.ForAll(
            text.ToArbitrary(),
            text.ToArbitrary(),
            (left, right) =>
            {
                var (a, b) = (OverlapText.Of(left, [right]), OverlapText.Of(right, ["fever cough"]));
                return OverlapDetector.Compare(a, b, Published).Equals(OverlapDetector.Compare(b, a, Published));
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Words_are_runs_of_letters_and_digits_without_case_and_options_stand_sorted()
    {
        OverlapText text = OverlapText.Of("  What's the β-Blocker (10 mg)?", ["Zinc", "aspirin!", " "]);

        text.Text.ShouldBe("what s the β blocker 10 mg aspirin zinc");
        text.StemWords.ShouldBe(7);
    }

    [Fact]
    public void An_empty_question_overlaps_nothing() =>
        new OverlapDetector([OverlapText.Of("", []), OverlapText.Of("one", [])]).Find(OverlapText.Of("?", ["!"])).ShouldBeEmpty();

    private static int Table(int[] left, int[] right)
    {
        int[,] table = new int[left.Length + 1, right.Length + 1];
        for (int i = 1; i <= left.Length; i++)
        {
            for (int j = 1; j <= right.Length; j++)
            {
                table[i, j] = left[i - 1] == right[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        return table[left.Length, right.Length];
    }
}
