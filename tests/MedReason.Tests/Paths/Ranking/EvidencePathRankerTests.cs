using static MedReason.Tests.Paths.Ranking.RankingCases;

namespace MedReason.Tests.Paths.Ranking;

public sealed class EvidencePathRankerTests
{
    private static readonly string[] Edges =
    [
        "drug:a causes gene:1", "gene:1 causes disease:x", "drug:a causes gene:2", "gene:2 causes disease:x", "drug:a treats disease:y",
        "drug:b causes gene:hub", "gene:hub causes disease:x", "gene:hub causes disease:y", "gene:hub causes disease:z", "gene:hub causes disease:w",
        "drug:b contraindication disease:x", "drug:c causes gene:3",
    ];

    [Fact]
    public async Task Score_parts_add_up_to_the_score()
    {
        EvidenceSet evidence = await RankAsync(Edges);
        evidence.Paths.ShouldNotBeEmpty();
        evidence.Paths.ShouldAllBe(path => Math.Abs(path.Parts.Sum(part => part.Value) - path.Score) < 1e-8);
    }

    [Fact]
    public async Task The_option_with_specific_mechanisms_is_favoured_over_one_that_only_a_hub_joins()
    {
        EvidenceSet evidence = await RankAsync(Edges);
        evidence.FavoredLabel.ShouldBe("A");
        evidence.Contrast.Select(option => option.Support).ShouldBe([OptionSupport.Supported, OptionSupport.Mixed, OptionSupport.NoEvidence]);
        evidence.Contrast[0].Score.ShouldBeGreaterThan(evidence.Contrast[1].Score);
        evidence.Contrast[0].DistinctNodes.ShouldBeSubsetOf([new NodeId("disease:y"), new NodeId("gene:1"), new NodeId("gene:2")]);
        evidence.Contrast[0].DistinctNodes.ShouldContain(new NodeId("gene:1"));
    }

    [Fact]
    public async Task A_contraindication_opposes_unless_the_question_seeks_it()
    {
        EvidenceSet affirmed = await RankAsync(Edges);
        EvidencePath counter = affirmed.Paths.Single(path => path.Stance == EvidenceStance.Opposes);
        counter.IsStatedFact.ShouldBeTrue();
        counter.OptionLabel.ShouldBe("B");

        EvidenceSet sought = await RankAsync(Edges, question => question with { Seeks = Polarity.Contraindicated });
        sought.Paths.ShouldContain(path => path.OptionLabel == "B" && path.Stance == EvidenceStance.Supports && path.IsStatedFact);
        sought.FavoredLabel.ShouldBe("B");
    }

    [Fact]
    public async Task An_except_question_favours_the_option_that_lacks_support()
    {
        EvidenceSet evidence = await RankAsync(Edges[..^2].Append("drug:c causes gene:3").ToArray(), question => question with { Ask = QuestionAsk.Except });
        evidence.FavoredLabel.ShouldBe("C");
        evidence.Contrast[2].Support.ShouldBe(OptionSupport.NoEvidence);
    }

    [Fact]
    public async Task A_denied_finding_starts_no_supporting_path()
    {
        using InMemoryKnowledgeGraph graph = RankingCases.Graph(Edges);
        RankingRequest request = await RequestAsync(
            graph, Question("a"), Link("disease:x", MentionRole.Question, assertion: Assertion.Absent), Link("drug:a", MentionRole.Option, "A"));
        EvidenceSet evidence = await new EvidencePathRanker().RankAsync(graph, request);
        evidence.Paths.ShouldBeEmpty();
        evidence.Contrast.Single().Support.ShouldBe(OptionSupport.NoEvidence);
    }

    [Fact]
    public async Task A_finding_that_only_a_relative_has_is_denied_all_the_same()
    {
        using InMemoryKnowledgeGraph graph = RankingCases.Graph(Edges);
        RankingRequest request = await RequestAsync(
            graph,
            Question("a"),
            Link("disease:x", MentionRole.Question, assertion: Assertion.Absent),
            Link("disease:x", MentionRole.Question, assertion: Assertion.Family),
            Link("drug:a", MentionRole.Option, "A"));
        (await new EvidencePathRanker().RankAsync(graph, request)).Paths.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hidden_answer_gets_as_many_paths_as_every_other_option_in_an_order_that_the_seed_decides()
    {
        using InMemoryKnowledgeGraph graph = RankingCases.Graph(Edges);
        RankingRequest request = await HiddenAsync(graph);
        EvidenceSet[] seeded = await Task.WhenAll(Enumerable.Range(0, 20).Select(seed => new EvidencePathRanker().RankAsync(graph, request with { Seed = seed })));
        foreach (EvidenceSet evidence in seeded)
        {
            evidence.Paths.GroupBy(path => path.OptionLabel).Select(group => group.Count()).Distinct().Count().ShouldBe(1);
        }

        seeded.Select(evidence => evidence.Paths[0].OptionLabel).Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Links_of_answer_and_rationale_are_passed_over_where_the_answer_is_hidden()
    {
        using InMemoryKnowledgeGraph graph = RankingCases.Graph(Edges);
        RankingRequest request = await RequestAsync(
            graph, Question(), Link("disease:x", MentionRole.Question), Link("drug:a", MentionRole.Answer), Link("gene:hub", MentionRole.Rationale));
        (await new EvidencePathRanker().RankAsync(graph, request)).Paths.ShouldBeEmpty();
        EvidenceSet shown = await new EvidencePathRanker().RankAsync(graph, request with { Mode = ReasoningMode.Explain, Visibility = AnswerVisibility.Shown });
        shown.Paths.ShouldNotBeEmpty();
        shown.Paths.ShouldAllBe(path => path.OptionLabel == null);
    }

    [Fact]
    public async Task The_evidence_does_not_depend_on_the_order_of_rows_nor_on_what_the_graph_can_do()
    {
        EvidenceSet expected = await RankAsync(Edges);
        EvidenceSet reversed = await RankAsync([.. Edges.Reverse()]);
        Describe(reversed).ShouldBe(Describe(expected));
        using InMemoryKnowledgeGraph graph = RankingCases.Graph(Edges);
        var plain = new WithoutCapabilities(graph);
        EvidenceSet remote = await new EvidencePathRanker().RankAsync(plain, await HiddenAsync(graph) with { Visibility = AnswerVisibility.Shown });
        Describe(remote).ShouldBe(Describe(expected));
    }

    [Fact]
    public async Task A_combination_stands_for_its_parts()
    {
        using InMemoryKnowledgeGraph graph = RankingCases.Graph(
            "drug:a causes gene:1", "gene:1 causes disease:x", "drug:b causes gene:2", "gene:2 causes disease:x", "drug:c causes gene:3");
        RankingRequest request = await RequestAsync(
            graph,
            Question("a", "b", "c", "Both A and B"),
            Link("disease:x", MentionRole.Question), Link("drug:a", MentionRole.Option, "A"), Link("drug:b", MentionRole.Option, "B"), Link("drug:c", MentionRole.Option, "C"));
        EvidenceSet evidence = await new EvidencePathRanker().RankAsync(graph, request);
        evidence.FavoredLabel.ShouldBe("D");
        evidence.Contrast[3].CombinedLabels.ShouldBe(["A", "B"]);
        evidence.Contrast[3].SupportingPaths.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_threshold_on_chance_makes_no_meaningful_path_an_outcome()
    {
        using InMemoryKnowledgeGraph graph = RankingCases.Graph(Edges);
        var options = new EvidencePathRankerOptions { Significance = new PairSignificanceOptions { MatchedNodes = 2 }, MaxPValue = 0 };
        RankingRequest request = await HiddenAsync(graph);
        EvidenceSet none = await new EvidencePathRanker(options).RankAsync(graph, request);
        none.Paths.ShouldAllBe(path => path.IsStatedFact);
        EvidenceSet all = await new EvidencePathRanker(options with { MaxPValue = 1 }).RankAsync(graph, request);
        all.Paths.ShouldContain(path => path.PValue > 0 && path.PValue <= 1 && !path.IsStatedFact);
    }

    [Fact]
    public void Weights_that_are_no_weights_are_refused()
    {
        Should.Throw<ArgumentException>(() => new EvidencePathRanker(new EvidencePathRankerOptions { Weights = new PathWeights { Damping = double.NaN } }));
        Should.Throw<ArgumentException>(() => new EvidencePathRanker(new EvidencePathRankerOptions { MaxGap = -1 }));
        Should.Throw<ArgumentException>(() => new EvidencePathRanker(new EvidencePathRankerOptions { MaxPValue = 2 }));
    }

    private static async Task<RankingRequest> HiddenAsync(IKnowledgeGraph graph) => await RequestAsync(
        graph,
        Question("a", "b", "c"),
        Link("disease:x", MentionRole.Question), Link("drug:a", MentionRole.Option, "A"), Link("drug:b", MentionRole.Option, "B"), Link("drug:c", MentionRole.Option, "C"));

    private static async Task<EvidenceSet> RankAsync(string[] edges, Func<MedicalQuestion, MedicalQuestion>? change = null)
    {
        using InMemoryKnowledgeGraph graph = RankingCases.Graph(edges);
        RankingRequest request = await HiddenAsync(graph) with { Visibility = AnswerVisibility.Shown };
        return await new EvidencePathRanker().RankAsync(graph, change is null ? request : request with { Question = change(request.Question) });
    }

    private static string Describe(EvidenceSet evidence) =>
        string.Join('\n', evidence.Paths.Select(path => $"{path.OptionLabel} {path.Path} {path.Score} {path.Stance}")) + evidence.FavoredLabel;

    private sealed class WithoutCapabilities(IKnowledgeGraph inner) : DelegatingKnowledgeGraph(inner);
}
