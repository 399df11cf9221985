namespace MedReason.Tests;

/// <summary>An argument starts from what the question is about: not from another condition, a former one, the category asked for or a value.</summary>
public sealed class ArgumentStartsTests
{
    private static readonly RunOptions Shown = new() { Visibility = AnswerVisibility.Shown };

    [Theory]
    [InlineData("A man has migraine and gout. Which drug is the best treatment for his gout?", "allopurinol", null)]
    [InlineData("A man has migraine and gout. Which drug is the best treatment for his gout?", "propranolol", ReasonCodes.NoArgument)]
    [InlineData("A man has migraine and gout. Which drug is the best treatment?", "propranolol", null)]
    [InlineData("A man has migraine and tremor. What is the most appropriate treatment for this patient's tremor?", "propranolol", ReasonCodes.NoArgument)]
    [InlineData("His past medical history is otherwise notable for migraine. He has tremor. Which drug is the best treatment?", "propranolol", ReasonCodes.NoArgument)]
    [InlineData("He has a history of cough. Now he has fever. Which drug is the most likely cause?", "lisinopril", ReasonCodes.NoArgument)]
    [InlineData("He takes a drug. Now he has a cough. Which drug is the most likely cause?", "lisinopril", null)]
    [InlineData("He has a cough. Which drug is the most likely cause of his laboratory values?", "lisinopril", ReasonCodes.NoArgument)]
    [InlineData("In which of the following fever disorders is mortality highest?", "gout", ReasonCodes.NoArgument)]
    [InlineData("A man has fever. In which of the following disorders is it seen?", "gout", null)]
    public async Task An_argument_starts_from_what_is_asked_about(string text, string answer, string? reason)
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        builder.AddNode(new KgNode { Id = ClinicGraph.Id("tremor"), Name = "tremor", Type = new NodeType("effect/phenotype") });
        builder.AddEdge(new KgEdge
        {
            Source = ClinicGraph.Id("salbutamol"),
            Relation = new RelationType(ClinicGraph.SideEffect),
            Target = ClinicGraph.Id("tremor"),
        });
        ReasoningResult result = await TestPipeline.Create(builder.Build()).RunAsync(new MedicalQuestion { Id = "q", Text = text, Answer = answer }, Shown);

        result.Reason.ShouldBe(reason, result.Detail);
    }

    [Fact]
    public async Task A_finding_counts_by_how_often_the_condition_presents_it()
    {
        var strengths = new List<double>();
        foreach (string? frequency in (string?[])["HP:0040280", null, "HP:0040284"])
        {
            KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
            builder.AddNode(new KgNode { Id = ClinicGraph.Id("rash"), Name = "rash", Type = new NodeType("effect/phenotype") });
            builder.AddEdge(new KgEdge
            {
                Source = ClinicGraph.Id("scurvy"),
                Relation = new RelationType(ClinicGraph.Finding),
                Target = ClinicGraph.Id("rash"),
                Attributes = frequency is null ? [] : [new KgEdgeAttributes { Frequency = KgFrequency.Parse(frequency), Publications = ["PMID:1"] }],
            });
            MedicalQuestion question = new()
            {
                Id = "q",
                Text = "A man has a rash. What is the most likely diagnosis?",
                Options = ClinicQuestions.Options("Scurvy", "Gout"),
                AnswerLabel = "A",
                Answer = "Scurvy",
            };
            ReasoningResult result = await TestPipeline.Create(builder.Build()).RunAsync(question, Shown with { MinGrade = EvidenceGrade.Associated });
            strengths.Add(result.Evidence!.Contrast[0].Strength);
        }

        strengths.ShouldBe(strengths.OrderDescending());
        (strengths[0] - strengths[1]).ShouldBe(1, 1e-6);
    }

    [Fact]
    public async Task What_the_sources_state_of_a_finding_stands_in_the_chain()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        builder.AddEdge(new KgEdge
        {
            Source = ClinicGraph.Id("scurvy"),
            Relation = new RelationType(ClinicGraph.Finding),
            Target = ClinicGraph.Id("photophobia"),
            Attributes = [new KgEdgeAttributes { Frequency = KgFrequency.Parse("HP:0040281"), Publications = ["PMID:1", "PMID:2"] }],
        });
        ReasoningResult result = await TestPipeline.Create(builder.Build()).RunAsync(
            new MedicalQuestion { Id = "q", Text = "A man has photophobia. What is the most likely diagnosis?", Answer = "Scurvy" },
            Shown with { MinGrade = EvidenceGrade.Associated });

        result.Chain!.Text.ShouldContain("Stated by the sources: photophobia very frequent (80-99 %); PMID:1, PMID:2.");
    }

    [Theory]
    [InlineData("A man takes lisinopril and starts salbutamol. This drug puts him at risk of which of the following adverse effects?", "tremor", null)]
    [InlineData("A man takes lisinopril and starts salbutamol. This drug puts him at risk of which of the following adverse effects?", "cough", null)]
    [InlineData("A man takes lisinopril. He starts salbutamol. This drug puts him at risk of which of the following adverse effects?", "tremor", null)]
    [InlineData("A man takes lisinopril. He starts salbutamol. This drug puts him at risk of which of the following adverse effects?", "cough", ReasonCodes.NoArgument)]
    [InlineData("A man takes lisinopril. He starts an inhaled drug. This drug puts him at risk of which of the following adverse effects?", "cough", ReasonCodes.NoArgument)]
    public async Task This_drug_is_one_that_the_sentence_before_names(string text, string answer, string? reason)
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        builder.AddNode(new KgNode { Id = ClinicGraph.Id("tremor"), Name = "tremor", Type = new NodeType("effect/phenotype") });
        builder.AddEdge(new KgEdge
        {
            Source = ClinicGraph.Id("salbutamol"),
            Relation = new RelationType(ClinicGraph.SideEffect),
            Target = ClinicGraph.Id("tremor"),
        });
        ReasoningResult result = await TestPipeline.Create(builder.Build()).RunAsync(new MedicalQuestion { Id = "q", Text = text, Answer = answer }, Shown);

        result.Reason.ShouldBe(reason, result.Detail);
    }

    /// <summary>A record of OMIM is both a publication and, in an ontology, another id of the disease.</summary>
    [Theory]
    [InlineData("PMID:8282784")]
    [InlineData("OMIM:240400")]
    public async Task A_publication_that_a_chain_quotes_is_no_name_of_what_it_speaks_of(string publication)
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        builder.AddSynonym(ClinicGraph.Id("scurvy"), "OMIM:240400");
        foreach (string finding in (string[])["photophobia", "areflexia"])
        {
            builder.AddEdge(new KgEdge
            {
                Source = ClinicGraph.Id("scurvy"),
                Relation = new RelationType(ClinicGraph.Finding),
                Target = ClinicGraph.Id(finding),
                Attributes = [new KgEdgeAttributes { Publications = [publication] }],
            });
        }

        MedicalQuestion question = new()
        {
            Id = "q",
            Text = "A man has photophobia and areflexia. What is the most likely diagnosis?",
            Options = ClinicQuestions.Options("Scurvy", "Gout"),
            AnswerLabel = "A",
            Answer = "Scurvy",
        };
        ReasoningResult result = await TestPipeline.Create(builder.Build(), verifier: CompositeChainVerifier.CreateDefault()).RunAsync(question, Shown);

        result.Chain!.Text.ShouldContain(publication);
        result.Verdict!.Codes().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_counts_against_an_answer_that_is_argued_for_is_said_once()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        builder.AddEdge(new KgEdge
        {
            Source = ClinicGraph.Id("propranolol"),
            Relation = new RelationType(ClinicGraph.SideEffect),
            Target = ClinicGraph.Id("edema"),
        });
        for (int i = 0; i < 20; i++)
        {
            var drug = new NodeId($"T:drug{i}");
            builder.AddNode(new KgNode { Id = drug, Name = $"drug {i}", Type = new NodeType("drug") });
            builder.AddEdge(new KgEdge { Source = drug, Relation = new RelationType(ClinicGraph.SideEffect), Target = ClinicGraph.Id(i < 3 ? "edema" : "fever") });
            builder.AddEdge(new KgEdge { Source = drug, Relation = new RelationType(ClinicGraph.Indication), Target = ClinicGraph.Id("asthma") });
        }

        ReasoningResult result = await TestPipeline.Create(builder.Build()).RunAsync(
            new MedicalQuestion { Id = "q", Text = "A man has migraine and edema. Which drug is the best treatment?", Answer = "propranolol" },
            Shown with { MinGrade = EvidenceGrade.Associated });

        EvidencePath against = result.Evidence!.Paths.Single(path => path.Stance == EvidenceStance.Opposes);
        against.Argument.ShouldBe("the answer causes the finding");
        result.Chain!.Text.ShouldContain("Against this stands that edema is a side effect of propranolol.");
    }

    [Theory]
    [InlineData("disease 3", EvidenceGrade.Discriminating)]
    [InlineData("disease 30", EvidenceGrade.Supporting)]
    public async Task An_open_answer_is_told_apart_from_answers_drawn_at_random(string answer, EvidenceGrade grade)
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        foreach (string finding in (string[])["rash", "tremor"])
        {
            builder.AddNode(new KgNode { Id = ClinicGraph.Id(finding), Name = finding, Type = new NodeType("effect/phenotype") });
        }

        // Each of forty diseases has one finding; those from the twenty-fifth on share tremor, one alone has the rash.
        for (int i = 0; i < 40; i++)
        {
            var disease = new NodeId($"T:d{i}");
            builder.AddNode(new KgNode { Id = disease, Name = $"disease {i}", Type = new NodeType("disease") });
            builder.AddEdge(new KgEdge
            {
                Source = disease,
                Relation = new RelationType(ClinicGraph.Finding),
                Target = ClinicGraph.Id(i == 3 ? "rash" : i >= 25 ? "tremor" : "fever"),
            });
        }

        var lenient = Shown with
        {
            Arguments = ArgumentTable.Parse(
                "intent,effect,steps,min_starts,min_share,weight,name\ndiagnosis,supports,presents<,1,0.1,1,the finding is a feature of the answer\n"),
        };
        ReasoningResult result = await TestPipeline.Create(builder.Build()).RunAsync(
            new MedicalQuestion { Id = "q", Text = "A man has a rash and tremor. What is the most likely diagnosis?", Answer = answer }, lenient);

        result.Evidence!.Grade.ShouldBe(grade, result.Detail);
        (result.Evidence.PValue <= 0.05).ShouldBe(grade == EvidenceGrade.Discriminating);
    }
}
