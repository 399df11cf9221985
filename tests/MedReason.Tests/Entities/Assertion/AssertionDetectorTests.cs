using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MedReason.Entities;

namespace MedReason.Tests;

public sealed class AssertionDetectorTests
{
    private static readonly string Folder = Path.Combine(TestData.RepositoryRoot, "tests", "MedReason.Tests", "Entities", "Assertion");

    [Theory]
    [InlineData("He denies {fever}, chills, or {cough}.", Assertion.Absent)]
    [InlineData("{Embolism} was ruled out.", Assertion.Absent)]
    [InlineData("{Edema} is absent.", Assertion.Absent)]
    [InlineData("There was no increase in {pain}.", Assertion.Present)]
    [InlineData("Not only {fever} was seen.", Assertion.Present)]
    [InlineData("{Malignancy} cannot be ruled out.", Assertion.Possible)]
    [InlineData("No rash, but he reports {cough}.", Assertion.Present)]
    [InlineData("No rash, and he has {cough}.", Assertion.Present)]
    [InlineData("No rash was seen. {Cough} persists.", Assertion.Present)]
    [InlineData("His mother has {diabetes}.", Assertion.Family)]
    [InlineData("His mother says that he has {fever}.", Assertion.Present)]
    [InlineData("She has a history of {stroke}.", Assertion.Historical)]
    [InlineData("A 3-day history of {fever}.", Assertion.Present)]
    [InlineData("Return if {bleeding} occurs.", Assertion.Hypothetical)]
    [InlineData("There is no family history of {gout}.", Assertion.Absent)]
    [InlineData("Past medical history: {gout}. {Asthma}.", Assertion.Historical)]
    [InlineData("Past medical history: gout. He has {fever}.", Assertion.Present)]
    [InlineData("Past medical history: gout. Medications: for {pain}.", Assertion.Present)]
    [InlineData("Family history: {colon cancer}.", Assertion.Family)]
    [InlineData("A 54-year-old with a past medical history of {gout}.", Assertion.Historical)]
    [InlineData("His past medical history is significant for gout, a 30-pack-year smoking history, and {asthma}.", Assertion.Historical)]
    [InlineData("She has a history of gout, a {rash} was seen today, and cough.", Assertion.Present)]
    [InlineData("Examination shows no murmur, a soft {mass}, and clear lungs.", Assertion.Present)]
    [InlineData("An old {fracture} is seen.", Assertion.Historical)]
    [InlineData("Her {migraine} history is long.", Assertion.Historical)]
    [InlineData("{Cough} (no), {fever} (-).", Assertion.Absent)]
    [InlineData("{Ascites} -ve.", Assertion.Absent)]
    [InlineData("Swelling (no {redness}) is seen.", Assertion.Absent)]
    [InlineData("Swelling (no redness) and {pain}.", Assertion.Present)]
    [InlineData("Denies: {fever}; {chills}.", Assertion.Absent)]
    [InlineData("No findings suggesting {malignancy}.", Assertion.Absent)]
    [InlineData("These would not support {sepsis}.", Assertion.Absent)]
    [InlineData("There is no loss of {pain} sensation.", Assertion.Present)]
    [InlineData("No injury to the {knee}.", Assertion.Present)]
    [InlineData("Possible {pneumonia}.", Assertion.Possible)]
    [InlineData("Clinical history: Rule out {pneumonia}.", Assertion.Possible)]
    [InlineData("Her daughter says that her mother has {confusion}.", Assertion.Present)]
    [InlineData("He was born to a 30-year-old mother with {gestational diabetes}.", Assertion.Family)]
    [InlineData("The mother of the child denies {fever}.", Assertion.Absent)]
    [InlineData("He came with his mother, who has {asthma}.", Assertion.Family)]
    [InlineData("If her {cough} is due to the drug, stop it.", Assertion.Present)]
    public void A_finding_is_told_as_the_sentence_tells_it(string marked, Assertion expected)
    {
        (string text, List<(int, int)> spans, _) = Parse(marked.Replace("}", "/p}", StringComparison.Ordinal));
        AssertionDetector.Detect(text, spans).ShouldAllBe(a => a == expected);
    }

    [Fact]
    public void A_trigger_inside_a_name_triggers_nothing() =>
        AssertionDetector.Detect("Absence of tears and fever", [(0, 16), (21, 26)]).ShouldBe([Assertion.Present, Assertion.Present]);

    [Fact]
    public void Absent_findings_of_the_written_sentences_are_told_with_an_F1_of_nine_tenths() =>
        Measure(ReadSentences(), Assertion.Absent).ShouldBeGreaterThanOrEqualTo(0.90);

    [Theory]
    [InlineData(Assertion.Family)]
    [InlineData(Assertion.Historical)]
    [InlineData(Assertion.Hypothetical)]
    public void Other_assertions_of_the_written_sentences_are_told_with_an_F1_of_nine_tenths(Assertion assertion) =>
        Measure(ReadSentences(), assertion).ShouldBeGreaterThanOrEqualTo(0.90);

    [Fact]
    public void Absent_findings_of_labelled_MedQA_questions_and_sentences_together_are_told_with_an_F1_of_nine_tenths()
    {
        string path = TestData.Require("questions/medqa_test.jsonl");
        List<(Assertion Label, Assertion Told)> medqa = ReadMedQa(path);
        medqa.Count.ShouldBe(200);
        Measure(medqa, Assertion.Absent).ShouldBeGreaterThanOrEqualTo(0.90);
        Measure([.. medqa, .. ReadSentences()], Assertion.Absent).ShouldBeGreaterThanOrEqualTo(0.90);
    }

    [Fact]
    public void At_least_300_sentences_are_written() =>
        File.ReadLines(Path.Combine(Folder, "assertion_sentences.txt")).Count(static l => l.Length > 0 && l[0] != '#').ShouldBeGreaterThanOrEqualTo(300);

    [Fact]
    public void A_text_without_sentence_ends_takes_linear_time()
    {
        string text = string.Concat(Enumerable.Repeat("no fever and not cough or ", 100_000));
        List<(int, int)> spans = [.. Enumerable.Range(0, 100_000).Select(static i => ((i * 26) + 3, (i * 26) + 8))];
        AssertionDetector.Detect(text, spans).ShouldAllBe(static a => a == Assertion.Absent);
    }

    private static double Measure(List<(Assertion Label, Assertion Told)> cases, Assertion assertion)
    {
        double right = cases.Count(c => c.Label == assertion && c.Told == assertion);
        return 2 * right / (cases.Count(c => c.Label == assertion) + cases.Count(c => c.Told == assertion));
    }

    private static List<(Assertion Label, Assertion Told)> ReadSentences()
    {
        List<(Assertion, Assertion)> cases = [];
        foreach (string line in File.ReadLines(Path.Combine(Folder, "assertion_sentences.txt")).Where(static l => l.Length > 0 && l[0] != '#'))
        {
            (string text, List<(int, int)> spans, List<Assertion> labels) = Parse(line);
            cases.AddRange(labels.Zip(AssertionDetector.Detect(text, spans)));
        }

        return cases;
    }

    private static List<(Assertion Label, Assertion Told)> ReadMedQa(string path)
    {
        string[] questions = [.. File.ReadLines(path).Select(static l =>
        {
            using JsonDocument document = JsonDocument.Parse(l);
            return document.RootElement.GetProperty("question").GetString()!;
        })];
        List<(Assertion, Assertion)> cases = [];
        foreach (string line in File.ReadLines(Path.Combine(Folder, "medqa_assertions.tsv")).Where(static l => l[0] != '#'))
        {
            string[] cells = line.Split('\t');
            int[] numbers = [.. cells.Take(3).Select(static c => int.Parse(c, CultureInfo.InvariantCulture))];
            cases.Add((Label(cells[3]), AssertionDetector.Detect(questions[numbers[0]], [(numbers[1], numbers[2])])[0]));
        }

        return cases;
    }

    private static (string Text, List<(int Start, int End)> Spans, List<Assertion> Labels) Parse(string line)
    {
        StringBuilder text = new();
        List<(int, int)> spans = [];
        List<Assertion> labels = [];
        int at = 0;
        foreach (Match match in Regex.Matches(line, @"\{([^/}]*)/(.)\}"))
        {
            text.Append(line, at, match.Index - at);
            spans.Add((text.Length, text.Length + match.Groups[1].Length));
            text.Append(match.Groups[1].Value);
            labels.Add(Label(match.Groups[2].Value));
            at = match.Index + match.Length;
        }

        text.Append(line, at, line.Length - at);
        return (text.ToString(), spans, labels);
    }

    private static Assertion Label(string letter) => letter switch
    {
        "a" => Assertion.Absent,
        "f" => Assertion.Family,
        "h" => Assertion.Historical,
        "y" => Assertion.Hypothetical,
        "o" => Assertion.Possible,
        "p" => Assertion.Present,
        _ => throw new FormatException($"'{letter}' is no label."),
    };
}
