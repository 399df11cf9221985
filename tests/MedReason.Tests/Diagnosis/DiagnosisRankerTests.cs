using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Tests;

public sealed class DiagnosisRankerTests
{
    private static readonly RelationInfo Presents = Relation("has_phenotype", RelationMeaning.Presents);
    private static readonly RelationInfo IsFeatureOf = Relation("feature_of", RelationMeaning.Presents) with { IsMeaningReversed = true };
    private static readonly RelationInfo Denied = Relation("has_phenotype/negated", RelationMeaning.Presents) with { Polarity = Polarity.Absent };
    private static readonly RelationInfo IsA = Relation("is_a", RelationMeaning.IsA);

    [Fact]
    public async Task Each_finding_says_how_the_disease_has_it()
    {
        DiagnosisResult result = await RankAsync(new DiagnosisRequest { Observed = [Id("ptosis"), Id("unilateral-ptosis"), Id("muscle-symptom"), Id("tremor"), Id("gout-pain")] });

        result.Outcome.ShouldBe(DiagnosisOutcome.Ranked);
        RankedDisease first = result.Diseases[0];
        first.Disease.Id.ShouldBe(Id("myasthenia"));
        first.Findings.Select(match => match.Relation).ShouldBe(
            [FindingRelation.Exact, FindingRelation.MoreGeneral, FindingRelation.MoreSpecific, FindingRelation.Related, FindingRelation.Missing]);
        first.Findings[1].Matched!.Id.ShouldBe(Id("ptosis"));
        first.Findings[2].Matched!.Id.ShouldBe(Id("weakness"));
        first.Findings[2].Shared!.Id.ShouldBe(Id("muscle-symptom"));
        first.Findings[3].Shared!.Id.ShouldBe(Id("muscle-symptom"));
        first.Findings[4].Matched.ShouldBeNull();
        first.Findings[4].InformationContent.ShouldBe(0);
        first.Findings.Take(4).ShouldAllBe(match => match.Score > 0 && match.InformationContent > 0);
    }

    [Fact]
    public async Task An_excluded_finding_is_shown_beside_the_disease_that_has_it_and_does_not_change_the_score()
    {
        DiagnosisResult without = await RankAsync(new DiagnosisRequest { Observed = [Id("ptosis")] });
        DiagnosisResult with = await RankAsync(new DiagnosisRequest { Observed = [Id("ptosis")], Excluded = [Id("muscle-symptom"), Id("gout-pain")] });

        with.Diseases.Single(disease => disease.Disease.Id == Id("myasthenia")).Excluded.ShouldHaveSingleItem().Matched!.Id.ShouldBe(Id("weakness"));
        with.Diseases.Single(disease => disease.Disease.Id == Id("horner")).Excluded.ShouldBeEmpty();
        with.Diseases.Select(disease => disease.Score).ShouldBe(without.Diseases.Select(disease => disease.Score));
    }

    [Fact]
    public async Task A_disease_in_which_the_finding_is_frequent_ranks_before_one_in_which_it_is_rare()
    {
        InMemoryKnowledgeGraph graph = Builder()
            .AddEdge(Edge("b-disease", Presents, "cough", new KgEdgeAttributes { Frequency = KgFrequency.Parse("9/10") }))
            .AddEdge(Edge("a-disease", Presents, "cough", new KgEdgeAttributes { Frequency = KgFrequency.Parse("1/10") }))
            .Build();

        DiagnosisResult result = await RankAsync(new DiagnosisRequest { Observed = [Id("cough")] }, graph);

        result.Diseases.Select(disease => disease.Disease.Id).ShouldBe([Id("b-disease"), Id("a-disease")]);
        result.Diseases[0].Findings[0].Frequency!.Text.ShouldBe("9/10");
    }

    [Fact]
    public async Task Annotations_that_rest_only_on_ignored_publications_are_left_out()
    {
        InMemoryKnowledgeGraph graph = Builder()
            .AddEdge(Edge("a-disease", Presents, "cough", new KgEdgeAttributes { Publications = ["PMID:1"] }))
            .AddEdge(Edge("b-disease", Presents, "cough", new KgEdgeAttributes { Publications = ["PMID:1", "PMID:2"] }))
            .AddEdge(Edge("c-disease", Presents, "cough"))
            .Build();
        var request = new DiagnosisRequest { Observed = [Id("cough")] };

        DiagnosisResult all = await RankAsync(request, graph);
        DiagnosisResult clean = await RankAsync(request with { ExcludedPublications = ["pmid:1"] }, graph);

        all.Diseases.Select(disease => disease.Disease.Id).ShouldBe([Id("a-disease"), Id("b-disease"), Id("c-disease")]);
        clean.Diseases.Select(disease => disease.Disease.Id).ShouldBe([Id("b-disease"), Id("c-disease")]);
        clean.Diseases[0].Findings[0].Publications.ShouldBe(["PMID:1", "PMID:2"]);
    }

    [Fact]
    public async Task Annotations_that_are_limited_to_the_other_sex_are_ignored()
    {
        InMemoryKnowledgeGraph graph = Builder()
            .AddEdge(Edge("a-disease", Presents, "cough", new KgEdgeAttributes { Sex = "MALE" }))
            .AddEdge(Edge("b-disease", Presents, "cough", new KgEdgeAttributes { Sex = "female" }))
            .Build();
        var request = new DiagnosisRequest { Observed = [Id("cough")] };

        (await RankAsync(request, graph)).Diseases.Count.ShouldBe(2);
        (await RankAsync(request with { Sex = PatientSex.Female }, graph)).Diseases.ShouldHaveSingleItem().Disease.Id.ShouldBe(Id("b-disease"));
        (await RankAsync(request with { Sex = PatientSex.Male }, graph)).Diseases.ShouldHaveSingleItem().Disease.Id.ShouldBe(Id("a-disease"));
    }

    [Fact]
    public async Task Edges_that_run_from_the_finding_count_and_denied_ones_do_not()
    {
        InMemoryKnowledgeGraph graph = Builder().AddRelation(Denied)
            .AddEdge(new KgEdge { Source = Id("cough"), Relation = IsFeatureOf.Relation, Target = Id("a-disease") })
            .AddEdge(Edge("b-disease", Denied, "cough"))
            .Build();

        (await RankAsync(new DiagnosisRequest { Observed = [Id("cough")] }, graph)).Diseases.ShouldHaveSingleItem().Disease.Id.ShouldBe(Id("a-disease"));
    }

    [Fact]
    public async Task Diseases_of_one_name_in_two_vocabularies_are_ranked_as_one()
    {
        InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder().AddRelation(Presents)
            .AddNode(Node("A:1", "Marfan syndrome")).AddNode(Node("A:2", "Gout")).AddNode(Node("B:1", "MARFAN SYNDROME"))
            .AddNode(Node("F:1", "Tall stature")).AddNode(Node("F:2", "Ectopia lentis")).AddNode(Node("F:3", "Podagra"))
            .AddEdge(Edge("A:1", "F:1")).AddEdge(Edge("B:1", "F:2")).AddEdge(Edge("A:2", "F:3"))
            .Build();
        var request = new DiagnosisRequest { Observed = [new NodeId("F:1"), new NodeId("F:2")] };

        RankedDisease merged = (await RankAsync(request, graph)).Diseases.ShouldHaveSingleItem();
        DiagnosisResult apart = await new DiagnosisRanker(new DiagnosisRankerOptions { MergesEqualNames = false })
            .RankAsync(graph, request, TestContext.Current.CancellationToken);
        DiagnosisResult filtered = await new DiagnosisRanker(new DiagnosisRankerOptions { MergesEqualNames = false, DiseasePrefixes = ["b"] })
            .RankAsync(graph, request, TestContext.Current.CancellationToken);

        merged.Disease.Id.Value.ShouldBe("A:1");
        merged.EquivalentDiseases.ShouldBe([new NodeId("B:1")]);
        merged.Findings.ShouldAllBe(match => match.Relation == FindingRelation.Exact);
        apart.Diseases.Count.ShouldBe(2);
        filtered.Diseases.ShouldHaveSingleItem().Disease.Id.Value.ShouldBe("B:1");
    }

    [Theory]
    [InlineData("Usher syndrome, type I", "Usher syndrome type 1", true)]
    [InlineData("Spastic paraplegia 16, X-linked", "X-linked spastic paraplegia type 16", true)]
    [InlineData("Acrofacial dysostosis, Nager type", "Nager acrofacial dysostosis", true)]
    [InlineData("Complex II deficiency, nuclear type 3", "Complex III deficiency, nuclear type 2", false)]
    [InlineData("Cutis laxa, type IIB", "Cutis laxa, type IIA", false)]
    [InlineData("Trisomy 1q", "Trisomy 1p", false)]
    [InlineData("USHER SYNDROME, TYPE ii", "Usher syndrome, type II", true)]
    [InlineData("DEFECT IN X", "Defect in X", true)]
    [InlineData("Polydactyly with seizures, without ataxia", "Polydactyly with ataxia, without seizures", false)]
    public async Task Names_with_words_in_another_order_or_numbers_in_another_script_are_equal(string first, string second, bool isOne)
    {
        InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder().AddRelation(Presents)
            .AddNode(Node("A:1", first)).AddNode(Node("B:1", second)).AddNode(Node("A:2", "Gout"))
            .AddNode(Node("F:1", "Tall stature")).AddNode(Node("F:2", "Podagra"))
            .AddEdge(Edge("A:1", "F:1")).AddEdge(Edge("B:1", "F:1")).AddEdge(Edge("A:2", "F:2"))
            .Build();

        DiagnosisResult result = await RankAsync(new DiagnosisRequest { Observed = [new NodeId("F:1")] }, graph);

        result.Diseases.Count.ShouldBe(isOne ? 1 : 2);
    }

    [Theory]
    [InlineData("Noonan syndrome 1", "Noonan syndrome 2", true)]
    [InlineData("Noonan syndrome", "NOONAN SYNDROME 14", true)]
    [InlineData("Cardiomyopathy, dilated, 1A", "Cardiomyopathy, dilated, 1X", true)]
    [InlineData("Spastic paraplegia 1, X-linked", "Spastic paraplegia 78, autosomal recessive", true)]
    [InlineData("Leber congenital amaurosis, type I", "Leber congenital amaurosis, type IV", true)]
    [InlineData("Leber congenital amaurosis, type I", "Leber congenital amaurosis 4", true)]
    [InlineData("Trisomy 13", "Trisomy 18", false)]
    [InlineData("Trisomy 1q", "Trisomy 18", false)]
    [InlineData("Trisomy 1q", "Trisomy Xq", false)]
    [InlineData("46,XY sex reversal 1", "46,XY sex reversal 8", true)]
    [InlineData("Cardiomyopathy, dilated, 1A", "Cardiomyopathy, dilated, 1AA", true)]
    [InlineData("Charcot-Marie-Tooth disease, axonal, type 1A", "Charcot-Marie-Tooth disease, axonal, type 2A2A", true)]
    [InlineData("Retinitis pigmentosa 11", "Retinitis pigmentosa 12", false)]
    [InlineData("Noonan syndrome, type I", "Noonan syndrome 1", false)]
    [InlineData("Noonan syndrome 1", "Noonan syndrome-like disorder 2", false)]
    [InlineData("Cardiomyopathy, dilated, 1A", "Cardiomyopathy, familial hypertrophic, 2", false)]
    public async Task A_form_of_a_numbered_series_is_raised_by_the_findings_of_another_one_and_says_so(string described, string bare, bool isSeries)
    {
        InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder().AddRelation(Presents)
            .AddNode(Node("D:1", described)).AddNode(Node("D:2", bare)).AddNode(Node("D:3", "Gout"))
            .AddNode(Node("F:1", "Short stature")).AddNode(Node("F:2", "Webbed neck")).AddNode(Node("F:3", "Pulmonic stenosis")).AddNode(Node("F:4", "Podagra"))
            .AddEdge(Edge("D:1", "F:1")).AddEdge(Edge("D:1", "F:2")).AddEdge(Edge("D:1", "F:3")).AddEdge(Edge("D:2", "F:1")).AddEdge(Edge("D:3", "F:4"))
            .Build();

        DiagnosisResult result = await RankAsync(new DiagnosisRequest { Observed = [new NodeId("F:1"), new NodeId("F:2"), new NodeId("F:3")] }, graph);

        result.Diseases.Select(static disease => disease.Disease.Id.Value).ShouldBe(["D:1", "D:2"]);
        result.Diseases[0].SeriesDisease.ShouldBeNull();
        (result.Diseases[1].SeriesScore > 0).ShouldBe(isSeries);
        (result.Diseases[1].SeriesDisease?.Id).ShouldBe(isSeries ? new NodeId("D:1") : null);
        result.Diseases[1].Score.ShouldBeLessThan(result.Diseases[0].Score);
    }

    [Fact]
    public async Task Numbers_that_count_diseases_without_findings_in_common_make_no_series()
    {
        InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder().AddRelation(Presents)
            .AddNode(Node("D:1", "Glycogen storage disease I")).AddNode(Node("D:2", "Glycogen storage disease V")).AddNode(Node("D:3", "Gout"))
            .AddNode(Node("F:1", "Hepatomegaly")).AddNode(Node("F:2", "Hypoglycemia")).AddNode(Node("F:3", "Short stature"))
            .AddNode(Node("F:4", "Myoglobinuria")).AddNode(Node("F:5", "Podagra"))
            .AddEdge(Edge("D:1", "F:1")).AddEdge(Edge("D:1", "F:2")).AddEdge(Edge("D:1", "F:3"))
            .AddEdge(Edge("D:2", "F:3")).AddEdge(Edge("D:2", "F:4")).AddEdge(Edge("D:3", "F:5"))
            .Build();

        DiagnosisResult result = await RankAsync(new DiagnosisRequest { Observed = [new NodeId("F:1"), new NodeId("F:2"), new NodeId("F:3")] }, graph);

        result.Diseases.Select(static disease => disease.Disease.Id.Value).ShouldBe(["D:1", "D:2"]);
        result.Diseases.ShouldAllBe(static disease => disease.SeriesDisease == null);
    }

    [Fact]
    public async Task A_form_whose_series_is_not_ranked_stands_alone()
    {
        InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder().AddRelation(Presents)
            .AddNode(Node("D:1", "Noonan syndrome 1")).AddNode(Node("E:2", "Noonan syndrome 2")).AddNode(Node("D:3", "Gout"))
            .AddNode(Node("F:1", "Short stature")).AddNode(Node("F:2", "Webbed neck")).AddNode(Node("F:3", "Podagra"))
            .AddEdge(Edge("D:1", "F:1")).AddEdge(Edge("D:1", "F:2")).AddEdge(Edge("E:2", "F:1")).AddEdge(Edge("D:3", "F:3"))
            .Build();
        var ranker = new DiagnosisRanker(new DiagnosisRankerOptions { DiseasePrefixes = ["E"] });

        DiagnosisResult result = await ranker.RankAsync(
            graph, new DiagnosisRequest { Observed = [new NodeId("F:1"), new NodeId("F:2")] }, TestContext.Current.CancellationToken);

        result.Diseases.ShouldHaveSingleItem().SeriesDisease.ShouldBeNull();
    }

    [Fact]
    public async Task What_the_name_of_a_disease_states_counts_as_annotated_and_is_marked()
    {
        InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder().AddRelation(Presents)
            .AddNode(Node("D:1", "Polydactyly with seizures and without microcephaly")).AddNode(Node("D:2", "Gout")).AddNode(Node("D:3", "Joubert syndrome"))
            .AddNode(Node("F:1", "Polydactyly")).AddNode(Node("F:2", "Seizures")).AddNode(Node("F:3", "Microcephaly")).AddNode(Node("F:4", "Podagra"))
            .AddEdge(Edge("D:1", "F:1") with { Attributes = [new KgEdgeAttributes { Publications = ["PMID:1"], Frequency = KgFrequency.Parse("1/2") }] })
            .AddEdge(Edge("D:2", "F:4")).AddEdge(Edge("D:3", "F:2")).AddEdge(Edge("D:3", "F:3"))
            .Build();
        var request = new DiagnosisRequest { Observed = [new NodeId("F:1"), new NodeId("F:2"), new NodeId("F:3")] };

        RankedDisease named = (await RankAsync(request, graph)).Diseases.Single(static disease => disease.Disease.Id.Value == "D:1");
        RankedDisease clean = (await RankAsync(request with { ExcludedPublications = ["PMID:1"] }, graph))
            .Diseases.Single(static disease => disease.Disease.Id.Value == "D:1");
        DiagnosisResult unread = await new DiagnosisRanker(new DiagnosisRankerOptions { ReadsNames = false })
            .RankAsync(graph, request, TestContext.Current.CancellationToken);

        named.Findings.Select(static match => match.Relation).ShouldBe([FindingRelation.Exact, FindingRelation.Exact, FindingRelation.Missing]);
        named.Findings.Select(static match => match.IsStatedByName).ShouldBe([false, true, false]);
        named.Findings[0].Frequency!.Text.ShouldBe("1/2");
        clean.Findings.Select(static match => match.IsStatedByName).ShouldBe([true, true, false]);
        clean.Findings[0].Frequency.ShouldBeNull();
        unread.Diseases.Single(static disease => disease.Disease.Id.Value == "D:1").Findings[1].Relation.ShouldBe(FindingRelation.Missing);
    }

    [Theory]
    [InlineData("Insensitivity to pain, congenital", false)]
    [InlineData("Pain, susceptibility to, 2", false)]
    [InlineData("Neuropathy due to pain", true)]
    [InlineData("Chronic pain syndrome", true)]
    public async Task What_a_name_says_that_somebody_is_insensitive_or_susceptible_to_is_no_finding(string name, bool isRead)
    {
        InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder().AddRelation(Presents)
            .AddNode(Node("D:1", name)).AddNode(Node("D:2", "Gout")).AddNode(Node("F:1", "Pain")).AddNode(Node("F:2", "Fever"))
            .AddEdge(Edge("D:1", "F:2")).AddEdge(Edge("D:2", "F:1"))
            .Build();

        DiagnosisResult result = await RankAsync(new DiagnosisRequest { Observed = [new NodeId("F:1")] }, graph);

        result.Diseases.Any(static disease => disease.Disease.Id.Value == "D:1").ShouldBe(isRead);
    }

    [Theory]
    [InlineData(PatientSex.Female, 2)]
    [InlineData(PatientSex.Male, 1)]
    public async Task A_finding_that_sources_limit_to_a_sex_is_stated_by_the_name_for_no_other(PatientSex sex, int diseases)
    {
        InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder().AddRelation(Presents)
            .AddNode(Node("D:1", "Gynecomastia and fever")).AddNode(Node("D:2", "Gout")).AddNode(Node("F:1", "Gynecomastia")).AddNode(Node("F:2", "Fever"))
            .AddEdge(Edge("D:1", "F:1") with { Attributes = [new KgEdgeAttributes { Sex = "FEMALE" }] }).AddEdge(Edge("D:2", "F:1")).AddEdge(Edge("D:2", "F:2"))
            .Build();

        DiagnosisResult result = await RankAsync(new DiagnosisRequest { Observed = [new NodeId("F:1")], Sex = sex }, graph);

        result.Diseases.Count.ShouldBe(diseases);
    }

    [Fact]
    public async Task A_name_repeats_nothing_that_an_annotation_implies_in_a_hierarchy_of_either_direction()
    {
        RelationInfo contains = Relation("contains", RelationMeaning.IsA) with { IsMeaningReversed = true };
        InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder().AddRelation(Presents).AddRelation(contains)
            .AddNode(Node("D:1", "Disorder with seizures")).AddNode(Node("D:2", "Gout"))
            .AddNode(Node("F:1", "Seizures")).AddNode(Node("F:2", "Febrile seizures")).AddNode(Node("F:3", "Podagra"))
            .AddEdge(new KgEdge { Source = new NodeId("F:1"), Relation = contains.Relation, Target = new NodeId("F:2") })
            .AddEdge(Edge("D:1", "F:2")).AddEdge(Edge("D:2", "F:3"))
            .Build();

        RankedDisease disease = (await RankAsync(new DiagnosisRequest { Observed = [new NodeId("F:1")] }, graph)).Diseases.ShouldHaveSingleItem();

        disease.Findings.ShouldHaveSingleItem().Relation.ShouldBe(FindingRelation.MoreSpecific);
        disease.Findings[0].IsStatedByName.ShouldBeFalse();
    }

    [Fact]
    public async Task A_form_that_is_described_as_well_as_the_other_stands_on_its_own_findings()
    {
        InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder().AddRelation(Presents)
            .AddNode(Node("D:1", "Neurofibromatosis type 1")).AddNode(Node("D:2", "Neurofibromatosis type 2"))
            .AddNode(Node("F:1", "Neurofibroma")).AddNode(Node("F:2", "Axillary freckling")).AddNode(Node("F:3", "Vestibular schwannoma"))
            .AddEdge(Edge("D:1", "F:1")).AddEdge(Edge("D:1", "F:2")).AddEdge(Edge("D:2", "F:1")).AddEdge(Edge("D:2", "F:3"))
            .Build();

        DiagnosisResult result = await RankAsync(new DiagnosisRequest { Observed = [new NodeId("F:1"), new NodeId("F:2")] }, graph);

        result.Diseases.Select(static disease => disease.Disease.Id.Value).ShouldBe(["D:1", "D:2"]);
        result.Diseases.ShouldAllBe(static disease => disease.SeriesDisease == null && disease.SeriesScore == 0);
    }

    [Fact]
    public async Task A_request_without_known_findings_has_a_typed_outcome_that_names_the_unknown_ones()
    {
        (await RankAsync(new DiagnosisRequest { Observed = [] })).Outcome.ShouldBe(DiagnosisOutcome.NoFindings);
        DiagnosisResult unknown = await RankAsync(new DiagnosisRequest { Observed = [Id("nowhere")], Excluded = [Id("ptosis"), Id("never")] });
        unknown.Outcome.ShouldBe(DiagnosisOutcome.NoFindings);
        unknown.UnknownFindings.ShouldBe([Id("nowhere"), Id("never")]);
        (await RankAsync(new DiagnosisRequest { Observed = [Id("unrelated")] })).Outcome.ShouldBe(DiagnosisOutcome.NoMatch);
    }

    [Fact]
    public async Task A_graph_that_states_no_findings_has_a_typed_outcome()
    {
        InMemoryKnowledgeGraph graph = new KnowledgeGraphBuilder().AddRelation(IsA).AddNode(Node("F:1", "Cough")).Build();

        (await RankAsync(new DiagnosisRequest { Observed = [new NodeId("F:1")] }, graph)).Outcome.ShouldBe(DiagnosisOutcome.NoAnnotations);
    }

    [Fact]
    public async Task A_circle_in_the_hierarchy_and_repeated_findings_are_harmless()
    {
        InMemoryKnowledgeGraph graph = Builder()
            .AddEdge(Edge("a-disease", Presents, "cough")).AddEdge(Edge("b-disease", Presents, "fever"))
            .AddEdge(Edge("cough", IsA, "dry-cough")).AddEdge(Edge("dry-cough", IsA, "cough"))
            .Build();

        DiagnosisResult once = await RankAsync(new DiagnosisRequest { Observed = [Id("dry-cough")] }, graph);
        DiagnosisResult twice = await RankAsync(new DiagnosisRequest { Observed = [Id("dry-cough"), Id("dry-cough")] }, graph);

        once.Diseases.ShouldHaveSingleItem().Score.ShouldBe(twice.Diseases.ShouldHaveSingleItem().Score);
    }

    [Fact]
    public async Task Concurrent_calls_give_equal_results_and_the_maximum_is_kept()
    {
        InMemoryKnowledgeGraph graph = Neurology();
        var ranker = new DiagnosisRanker();
        var request = new DiagnosisRequest { Observed = [Id("ptosis"), Id("tremor")], MaxDiseases = 2 };

        DiagnosisResult[] results = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await ranker.RankAsync(graph, request))));

        results.ShouldAllBe(result => result.Diseases.Count == 2);
        results.Select(result => string.Join(' ', result.Diseases.Select(disease => $"{disease.Disease.Id} {disease.Score:R}"))).Distinct().ShouldHaveSingleItem();
        await Should.ThrowAsync<ArgumentException>(async () => await ranker.RankAsync(graph, request with { MaxDiseases = -1 }));
    }

    [Fact]
    public void The_ranker_is_registered_and_can_be_replaced()
    {
        var services = new ServiceCollection();
        services.AddKnowledgeGraph(Neurology());
        IMedReasonBuilder builder = services.AddMedReason();
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            provider.GetRequiredService<IDiagnosisRanker>().ShouldBeOfType<DiagnosisRanker>();
        }

        var own = new DiagnosisRanker();
        builder.UseDiagnosisRanker(own);
        using ServiceProvider replaced = services.BuildServiceProvider();
        replaced.GetRequiredService<IDiagnosisRanker>().ShouldBeSameAs(own);
    }

    private static ValueTask<DiagnosisResult> RankAsync(DiagnosisRequest request, IKnowledgeGraph? graph = null) =>
        new DiagnosisRanker().RankAsync(graph ?? Neurology(), request, TestContext.Current.CancellationToken);

    /// <summary>Findings under two roots, and enough other diseases that a finding has information.</summary>
    private static InMemoryKnowledgeGraph Neurology()
    {
        KnowledgeGraphBuilder builder = Builder()
            .AddEdge(Edge("unilateral-ptosis", IsA, "ptosis")).AddEdge(Edge("ptosis", IsA, "eye-symptom"))
            .AddEdge(Edge("weakness", IsA, "muscle-symptom")).AddEdge(Edge("tremor", IsA, "muscle-symptom"))
            .AddEdge(Edge("myasthenia", Presents, "ptosis")).AddEdge(Edge("myasthenia", Presents, "weakness"))
            .AddEdge(Edge("horner", Presents, "ptosis")).AddEdge(Edge("parkinson", Presents, "tremor"))
            .AddEdge(Edge("gout", Presents, "gout-pain"));
        for (int i = 0; i < 12; i++)
        {
            builder.AddEdge(Edge($"other-{i}", Presents, "fever"));
        }

        return builder.Build();
    }

    private static KnowledgeGraphBuilder Builder()
    {
        KnowledgeGraphBuilder builder = new KnowledgeGraphBuilder().AddRelation(Presents).AddRelation(IsFeatureOf).AddRelation(IsA);
        string[] names =
        [
            "ptosis", "unilateral-ptosis", "eye-symptom", "weakness", "muscle-symptom", "tremor", "gout-pain", "fever", "cough", "dry-cough", "unrelated",
            "myasthenia", "horner", "parkinson", "gout", "a-disease", "b-disease", "c-disease", .. Enumerable.Range(0, 12).Select(i => $"other-{i}"),
        ];
        foreach (string name in names)
        {
            builder.AddNode(Node(Id(name).Value, name));
        }

        return builder;
    }

    private static NodeId Id(string name) => new("T:" + name);

    private static KgNode Node(string id, string name) => new() { Id = new NodeId(id), Name = name, Type = new NodeType("thing") };

    private static KgEdge Edge(string source, string target) =>
        new() { Source = new NodeId(source), Relation = Presents.Relation, Target = new NodeId(target) };

    private static KgEdge Edge(string source, RelationInfo relation, string target, params KgEdgeAttributes[] attributes) =>
        new() { Source = Id(source), Relation = relation.Relation, Target = Id(target), Attributes = attributes };

    private static RelationInfo Relation(string name, RelationMeaning meaning) =>
        RelationInfo.FromName(new RelationType(name)) with { Meaning = meaning, Polarity = Polarity.Affirmed };
}
