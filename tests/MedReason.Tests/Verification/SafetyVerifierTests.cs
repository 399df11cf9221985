namespace MedReason.Tests;

public sealed class SafetyVerifierTests
{
    [Theory]
    [InlineData("A woman with asthma and heart failure. Which drug should be given?", "Propranolol", true)]
    [InlineData("A woman with heart failure denies asthma. Which drug should be given?", "Propranolol", false)]
    [InlineData("A woman with heart failure. Her mother has asthma. Which drug should be given?", "Propranolol", false)]
    [InlineData("A woman with asthma. Which drug should be avoided?", "Propranolol", false)]
    [InlineData("A woman with asthma. Which drug is most likely responsible for her symptoms?", "Propranolol", false)]
    [InlineData("A woman with asthma. All of the following should be avoided EXCEPT:", "Propranolol", true)]
    [InlineData("A woman with asthma. All of the following may be given EXCEPT:", "Propranolol", false)]
    [InlineData("A woman with asthma and migraine. Which drug should be given?", "Sumatriptan", false)]
    [InlineData("A woman with severe asthma. Which drug should be given?", "Propranolol", true)]
    [InlineData("A woman with brittle asthma of childhood. Which drug should be given?", "Propranolol", true)]
    public async Task A_drug_is_not_recommended_against_a_contraindication(string text, string drug, bool isFlagged)
    {
        using InMemoryKnowledgeGraph graph = WithKinds().Build();
        MedicalQuestion question = new() { Id = "q", Text = text, Options = ClinicQuestions.Options(drug, "Ascorbic acid"), Ask = QuestionWording.DetectAsk(text), Seeks = QuestionWording.DetectSeeks(text) };
        VerificationRequest request = await Chains.RequestAsync(graph, question, Chains.Words("A", drug, $"This points to {drug}.", "There is a choice of drugs."));
        ChainVerdict verdict = await new SafetyVerifier().VerifyAsync(graph, request);

        verdict.Codes().ShouldBe(isFlagged ? [ReasonCodes.ContraindicatedRecommendation] : []);
        verdict.NotChecked.ShouldBe(["allergy", "dose", "interaction", "pregnancy"]);
        verdict.Findings.ShouldContain(finding => finding.Code == ReasonCodes.SafetyNotChecked && finding.Severity == FindingSeverity.Info);
    }

    [Theory]
    [InlineData("Start propranolol for the migraine.", true)]
    [InlineData("Propranolol should be given for the migraine.", true)]
    [InlineData("Propranolol should not be given in asthma.", false)]
    [InlineData("Avoid propranolol.", false)]
    [InlineData("Propranolol is contraindicated in asthma.", false)]
    public async Task Words_of_a_step_recommend_too(string step, bool isFlagged)
    {
        using InMemoryKnowledgeGraph graph = WithKinds().Build();
        MedicalQuestion question = new() { Id = "q", Text = "A woman with asthma has migraine. What is the mechanism of her headache?", Options = ClinicQuestions.Options("Propranolol", "Sumatriptan") };
        VerificationRequest request = await Chains.RequestAsync(graph, question, Chains.Words("B", "Sumatriptan", "This points to Sumatriptan.", "The head aches.", step));
        ChainVerdict verdict = await new SafetyVerifier().VerifyAsync(graph, request);

        verdict.Codes().ShouldBe(isFlagged ? [ReasonCodes.ContraindicatedRecommendation] : []);
    }

    [Fact]
    public async Task A_graph_without_contraindications_says_that_they_were_not_checked()
    {
        var builder = new KnowledgeGraphBuilder { Name = "bare", Version = "1" };
        builder.AddNode(new KgNode { Id = new NodeId("T:a"), Name = "asthma", Type = new NodeType("disease") });
        using InMemoryKnowledgeGraph graph = builder.Build();
        MedicalQuestion question = new() { Id = "q", Text = "Asthma: what now?", Options = ClinicQuestions.Options("Propranolol", "Sumatriptan") };
        VerificationRequest request = await Chains.RequestAsync(graph, question, Chains.Words("A", "Propranolol", "This points to Propranolol.", "There."));
        (await new SafetyVerifier().VerifyAsync(graph, request)).NotChecked.ShouldBe(["allergy", "contraindication", "dose", "interaction", "pregnancy"]);
    }

    [Fact]
    public async Task A_relation_of_unknown_meaning_may_be_a_contraindication_so_that_none_counts_as_checked()
    {
        KnowledgeGraphBuilder builder = WithKinds();
        builder.AddEdge(new KgEdge { Source = ClinicGraph.Id("lisinopril"), Target = ClinicGraph.Id("asthma"), Relation = new RelationType("code_77") });
        using InMemoryKnowledgeGraph graph = builder.Build();
        ChainVerdict verdict = await VerifyAsync(graph, "Propranolol");

        verdict.Codes().ShouldBe([ReasonCodes.ContraindicatedRecommendation]);
        verdict.NotChecked.ShouldBe(["allergy", "contraindication", "dose", "interaction", "pregnancy"]);
        verdict.Findings.Single(finding => finding.Code == ReasonCodes.SafetyNotChecked).Message.ShouldContain("not known, so that one of them may state a contraindication: code_77.");
    }

    [Theory]
    [InlineData("has_contraindication", true)]
    [InlineData("contraindicated_in", false)]
    public async Task A_contraindication_is_read_in_the_direction_of_its_meaning(string relation, bool isFlagged)
    {
        KnowledgeGraphBuilder builder = WithKinds();
        builder.AddEdge(new KgEdge { Source = ClinicGraph.Id("asthma"), Target = ClinicGraph.Id("sumatriptan"), Relation = new RelationType(relation) });
        using InMemoryKnowledgeGraph graph = builder.Build();
        (await VerifyAsync(graph, "Sumatriptan")).Codes().ShouldBe(isFlagged ? [ReasonCodes.ContraindicatedRecommendation] : []);
    }

    private static async Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, string drug)
    {
        const string text = "A woman with asthma. Which drug should be given?";
        MedicalQuestion question = new() { Id = "q", Text = text, Options = ClinicQuestions.Options(drug, "Ascorbic acid"), Ask = QuestionWording.DetectAsk(text) };
        VerificationRequest request = await Chains.RequestAsync(graph, question, Chains.Words("A", drug, $"This points to {drug}.", "There is a choice of drugs."));
        return await new SafetyVerifier().VerifyAsync(graph, request);
    }

    private static KnowledgeGraphBuilder WithKinds()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        // From the more general condition, and to it: by what the relations mean and not by their names.
        foreach (string relation in (string[])["is_the_class_of", "kind_of"])
        {
            RelationInfo named = RelationInfo.FromName(new RelationType(relation));
            builder.AddRelation(named with { Meaning = RelationMeaning.IsA, IsMeaningReversed = relation == "is_the_class_of" });
        }

        foreach (string name in (string[])["severe asthma", "brittle asthma"])
        {
            builder.AddNode(new KgNode { Id = ClinicGraph.Id(name), Name = name, Type = new NodeType("disease") });
        }

        builder.AddEdge(new KgEdge { Source = ClinicGraph.Id("asthma"), Target = ClinicGraph.Id("severe asthma"), Relation = new RelationType("is_the_class_of") });
        builder.AddEdge(new KgEdge { Source = ClinicGraph.Id("brittle asthma"), Target = ClinicGraph.Id("severe asthma"), Relation = new RelationType("kind_of") });
        return builder;
    }
}
