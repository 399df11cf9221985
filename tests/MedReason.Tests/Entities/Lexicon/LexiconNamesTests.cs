using static MedReason.Tests.LexiconMentions;

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
    [InlineData("He had a UTI.", "UTI")]
    [InlineData("recurrent UTIs", "UTI")]
    [InlineData("The uti of the text", "")]
    [InlineData("stable angina", "angina")]
    [InlineData("Ultrasonic thermal imaging (UTI) was done. UTI is new.", "")]
    [InlineData("He has GERD.", "GERD")]
    [InlineData("He has an MI.", "")]
    [InlineData("He takes aspirin and albuterol.", "aspirin|albuterol")]
    [InlineData("blood in his sputum", "blood in the sputum")]
    [InlineData("Her pupils are dilated.", "dilated pupils")]
    public async Task A_name_that_the_graph_lacks_stands_for_the_one_that_it_has(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(
            ("D:1", "urinary tract infection", []), ("D:2", "cystitis", ["urinary tract infection"]), ("D:3", "angina pectoris", []),
            ("D:4", "reflux esophagitis", ["gastro-esophageal reflux"]), ("D:5", "GERD", []), ("D:6", "acetylsalicylic acid", []),
            ("D:7", "salbutamol", []), ("D:8", "hemoptysis", []), ("D:9", "mydriasis", []));
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Fact]
    public async Task It_stands_for_the_node_that_prefers_the_name_and_else_for_those_that_have_it()
    {
        ListGraph graph = ListGraph.Of(
            ("D:1", "cystitis", ["urinary tract infection"]), ("D:2", "urinary tract infection", []), ("D:3", "cardiac infarct", ["myocardial infarction"]));
        (await IdsAsync(graph, "a UTI and an MI")).ShouldBe(["D:2", "D:3"]);
    }

    [Theory]
    [InlineData("a history of CAD", "D:1")]
    [InlineData("a mutation of the CAD gene", "G:1")]
    public async Task A_short_form_that_a_gene_has_too_is_the_gene_beside_words_of_genes(string text, string expected)
    {
        KgNode gene = new() { Id = new NodeId("G:1"), Name = "CAD", Type = new NodeType("gene/protein") };
        ListGraph graph = new([ListGraph.Node("D:1", "coronary artery disease"), gene]);
        (await IdsAsync(graph, text)).ShouldBe([expected]);
    }

    [Fact]
    public async Task What_a_name_of_the_graph_says_in_another_order_is_left_to_it() =>
        (await IdsAsync(ListGraph.Of(("D:1", "miosis", []), ("D:2", "pupils pinpoint", [])), "pinpoint pupils")).ShouldBe(["D:2"]);

    [Fact]
    public async Task A_profile_of_ones_own_adds_names()
    {
        LanguageProfile house = LanguageProfile.Read("en-x-house", new StringReader("[equal-name]\nzits = acne\nof the = acne"), LanguageProfile.English);
        var extractor = new LexiconEntityExtractor(new LexiconEntityExtractorOptions { Language = house });
        IReadOnlyList<EntityMention> mentions = await extractor.ExtractTextAsync(ListGraph.Of(("D:1", "acne", [])), "He has zits of the face and acne.");
        mentions.Select(static mention => mention.Text).ShouldBe(["zits", "acne"]);
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
                .. sites.Select(static site => ListGraph.Node("S:" + site, "abnormality of the " + site)), .. ListGraph.ManyAnomalies(),
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
            [ListGraph.Node("D:1", "abnormality of the heart"), ListGraph.Node("B:1", "cell function"), ListGraph.Node("B:2", "sleep rhythm"), .. ListGraph.ManyAnomalies()]);
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
            .. sites.Select(static site => ListGraph.Node("S:" + site, $"{site} edema", $"{site} puffiness")), .. ListGraph.ManyAnomalies(),
        ]);
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }
}
