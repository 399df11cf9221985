using static MedReason.Tests.LexiconMentions;

namespace MedReason.Tests;

public sealed class LexiconRulesTests
{
    [Theory]
    [InlineData("carcinoma of the breast")]
    [InlineData("breast carcinomas")]
    [InlineData("carcinoma, breast")]
    public async Task Words_of_a_name_may_stand_in_another_order(string text) =>
        (await IdsAsync(ListGraph.Of(("D:1", "breast carcinoma", [])), text.Replace(",", string.Empty, StringComparison.Ordinal))).ShouldBe(["D:1"]);

    [Theory]
    [InlineData("Blood pressure is 110/70.", "")]
    [InlineData("Her heart rate is 90/min.", "")]
    [InlineData("White blood cell count is 9,000.", "")]
    [InlineData("Urine ketones are negative.", "")]
    [InlineData("The left gastric artery bleeds.", "")]
    [InlineData("He was brought to the heart center.", "")]
    [InlineData("Blood is in the urine.", "blood|urine")]
    [InlineData("The artery of the heart.", "artery|heart")]
    [InlineData("High blood pressure.", "high blood pressure")]
    public async Task A_part_of_the_phrase_for_a_quantity_or_a_structure_is_no_entity(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(
            ("A:1", "blood", []), ("A:2", "heart", []), ("A:3", "urine", []), ("A:4", "artery", []), ("A:5", "stomach", ["gastric"]),
            ("D:1", "high blood pressure", []));
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Hypertensive rats", "hypertension")]
    [InlineData("venous thrombo-embolism", "venous thromboembolism")]
    [InlineData("The long bones were markedly slender.", "slender long bones")]
    [InlineData("The long bones were not slender.", "")]
    [InlineData("He has ADHD.", "ADHD")]
    [InlineData("levodopa-induced hypertension", "hypertension")]
    [InlineData("prolongation of the QT interval", "prolonged QT interval")]
    public async Task A_name_may_be_an_adjective_a_sentence_or_its_initials(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(
            ("D:1", "hypertension", ["hypertensive disease"]), ("D:2", "venous thromboembolism", []), ("D:3", "slender long bones", []),
            ("D:4", "attention deficit hyperactivity disorder", []), ("D:5", "prolonged QT interval", []));
        IReadOnlyList<EntityMention> mentions = await ExtractAsync(graph, text);
        string.Join('|', mentions.Select(static m => m.Candidates[0].MatchedName)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("She is obese.", "obesity")]
    [InlineData("An obese 45-year-old man is seen.", "obesity")]
    [InlineData("She is not obese.", "obesity")]
    [InlineData("He appears pale, markedly drowsy and anxious.", "pallor|drowsiness|anxiety")]
    [InlineData("She has a cough and is febrile.", "fever")]
    [InlineData("He feels dizzy and short of breath.", "dizziness|shortness of breath")]
    [InlineData("The patient became confused and vomited twice.", "confusion|vomiting")]
    [InlineData("He has been jaundiced.", "jaundice")]
    [InlineData("A comatose man is brought.", "coma")]
    [InlineData("The solution is clear and the comatose state lasts.", "")]
    [InlineData("He lost weight.", "weight loss")]
    [InlineData("He lost his weight over a year.", "weight loss")]
    [InlineData("She is trying to lose weight.", "")]
    [InlineData("He should exercise and lose weight.", "")]
    [InlineData("The specimen lost weight.", "")]
    [InlineData("A pale and drowsy child is brought.", "pallor|drowsiness")]
    [InlineData("A morbidly obese, hypertensive, 54-year-old African American man.", "obesity")]
    [InlineData("An obese male presents to the clinic.", "obesity")]
    [InlineData("Obese male rats.", "")]
    [InlineData("Pale newborn skin.", "")]
    [InlineData("The obese patient's wife is well.", "")]
    [InlineData("Patients were blind to the treatment.", "")]
    [InlineData("He confused the tablets.", "")]
    [InlineData("Her son has a cough and is febrile.", "")]
    [InlineData("He was formerly obese.", "")]
    [InlineData("A newborn, born at term to a healthy but obese 22-year-old woman.", "")]
    [InlineData("She might feel dizzy.", "")]
    [InlineData("A double-blind trial of anxious anticipation.", "")]
    [InlineData("The ST segment is depressed.", "")]
    [InlineData("She has rigid views.", "")]
    [InlineData("He has a stiff collar.", "")]
    [InlineData("Her neck is stiff.", "stiff neck")]
    [InlineData("An extreme pain.", "")]
    [InlineData("She is admitted frequently.", "")]
    public async Task A_word_for_a_state_stands_for_its_noun_where_it_is_said_of_a_person(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(
            ("S:1", "obesity", []), ("S:2", "pallor", []), ("S:3", "drowsiness", []), ("S:4", "anxiety", []), ("S:5", "fever", ["febrile seizure"]),
            ("S:6", "dizziness", []), ("S:7", "shortness of breath", ["short stature"]), ("S:8", "confusion", []), ("S:9", "vomiting", []),
            ("T:1", "jaundice", []), ("T:2", "weight loss", []), ("T:3", "blindness", []), ("T:4", "depression", ["depressed mood"]),
            ("T:5", "rigidity", []), ("T:9", "coma", []), ("T:6", "neck stiffness", []), ("T:7", "pain in extremity", []), ("T:8", "frequency", []));
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("She is not obese.", Assertion.Absent)]
    [InlineData("He didn't feel obese.", Assertion.Absent)]
    [InlineData("The patient denies feeling obese.", Assertion.Absent)]
    [InlineData("If she becomes obese, refer her.", Assertion.Hypothetical)]
    [InlineData("An obese man.", Assertion.Present)]
    public async Task A_state_is_denied_and_supposed_as_its_noun_is(string text, Assertion expected)
    {
        EntityMention mention = (await ExtractAsync(ListGraph.Of(("S:1", "obesity", [])), text)).ShouldHaveSingleItem();
        (mention.Text, mention.Assertion).ShouldBe(("obese", expected));
    }

    [Fact]
    public async Task The_relations_of_the_hierarchy_can_be_limited()
    {
        List<KgNode> nodes = [ListGraph.Node("R", "All"), ListGraph.Node("F", "Finding"), ListGraph.Node("M", "Modifier"), ListGraph.Node("M:1", "severe form")];
        List<(string, string)> isA = [("F", "R"), ("M", "R"), ("M:1", "M"), .. Enumerable.Range(0, 100).Select(static i => ($"F:{i}", "F"))];
        nodes.AddRange(Enumerable.Range(0, 100).Select(static i => ListGraph.Node($"F:{i}", $"finding number {i}")));
        var extractor = new LexiconEntityExtractor(new LexiconEntityExtractorOptions { HierarchyRelations = [] });
        (await extractor.ExtractTextAsync(new ListGraph(nodes, isA), "A severe form.")).ShouldHaveSingleItem().Text.ShouldBe("severe form");
    }

    [Fact]
    public async Task What_the_graph_itself_calls_the_same_needs_no_person()
    {
        string[] parts = ["wrist", "ankle", "finger", "thumb", "shoulder", "elbow", "hip", "knee", "toe", "jaw", "spine", "neck", "hand", "foot", "joint", "muscle"];
        ListGraph graph = new([.. parts.Select(static (part, i) => ListGraph.Node($"D:{i}", $"stiff {part}", $"{part} stiffness")), ListGraph.Node("X", "stiffness")]);
        (await IdsAsync(graph, "Everything is stiff.")).ShouldBe(["X"]);
    }

    [Theory]
    [InlineData("Her symptoms began a week ago.", "")]
    [InlineData("The disease in her family.", "")]
    [InlineData("A biopsy of her lesions is taken.", "")]
    [InlineData("A child with Hers disease.", "Hers' disease")]
    public async Task A_function_word_is_no_other_form_of_a_word_of_a_name(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(("D:1", "glycogen storage disease VI", ["Hers' disease"]), ("D:2", "lesions", []), ("D:3", "gout", ["gout disease"]));
        string.Join('|', (await ExtractAsync(graph, text)).Select(static m => m.Candidates[0].MatchedName).Where(static name => name != "lesions"))
            .ShouldBe(expected);
    }

    [Theory]
    [InlineData("pseudo-gout", "")]
    [InlineData("pre-eclampsia", "preeclampsia")]
    [InlineData("Known hypo-thyroidism.", "hypothyroidism")]
    [InlineData("carcinoma in-situ", "carcinoma in situ")]
    [InlineData("non productive cough", "cough")]
    [InlineData("A nonproductive cough.", "cough")]
    public async Task A_prefix_is_one_word_with_what_follows_it(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(
            ("D:1", "gout", []), ("D:2", "preeclampsia", []), ("D:3", "hypothyroidism", []), ("D:4", "carcinoma in situ", []), ("D:5", "cough", []),
            ("D:6", "productive cough", []), ("D:7", "eclampsia", []));
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("A nonpruritic skin lesion.", LinkRelation.Broader)]
    [InlineData("A nonpruritic rash.", LinkRelation.Exact)]
    [InlineData("There is none: skin lesion.", LinkRelation.Exact)]
    [InlineData("Nonunion skin lesion.", LinkRelation.Exact)]
    public async Task A_prefixed_word_of_another_name_is_left_out_too(string text, LinkRelation expected)
    {
        ListGraph graph = ListGraph.Of(("D:1", "skin lesion", []), ("D:2", "nonpruritic rash", []), ("D:3", "nonunion", []));
        (await ExtractAsync(graph, text)).Where(static m => m.Candidates[0].NodeId.Value != "D:3").ShouldHaveSingleItem().Candidates[0].Relation.ShouldBe(expected);
    }

    [Theory]
    [InlineData("Streptococcus pneumoniae grew.", "")]
    [InlineData("STREPTOCOCCUS PNEUMONIAE GREW", "")]
    [InlineData("Latent M. tuberculosis infection.", "tuberculosis")]
    [InlineData("Infected with Mycobacterium tuberculosis.", "tuberculosis")]
    [InlineData("Sinus tuberculosis.", "tuberculosis")]
    [InlineData("Hepatitis B. Tuberculosis was excluded.", "tuberculosis")]
    [InlineData("A culture of S. pneumoniae and H. influenzae.", "")]
    [InlineData("Mycobacterium tuberculosis grew.", "")]
    [InlineData("Klebsiella pneumonia.", "pneumonia")]
    [InlineData("Miliary tuberculosis.", "tuberculosis")]
    [InlineData("Numerous petechiae.", "petechia")]
    public async Task The_name_of_a_species_is_no_disease(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(("D:1", "pneumonia", []), ("D:2", "influenza", []), ("D:3", "tuberculosis", []), ("D:4", "petechia", []));
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("She took diuretics and analgesics.", "")]
    [InlineData("Eosinophilic infiltration with basophilic stippling.", "")]
    [InlineData("A hemophilic boy, ataxic.", "hemophilia|ataxia")]
    [InlineData("An enuretic and hyperalgesic boy.", "enuresis|hyperalgesia")]
    public async Task What_brings_a_state_about_is_not_the_state(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(
            ("D:1", "diuresis", []), ("D:2", "analgesia", []), ("D:3", "eosinophilia", []), ("D:4", "basophilia", []), ("D:5", "hemophilia", []), ("D:6", "ataxia", []),
            ("D:7", "enuresis", []), ("D:8", "hyperalgesia", []));
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Diffuse wheezing.", "wheezing")]
    [InlineData("AST 45 U/L\nAlanine aminotransferase 40 U/L", "")]
    [InlineData("He took L-alanine and/or gout drugs.", "L-alanine|gout")]
    [InlineData("A man w/ Q fever.", "Q fever")]
    [InlineData("Gout/Q fever, CK 45 U/L wheezing.", "gout|Q fever|wheezing")]
    public async Task A_word_for_an_extent_and_the_rest_of_a_unit_name_nothing(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(("D:1", "vitreous haze", ["diffuse"]), ("D:2", "wheezing", []), ("D:3", "L-alanine", []), ("D:4", "gout", []), ("D:5", "Q fever", []));
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("NECK: SUPPLE.")]
    [InlineData("Neck - supple")]
    public async Task A_name_with_a_mark_matches_a_text_with_one(string text) =>
        (await IdsAsync(ListGraph.Of(("D:1", "neck: supple", [])), text)).ShouldBe(["D:1"]);

    [Fact]
    public async Task Words_without_meaning_may_be_in_capitals() =>
        (await IdsAsync(ListGraph.Of(("D:1", "colitis in the sigmoid colon", [])), "MILD COLITIS IN THE SIGMOID COLON.")).ShouldBe(["D:1"]);

    [Fact]
    public async Task A_coordination_names_each_of_its_parts()
    {
        ListGraph graph = ListGraph.Of(("D:1", "skin lesion", []), ("D:2", "bone lesion", []), ("D:3", "renal lesion", []));
        IReadOnlyList<EntityMention> mentions = await ExtractAsync(graph, "He has skin, renal and bone lesions.", nested: true);
        mentions.Select(static m => (m.Text, m.Candidates[0].NodeId.Value)).ShouldBe(
            [("skin, renal and bone lesions", "D:1"), ("renal and bone lesions", "D:3"), ("bone lesions", "D:2")]);
        mentions[0].Candidates[0].Method.ShouldBe(LinkMethods.Coordination);
    }

    [Fact]
    public async Task A_part_of_a_coordination_is_one_mention() =>
        (await IdsAsync(ListGraph.Of(("D:1", "damage to the liver", []), ("D:2", "damage to the heart", [])), "damage to the liver and heart", nested: true))
            .ShouldBe(["D:2", "D:1"]);

    [Fact]
    public async Task The_longest_mention_of_a_coordination_is_the_whole_phrase_for_each_part()
    {
        ListGraph graph = ListGraph.Of(("D:1", "breast cancer", []), ("D:2", "ovarian cancer", []));
        IReadOnlyList<EntityMention> mentions = await ExtractAsync(graph, "Risk of breast and ovarian cancer.");
        mentions.ShouldAllBe(static m => m.Text == "breast and ovarian cancer");
        mentions.Select(static m => m.Candidates[0].NodeId.Value).Order().ShouldBe(["D:1", "D:2"]);
    }

    [Fact]
    public async Task A_shared_start_is_coordinated_too() =>
        (await IdsAsync(ListGraph.Of(("D:1", "cleft lip", []), ("D:2", "cleft palate", [])), "cleft lip and palate", nested: true)).ShouldBe(["D:2", "D:1"]);

    [Fact]
    public async Task Two_findings_side_by_side_are_no_coordination() =>
        (await IdsAsync(ListGraph.Of(("D:1", "fever", []), ("D:2", "renal failure", []), ("D:3", "fever failure", [])), "fever and renal failure"))
            .ShouldBe(["D:1", "D:2"]);

    [Fact]
    public async Task An_abbreviation_that_the_text_defines_is_carried_through_it()
    {
        ListGraph graph = ListGraph.Of(("D:1", "chronic obstructive pulmonary disease", []));
        IReadOnlyList<EntityMention> mentions = await ExtractAsync(graph, "Chronic obstructive pulmonary disease (COPD) is common. COPD kills.");
        mentions.Select(static m => m.Text).ShouldBe(["Chronic obstructive pulmonary disease", "COPD", "COPD"]);
        mentions.ShouldAllBe(static m => m.Candidates[0].NodeId.Value == "D:1");
        mentions[2].Candidates[0].Method.ShouldBe(LinkMethods.Abbreviation);
    }

    [Fact]
    public async Task An_abbreviation_may_put_the_initials_in_another_order() =>
        (await IdsAsync(ListGraph.Of(("D:1", "myotonic dystrophy", [])), "Myotonic dystrophy (DM) and DM again")).ShouldBe(["D:1", "D:1", "D:1"]);

    [Fact]
    public async Task What_the_text_says_of_an_abbreviation_goes_before_what_the_graph_says() =>
        (await IdsAsync(ListGraph.Of(("D:1", "Wilms tumor", ["WT"])), "Wild type (WT) cells; WT mice")).ShouldBeEmpty();

    [Fact]
    public async Task An_abbreviation_defined_in_the_question_holds_in_its_options()
    {
        ListGraph graph = ListGraph.Of(("D:1", "familial Mediterranean fever", []));
        MedicalQuestion question = new()
        {
            Id = "1",
            Text = "Which helps in familial Mediterranean fever (FMF)?",
            Options = [new AnswerOption { Label = "A", Text = "What FMF needs" }],
        };
        IReadOnlyList<EntityMention> mentions = await new LexiconEntityExtractor().ExtractAsync(graph, question);
        mentions[^1].Text.ShouldBe("FMF");
        mentions[^1].OptionLabel.ShouldBe("A");
    }

    [Fact]
    public async Task A_bracketed_abbreviation_inside_a_name_does_not_part_it() =>
        (await ExtractAsync(ListGraph.Of(("D:1", "glucose-6-phosphate dehydrogenase deficiency", [])), "a glucose-6-phosphate dehydrogenase (G6PD) deficiency"))
            .ShouldHaveSingleItem().Text.ShouldBe("glucose-6-phosphate dehydrogenase (G6PD) deficiency");

    [Fact]
    public async Task Only_more_general_nodes_are_nested_mentions()
    {
        ListGraph graph = new(
            [ListGraph.Node("D:1", "skin tumor"), ListGraph.Node("D:2", "tumor"), ListGraph.Node("D:3", "skin")],
            [("D:1", "D:2")]);
        (await IdsAsync(graph, "a skin tumor")).ShouldBe(["D:1"]);
        (await IdsAsync(graph, "a skin tumor", nested: true)).ShouldBe(["D:1", "D:2"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Branches_beside_the_great_one_under_a_root_name_no_finding(bool fromParentToChild)
    {
        List<KgNode> nodes = [ListGraph.Node("R", "All"), ListGraph.Node("F", "Finding"), ListGraph.Node("M", "Modifier"), ListGraph.Node("M:1", "severe form")];
        List<(string, string)> isA = [("F", "R"), ("M", "R"), ("M:1", "M")];
        for (int i = 0; i < 100; i++)
        {
            nodes.Add(ListGraph.Node($"F:{i}", $"finding number {i}"));
            isA.Add(($"F:{i}", "F"));
        }

        (await IdsAsync(new ListGraph(nodes, isA, fromParentToChild: fromParentToChild), "A severe form of finding number 7, a modifier of all")).ShouldBe(["F:7"]);
    }

    [Fact]
    public async Task Without_a_great_branch_only_the_bare_names_at_the_top_are_refused()
    {
        List<KgNode> nodes = [ListGraph.Node("R", "disease"), ListGraph.Node("A", "syndrome"), ListGraph.Node("B", "infection")];
        List<(string, string)> isA = [("A", "R"), ("B", "R")];
        for (int i = 0; i < 60; i++)
        {
            nodes.Add(ListGraph.Node($"A:{i}", $"rare syndrome {i}"));
            nodes.Add(ListGraph.Node($"B:{i}", $"rare infection {i}"));
            isA.AddRange([($"A:{i}", "A"), ($"B:{i}", "B")]);
        }

        ListGraph graph = new(nodes, isA);
        (await IdsAsync(graph, "The syndrome is a disease like rare infection 3.")).ShouldBe(["B:3"]);
        (await ExtractAsync(graph, "It is Norrie disease.")).ShouldHaveSingleItem().Text.ShouldBe("Norrie disease");
    }

    [Fact]
    public async Task Words_that_the_synonyms_of_many_nodes_swap_stand_for_each_other()
    {
        string[] parts = ["cyst", "agenesis", "stone", "tumor", "failure", "scar", "abscess", "biopsy", "artery", "vein", "pelvis", "cortex", "medulla", "papilla", "colic", "bruit"];
        ListGraph graph = new([.. parts.Select(static (p, i) => ListGraph.Node($"D:{i}", $"renal {p}", $"kidney {p}")), ListGraph.Node("X", "renal rickets")]);
        (await IdsAsync(graph, "kidney rickets")).ShouldBe(["X"]);
    }

    [Fact]
    public async Task Opposites_never_stand_for_each_other()
    {
        string[] parts = ["cyst", "pain", "stone", "tumor", "failure", "scar", "abscess", "colitis", "hepatitis", "nephritis", "gastritis", "cystitis", "sinusitis", "otitis", "colic", "bruit"];
        ListGraph graph = new([.. parts.Select(static (p, i) => ListGraph.Node($"D:{i}", $"acute {p}", $"chronic {p}")), ListGraph.Node("X", "acute rickets")]);
        (await IdsAsync(graph, "chronic rickets")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("expression of the REST gene", true)]
    [InlineData("mutations in CAT", true)]
    [InlineData("bed REST", false)]
    [InlineData("the CAT sat", false)]
    [InlineData("rest", false)]
    public async Task A_symbol_that_is_a_common_word_needs_words_of_genes_beside_it(string text, bool found) =>
        (await IdsAsync(ListGraph.Of(("G:1", "REST", []), ("G:2", "CAT", [])), text)).Count.ShouldBe(found ? 1 : 0);

    [Theory]
    [InlineData("a")]
    [InlineData("The others were all into it.")]
    [InlineData("He was to fall on the way.")]
    public async Task Common_words_are_no_names(string text) =>
        (await IdsAsync(ListGraph.Of(("D:1", "All", []), ("D:2", "INTO", ["into"]), ("D:3", "Falls", []), ("D:4", "Other", []), ("D:5", "a", []), ("D:6", "way", [])), text))
            .ShouldBeEmpty();

    [Fact]
    public async Task A_common_word_that_is_the_whole_option_is_taken() =>
        (await IdsAsync(ListGraph.Of(("D:1", "water", [])), "Water")).ShouldBe(["D:1"]);

    [Fact]
    public async Task Homonyms_of_different_types_are_all_offered()
    {
        ListGraph graph = new([
            new KgNode { Id = new NodeId("D:1"), Name = "MCC", Type = new NodeType("drug") },
            new KgNode { Id = new NodeId("G:1"), Name = "MCC", Type = new NodeType("gene/protein") }]);
        (await ExtractAsync(graph, "MCC")).ShouldHaveSingleItem().Candidates.Select(static c => c.NodeId.Value).ShouldBe(["D:1", "G:1"]);
    }

    [Fact]
    public async Task Of_two_nodes_that_fit_alike_the_more_general_is_taken()
    {
        ListGraph graph = new(
            [ListGraph.Node("D:1", "outer ear anomaly", "ear anomaly"), ListGraph.Node("D:2", "abnormality of the ear", "ear anomaly")],
            [("D:1", "D:2")]);
        (await IdsAsync(graph, "ear anomalies")).ShouldBe(["D:2"]);
    }

    [Theory]
    [InlineData("Ulcerative colitis is treated.")]
    [InlineData("ulcerative colitis (disease)")]
    public async Task A_text_need_not_name_the_type_that_the_graph_puts_behind_a_name(string text) =>
        (await IdsAsync(ListGraph.Of(("D:1", "ulcerative colitis (disease)", []), ("D:2", "renal colic", [])), text)).ShouldBe(["D:1"]);

    [Fact]
    public async Task A_name_without_its_type_goes_to_the_node_that_is_named_so()
    {
        ListGraph graph = ListGraph.Of(("D:1", "ulcerative colitis (disease)", []), ("D:2", "Ulcerative colitis", []));
        (await ExtractAsync(graph, "ulcerative colitis")).ShouldHaveSingleItem().Candidates.Select(static c => c.NodeId.Value).ShouldBe(["D:2"]);
    }

    [Theory]
    [InlineData("Give sodium phosphate, monobasic.", "D:1")]
    [InlineData("Give monobasic sodium phosphate.", "D:1")]
    [InlineData("Give sodium, phosphate monobasic.")]
    [InlineData("He has a fever, cough, and a rash.")]
    public async Task A_comma_inside_a_name_stands_where_the_graph_writes_it(string text, params string[] ids) =>
        (await IdsAsync(ListGraph.Of(("D:1", "Sodium phosphate, monobasic", []), ("D:2", "fever cough", [])), text)).ShouldBe(ids);

    [Theory]
    [InlineData("Convulsions began at night.", "D:9")]
    [InlineData("nocturnal convulsions", "D:5")]
    public async Task A_word_that_is_mostly_swapped_for_another_stands_for_it(string text, string expected)
    {
        string[] kinds = ["febrile", "tonic", "clonic", "focal"];
        ListGraph graph = new(
        [
            .. kinds.Select(static (kind, i) => ListGraph.Node($"D:{i + 1}", $"{kind} seizures", $"{kind} convulsions")),
            ListGraph.Node("D:5", "nocturnal seizures"),
            ListGraph.Node("D:9", "seizures"),
        ]);
        (await IdsAsync(graph, text)).ShouldBe([expected]);
    }

    [Theory]
    [InlineData("He has a deformity of his feet.", "D:2")]
    [InlineData("pain in her back", "D:3")]
    [InlineData("protein S deficiency")]
    public async Task A_word_that_says_whose_something_is_stands_between_the_words_of_a_name(string text, params string[] ids)
    {
        ListGraph graph = ListGraph.Of(
            ("D:2", "deformity of the feet", ["deformity, feet"]), ("D:3", "back pain", ["pain, back"]), ("D:4", "protein deficiency", []));
        (await IdsAsync(graph, text)).ShouldBe(ids);
    }

    [Theory]
    [InlineData("Seizures were absent.", "D:2")]
    [InlineData("in the absence of his seizures", "D:2")]
    [InlineData("absence of seizures", "D:2")]
    [InlineData("absence seizures", "D:1")]
    [InlineData("absence of the thymus", "D:3")]
    [InlineData("Reflexes are absent.")]
    [InlineData("absent", "D:4")]
    public async Task The_words_of_a_denial_are_no_name(string text, params string[] ids)
    {
        ListGraph graph = ListGraph.Of(
            ("D:1", "absence seizures", ["absent seizures"]), ("D:2", "seizures", []), ("D:3", "absence of thymus", []), ("D:4", "aplasia", ["absent"]));
        (await IdsAsync(graph, text)).ShouldBe(ids);
    }

    [Fact]
    public async Task A_name_that_is_turned_around_its_comma_keeps_its_hyphen()
    {
        ListGraph graph = ListGraph.Of(("D:1", "seizures, tonic-clonic", []));
        (await IdsAsync(graph, "tonic-clonic seizures")).ShouldBe(["D:1"]);
        (await IdsAsync(graph, "clonic-tonic seizures")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Parentheses_that_hold_no_type_belong_to_the_name() =>
        (await IdsAsync(ListGraph.Of(("D:1", "microcephaly (neonatal)", [])), "microcephaly")).ShouldBeEmpty();

    [Theory]
    [InlineData("She has diabetes.", "diabetes mellitus")]
    [InlineData("He has neonatal diabetes.", "neonatal diabetes mellitus")]
    [InlineData("She is diabetic.", "diabetes mellitus")]
    [InlineData("type 2 diabetes", "type 2 diabetes mellitus")]
    [InlineData("He notes weakness of his hands.", "hand muscle weakness")]
    [InlineData("He is weak.", "muscle weakness")]
    [InlineData("It reacted weakly.", "")]
    [InlineData("weak hand grip", "")]
    [InlineData("limb atrophy", "")]
    [InlineData("an enlarged head", "")]
    [InlineData("lung neoplasm", "lung neoplasm")]
    [InlineData("skin neoplasm", "")]
    public async Task A_word_that_the_synonyms_leave_out_beside_another_is_left_out_there(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(
            ("D:01", "diabetes mellitus", []), ("D:02", "type 1 diabetes mellitus", ["type 1 diabetes"]), ("D:03", "type 2 diabetes mellitus", []),
            ("D:04", "gestational diabetes mellitus", ["gestational diabetes"]), ("D:05", "lipoatrophic diabetes mellitus", ["lipoatrophic diabetes"]),
            ("D:06", "neonatal diabetes mellitus", []), ("D:11", "muscle weakness", []), ("D:12", "leg muscle weakness", ["leg weakness"]),
            ("D:13", "limb muscle weakness", ["limb weakness"]), ("D:14", "neck muscle weakness", ["neck weakness"]), ("D:15", "hand muscle weakness", []),
            ("D:16", "limb muscle atrophy", []), ("D:21", "enlarged head circumference", []), ("D:22", "large head circumference", ["large head"]),
            ("D:23", "small head circumference", ["small head"]), ("D:24", "tiny head circumference", ["tiny head"]), ("D:25", "chest circumference", []),
            ("D:31", "malignant lung neoplasm", []), ("D:32", "lung neoplasm", []), ("D:33", "malignant liver neoplasm", []), ("D:34", "liver neoplasm", []),
            ("D:35", "malignant bone neoplasm", ["bone neoplasm"]), ("D:36", "malignant skin neoplasm", []));
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Fact]
    public async Task A_name_without_a_word_of_its_node_is_narrower_than_the_text()
    {
        ListGraph graph = ListGraph.Of(
            ("D:1", "diabetes mellitus", []), ("D:2", "type 1 diabetes mellitus", ["type 1 diabetes"]), ("D:3", "type 2 diabetes mellitus", ["type 2 diabetes"]),
            ("D:4", "gestational diabetes mellitus", ["gestational diabetes"]));
        (await ExtractAsync(graph, "diabetes")).ShouldHaveSingleItem().Candidates.ShouldHaveSingleItem().Relation.ShouldBe(LinkRelation.Narrower);
        (await ExtractAsync(graph, "diabetes mellitus")).ShouldHaveSingleItem().Candidates.ShouldHaveSingleItem().Relation.ShouldBe(LinkRelation.Exact);
    }

    [Theory]
    [InlineData("pain in his right knee", "knee pain")]
    [InlineData("swelling of both knees", "knee swelling")]
    [InlineData("knee pain on the right", "knee pain")]
    [InlineData("pain in the right flank", "right flank pain")]
    [InlineData("left ventricular hypertrophy", "left ventricular hypertrophy")]
    [InlineData("right ventricular hypertrophy", "")]
    [InlineData("ventricular hypertrophy", "")]
    [InlineData("hypertrophy of the left ventricle", "left ventricular hypertrophy")]
    [InlineData("enlargement of the left ventricle", "")]
    [InlineData("a small right kidney stone", "kidney stone")]
    [InlineData("a small right kidney", "small kidney")]
    [InlineData("sensation is absent in the right hand", "")]
    [InlineData("there is pain in the right knee", "knee pain")]
    [InlineData("There are ulcers on the feet.", "ulcer foot")]
    [InlineData("The lesions are ulcers on the feet.", "")]
    [InlineData("the pain left his knee", "")]
    [InlineData("findings in the right eye", "")]
    [InlineData("The knees are swollen.", "knee swelling")]
    public async Task A_word_for_a_side_stands_between_the_words_of_a_name(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(
            ("D:1", "knee pain", []), ("D:2", "knee swelling", []), ("D:3", "right flank pain", []), ("D:4", "left ventricular hypertrophy", []),
            ("D:5", "ventricular enlargement", []), ("D:6", "small kidney", []), ("D:7", "kidney stone", []), ("D:8", "ventricle rupture", ["ventricular rupture"]),
            ("D:9", "absent hand", []), ("D:C", "ulcer foot", []), ("D:A", "abnormality of the eye", ["eye abnormality"]));
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("pain of the knee", LinkRelation.Synonym)]
    [InlineData("pain of the right knee", LinkRelation.Broader)]
    public async Task A_name_is_broader_than_a_text_with_a_side(string text, LinkRelation expected) =>
        (await ExtractAsync(ListGraph.Of(("D:1", "knee pain", [])), text)).ShouldHaveSingleItem().Candidates.ShouldHaveSingleItem().Relation.ShouldBe(expected);

    [Theory]
    [InlineData("The abdomen is mildly distended.", 0.93)]
    [InlineData("The abdomen was often markedly distended.", 0.93)]
    [InlineData("The abdomen is diffusely distended.", 0.93)]
    [InlineData("distended abdomen", 0.98)]
    public async Task A_sentence_with_all_words_of_a_name_says_what_the_name_says(string text, double score) =>
        (await ExtractAsync(ListGraph.Of(("D:1", "bloating", ["distended abdomen"])), text)).ShouldHaveSingleItem().Candidates
            .ShouldHaveSingleItem().Score.ShouldBe(score);

    [Theory]
    [InlineData("No signs of heart failure.", "heart failure")]
    [InlineData("signs of the heart", "abnormality of the heart")]
    [InlineData("abnormal heart murmur", "heart murmur")]
    public async Task A_general_word_takes_no_words_of_a_longer_name(string text, string expected)
    {
        ListGraph graph = new(
        [
            ListGraph.Node("D:1", "abnormality of the heart"), ListGraph.Node("D:2", "heart failure"), ListGraph.Node("D:3", "heart murmur"),
            .. ListGraph.ManyAnomalies(),
        ]);
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("The left ankle was swollen.", "swelling")]
    [InlineData("a pruritic rash", "pruritus")]
    [InlineData("an erythematous mass", "erythema")]
    [InlineData("adenomatous polyps", "")]
    [InlineData("drowsy ankles", "")]
    public async Task Some_states_are_those_of_any_part_of_a_body(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(
            ("D:1", "swelling", []), ("D:2", "pruritus", []), ("D:3", "erythema", []), ("D:4", "adenoma", []), ("D:5", "drowsiness", []));
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("He takes oral hypoglycemic agents.", "")]
    [InlineData("a hypoglycemic episode", "hypoglycemia")]
    [InlineData("drugs for hypoglycemia", "hypoglycemia")]
    [InlineData("Urea nitrogen is 14 mg/dL.", "")]
    [InlineData("Urea is 14 mg/dL.", "urea")]
    [InlineData("bleeding time of 4 minutes", "")]
    [InlineData("bleeding times three", "bleeding")]
    [InlineData("a bleeding specialist", "")]
    [InlineData("creatine kinase deficiency", "creatine kinase deficiency")]
    public async Task A_drug_for_an_effect_and_a_test_named_after_a_substance_are_neither(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(
            ("D:1", "hypoglycemia", ["hypoglycemic disorder"]), ("D:2", "urea", []), ("D:3", "bleeding", []), ("D:4", "creatine kinase deficiency", []),
            ("D:5", "creatine", []));
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Bleeding began at night.", "hemorrhage")]
    [InlineData("liver bleeding", "liver hemorrhage")]
    [InlineData("Cardiac enzymes are normal.", "")]
    [InlineData("cardiac tumor", "heart tumor")]
    public async Task Of_two_words_that_are_swapped_for_no_other_the_heads_of_names_stand_for_each_other(string text, string expected)
    {
        // Seven nodes swap the two, and eighteen have only the one or the other: fewer than for a rare word, and none swaps them for a third.
        string[] sites = ["rectal", "nasal", "gastric", "dental", "renal", "ocular", "uterine"];
        string[] kinds = ["cyst", "fibroma", "defect", "abscess", "injury", "fistula", "block"];
        IEnumerable<string> veins = Enumerable.Range(0, 18).Select(static i => $"vein{(char)('a' + i)}x");
        ListGraph graph = new(
        [
            ListGraph.Node("D:1", "hemorrhage"), ListGraph.Node("D:2", "liver hemorrhage"), ListGraph.Node("D:3", "heart"), ListGraph.Node("D:4", "heart tumor"),
            .. sites.Select(static site => ListGraph.Node("S:" + site, $"{site} hemorrhage", $"{site} bleeding")),
            .. kinds.Select(static kind => ListGraph.Node("K:" + kind, $"{kind} of heart", $"cardiac {kind}")),
            .. veins.SelectMany(static vein => (KgNode[])[
                ListGraph.Node("H:" + vein, $"{vein} hemorrhage", $"{vein} hemorrhage of the newborn"),
                ListGraph.Node("C:" + vein, $"cardiac {vein}", $"cardiac {vein} of the newborn")]),
            .. veins.Take(10).Select(static vein => ListGraph.Node("B:" + vein, $"{vein} contact bleeding", $"{vein} bleeding on contact with food")),
        ]);
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("signs of the heart", "abnormality of the heart")]
    [InlineData("heart malformation", "malformation of the heart")]
    [InlineData("brain malformation", "")]
    [InlineData("brain symptoms", "brain symptom")]
    [InlineData("heart anomalies", "abnormality of the heart")]
    [InlineData("Which laboratory findings are expected?", "")]
    [InlineData("a laboratory abnormality", "laboratory abnormality")]
    [InlineData("normal heart findings", "")]
    [InlineData("abnormal heart findings", "abnormality of the heart")]
    [InlineData("no abnormal findings, and a change in symptoms", "")]
    public async Task A_general_word_stands_for_no_word_that_says_what_is_wrong(string text, string expected)
    {
        ListGraph graph = new(
        [
            ListGraph.Node("A:1", "malformation of the heart"), ListGraph.Node("D:1", "abnormality of the heart"),
            ListGraph.Node("D:2", "laboratory abnormality"), ListGraph.Node("D:3", "brain symptom"), .. ListGraph.ManyAnomalies(),
        ]);
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("He is seen in the oncology clinic.", "")]
    [InlineData("Oncology", "oncology")]
    [InlineData("Oncologic surgery", "")]
    [InlineData("the American Aspiration Association", "")]
    [InlineData("an aspiration association", "aspiration")]
    [InlineData("fine-needle aspiration", "")]
    [InlineData("aspiration of food", "aspiration")]
    [InlineData("He has diverticulosis.", "")]
    [InlineData("one of the following choices", "")]
    [InlineData("Two helices were seen.", "helix")]
    [InlineData("He was managed aggressively.", "")]
    [InlineData("He is aggressive.", "aggression")]
    [InlineData("The patient, a tall man, was aggressive.", "aggression")]
    [InlineData("He was found aggressive.", "aggression")]
    [InlineData("He found aggressive tumors.", "")]
    [InlineData("an aggressive, violent man", "aggression")]
    [InlineData("aggressive chemotherapy of an aggressive tumor", "")]
    public async Task A_word_is_no_name_for_being_like_one(string text, string expected)
    {
        ListGraph graph = ListGraph.Of(
            ("D:1", "neoplasm", ["oncology"]), ("D:2", "aspiration", []), ("D:3", "colonic diverticulitis", ["colonic diverticulosis"]),
            ("D:4", "diverticulitis", []), ("D:5", "spotted fever", ["Choix"]), ("D:6", "helix", []), ("D:7", "aggression", ["aggressive behavior"]));
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("HR 110, BP 90/60", "")]
    [InlineData("HR: 110 bpm", "")]
    [InlineData("a mutation of the HR gene", "HR")]
    [InlineData("HR, 110 mutations", "HR")]
    [InlineData("EDEMA 2+ AT THE ANKLES", "edema")]
    public async Task A_symbol_with_a_value_behind_it_is_a_quantity(string text, string expected) =>
        (await NamesAsync(ListGraph.Of(("G:1", "HR", []), ("D:1", "edema", []), ("G:2", "EDEMA", [])), text)).ShouldBe(expected);

    [Theory]
    [InlineData("Atelectasis in the lung base.", "atelectasis|lung")]
    [InlineData("Pulmonary collapse.", "pulmonary collapse")]
    public async Task A_name_that_fits_too_badly_leaves_its_words_to_others(string text, string expected)
    {
        // Both words are swapped, so that the name would be refused for its score where the words are turned too.
        string[] kinds = ["cyst", "fibroma", "abscess", "edema", "infarct", "tumor", "scar", "nodule", "biopsy", "stone", "mass", "lobe", "bruit", "colic", "bulla", "cavity"];
        ListGraph graph = new(
        [
            ListGraph.Node("A:1", "lung"), ListGraph.Node("D:1", "atelectasis"), ListGraph.Node("D:2", "airless region", "pulmonary collapse"),
            .. kinds.Select(static kind => ListGraph.Node("K:" + kind, $"pulmonary {kind}", $"lung {kind}")),
            .. kinds.Select(static kind => ListGraph.Node("L:" + kind, $"collapse of {kind}", $"atelectasis of {kind}")),
        ]);
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Elevated intraocular pressure (IOP). IOP was measured.", "elevated intraocular pressure")]
    [InlineData("Ocular hypertension (OH) resolved. OH recurred.", "ocular hypertension|ocular hypertension|ocular hypertension")]
    public async Task An_abbreviation_of_a_part_of_a_name_is_not_the_name(string text, string expected) =>
        (await NamesAsync(ListGraph.Of(("D:1", "ocular hypertension", ["elevated intraocular pressure"])), text)).ShouldBe(expected);

    [Theory]
    [InlineData("Studies of heart failure (SOHF). SOHF ended.", "heart failure")]
    [InlineData("Chronic heart failure (CHF). CHF ended.", "heart failure|heart failure|heart failure")]
    [InlineData("Dengue virus (DENV) infection. DENV was seen.", "virus infection")]
    [InlineData("Lindau (LD) disease. LD was seen.", "Lindau disease|Lindau disease")]
    [InlineData("Heart rate (HR) was elevated. HR was measured.", "elevated heart rate")]
    public async Task An_abbreviation_of_more_than_a_name_is_not_the_name(string text, string expected) =>
        (await NamesAsync(ListGraph.Of(("D:1", "heart failure", []), ("D:2", "virus infection", []), ("D:3", "Lindau disease", []),
            ("D:4", "elevated heart rate", [])), text)).ShouldBe(expected);

    [Theory]
    [InlineData("Gerold Ender Rossi disease (GERD). Thirty developed GERD.", "disease|GERD|GERD")]
    [InlineData("Norrie disease (ND) is rare. Two had ND.", "disease|disease|disease")]
    public async Task An_abbreviation_of_a_general_head_goes_to_the_node_that_has_it(string text, string expected)
    {
        IEnumerable<int> others = Enumerable.Range(0, 60);
        ListGraph graph = new(
            [
                ListGraph.Node("R", "disease"), ListGraph.Node("A", "organ damage"), ListGraph.Node("B", "tissue damage"),
                ListGraph.Node("D", "reflux disease of the esophagus", "GERD"), .. others.Select(static i => ListGraph.Node($"E:{i}", $"rare damage {i}")),
            ],
            [("A", "R"), ("B", "R"), ("D", "B"), .. others.Select(static i => ($"E:{i}", i % 2 == 0 ? "A" : "B"))]);
        (await NamesAsync(graph, text)).ShouldBe(expected);
    }
}
