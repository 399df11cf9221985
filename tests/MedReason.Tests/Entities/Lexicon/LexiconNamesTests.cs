namespace MedReason.Tests;

/// <summary>The names that the lexicon knows beside those that a graph writes.</summary>
public sealed class LexiconNamesTests
{
    [Theory]
    [InlineData("An ECG shows ST elevation.", "ST segment elevation")]
    [InlineData("ST-elevation in two leads", "ST segment elevation")]
    [InlineData("ST depressions were noted.", "ST segment depression")]
    [InlineData("QT prolongation was seen.", "prolonged QT interval")]
    [InlineData("QT-interval prolongation", "prolonged QT interval")]
    [InlineData("prolonged QT", "prolonged QT interval")]
    [InlineData("prolonged interval", "")]
    [InlineData("a short bowel", "")]
    [InlineData("PR depression was noted.", "")]
    [InlineData("PR-segment depression", "")]
    [InlineData("no ST elevation or depression", "ST segment depression|ST segment elevation")]
    [InlineData("She has depression.", "depression")]
    public async Task The_kind_of_a_symbol_is_left_out(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(
            ("D:1", "ST segment elevation", []), ("D:2", "ST segment depression", []), ("D:3", "prolonged QT interval", []),
            ("D:4", "short bowel segment", []), ("D:5", "depression", []));
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("He had thrombosis.", "abnormal thrombosis")]
    [InlineData("thrombotic events", "abnormal thrombosis")]
    [InlineData("His gait is slow.", "")]
    [InlineData("Pain in the chest.", "")]
    public async Task What_never_is_normal_needs_no_general_word(string text, string expected)
    {
        // Two thromboses are named after where they are, two gaits after how they are; and a chest is none without its general word.
        string[] sites = ["vein", "artery", "chest"];
        ListGraph graph = new(
            [
                ListGraph.Node("D:1", "abnormal thrombosis"), ListGraph.Node("D:2", "vein thrombosis"), ListGraph.Node("D:3", "artery thrombosis"),
                ListGraph.Node("D:4", "abnormal gait"), ListGraph.Node("D:5", "ataxic gait"), ListGraph.Node("D:6", "waddling gait"),
                .. sites.Select(static site => ListGraph.Node("S:" + site, "abnormality of the " + site)), .. ManyAnomalies(),
            ],
            [("D:2", "D:1"), ("D:3", "D:1"), ("D:5", "D:4"), ("D:6", "D:4")]);
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("coronary spasm", "coronary artery spasm (disorder)")]
    [InlineData("Coronary artery spasm", "coronary artery spasm (disorder)")]
    [InlineData("a disorder", "")]
    public async Task A_name_without_its_tag_is_a_name_like_others(string text, string expected)
    {
        string[] names = ["disease", "stenosis", "aneurysm"];
        ListGraph graph = new(
        [
            ListGraph.Node("D:1", "vasospasm of the heart", "coronary artery spasm (disorder)"),
            .. names.Select(static name => ListGraph.Node("C:" + name, $"coronary artery {name}", $"coronary {name}")),
            .. Enumerable.Range(0, 50).Select(static i => ListGraph.Node($"T:{i}", $"rare illness {i}", $"odd illness {i} (disorder)")),
        ]);
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("changes in the heart", "abnormality of the heart")]
    [InlineData("Changes in the heart occurred.", "abnormality of the heart")]
    [InlineData("changes in the heart and lung", "abnormality of the heart")]
    [InlineData("changes in heart function", "")]
    [InlineData("abnormal heart rhythm", "")]
    [InlineData("heart changes", "abnormality of the heart")]
    public async Task A_general_word_is_said_of_the_last_noun_of_its_phrase(string text, string expected)
    {
        ListGraph graph = new(
            [ListGraph.Node("D:1", "abnormality of the heart"), ListGraph.Node("B:1", "cell function"), ListGraph.Node("B:2", "sleep rhythm"), .. ManyAnomalies()]);
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("The leg is edematous.", "edema")]
    [InlineData("The edematous leg", "edema")]
    [InlineData("The organ is abnormally long.", "")]
    public async Task A_form_of_a_noun_joins_the_class_of_the_noun(string text, string expected)
    {
        // "Edema" has other words in its class, for which "edematous" is not swapped.
        string[] sites = ["eyelid", "hand", "ankle", "brain"];
        ListGraph graph = new(
        [
            ListGraph.Node("D:1", "edema"), ListGraph.Node("D:2", "peeling of edematous skin"), ListGraph.Node("D:3", "organ of abnormally thin wall"),
            ListGraph.Node("D:4", "abnormality of the organ"),
            .. sites.Select(static site => ListGraph.Node("S:" + site, $"{site} edema", $"{site} puffiness")), .. ManyAnomalies(),
        ]);
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    private static IEnumerable<KgNode> ManyAnomalies() => Enumerable.Range(0, 60)
        .Select(static i => $"organ{(char)('a' + (i / 26))}{(char)('a' + (i % 26))}")
        .Select(static organ => ListGraph.Node("O:" + organ, $"{organ} abnormality", $"{organ} anomaly"));

    private static async Task<string> NamesAsync(ListGraph graph, string text) =>
        string.Join('|', (await new LexiconEntityExtractor().ExtractTextAsync(graph, text)).Select(static m => m.Candidates[0].MatchedName));
}
