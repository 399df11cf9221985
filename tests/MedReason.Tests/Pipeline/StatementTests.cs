namespace MedReason.Tests;

/// <summary>A yes/no question is argued about the statement in it: by an edge that says what is asked, by one that says the contrary, or by absence, told as such.</summary>
public sealed class StatementTests
{
    private static readonly RunOptions Shown = new() { Visibility = AnswerVisibility.Shown };
    private static readonly RunOptions ByAbsence = Shown with { MinGrade = EvidenceGrade.Absence };

    [Theory]
    [InlineData("Does lisinopril treat heart failure?", "yes", EvidenceGrade.Supporting, null)]
    [InlineData("Is heart failure treated with lisinopril?", "yes", EvidenceGrade.Supporting, null)]
    [InlineData("Is lisinopril effective for heart failure in the elderly?", "yes", EvidenceGrade.Supporting, null)]
    [InlineData("Lisinopril: a new risk factor for cough?", "yes", EvidenceGrade.Supporting, null)]
    [InlineData("Does lisinopril cause cough?", "yes", EvidenceGrade.Supporting, null)]
    [InlineData("Is cough a side effect of lisinopril?", "yes", EvidenceGrade.Supporting, null)]
    [InlineData("Is there a relationship between asthma and wheezing?", "yes", EvidenceGrade.Supporting, null)]
    [InlineData("Does propranolol treat asthma?", "no", EvidenceGrade.Supporting, null)]
    [InlineData("Does lisinopril treat cough?", "no", EvidenceGrade.Supporting, null)]
    [InlineData("Does propranolol treat asthma?", "yes", EvidenceGrade.Associated, ReasonCodes.Contested)]
    [InlineData("Does lisinopril treat heart failure?", "no", EvidenceGrade.Associated, ReasonCodes.Contested)]
    [InlineData("Does lisinopril treat heart failure?", "maybe", EvidenceGrade.Associated, ReasonCodes.NoArgument)]
    [InlineData("Does propranolol cause migraine?", "yes", EvidenceGrade.Associated, ReasonCodes.NoArgument)]
    [InlineData("Does cough cause lisinopril?", "yes", EvidenceGrade.Associated, ReasonCodes.NoArgument)]
    [InlineData("Does propranolol cause migraine?", "no", EvidenceGrade.Absence, ReasonCodes.NoArgument)]
    [InlineData("Does lisinopril prevent the risk of cough?", "yes", EvidenceGrade.Associated, ReasonCodes.Contested)]
    public async Task An_answer_is_supported_by_an_edge_that_says_what_is_asked_or_the_contrary(
        string text, string answer, EvidenceGrade grade, string? reason)
    {
        foreach (bool hasOptions in (bool[])[true, false])
        {
            ReasoningResult result = await TestPipeline.Create(options: Shown).RunAsync(Ask(text, answer, hasOptions));

            result.Evidence!.Grade.ShouldBe(grade);
            result.Reason.ShouldBe(reason);
            result.Outcome.ShouldBe(reason is null ? ReasoningOutcome.Accepted : ReasoningOutcome.Rejected);
            if (reason is null && answer == "yes")
            {
                result.Evidence.Statement!.Support.ShouldBe(StatementSupport.Stated);
                result.Evidence.Paths[0].OptionLabel.ShouldBe(hasOptions ? "A" : null);
            }
        }
    }

    [Theory]
    [InlineData("Does lisinopril therapy started early treat heart failure?")]
    [InlineData("Does lisinopril-induced cough respond to salbutamol?")]
    [InlineData("Does lisinopril not treat heart failure?")]
    [InlineData("Does lisinopril improve survival in heart failure?")]
    [InlineData("Is heart failure mortality associated with lisinopril?")]
    [InlineData("Do clinicians treat heart failure?")]
    [InlineData("Does lisinopril cause cough to subside?")]
    [InlineData("Does lisinopril treat heart failure or worsen it?")]
    [InlineData("Is lisinopril treatment associated with cough?")]
    public async Task A_question_of_which_some_words_are_not_read_is_argued_by_nothing(string text)
    {
        ReasoningResult result = await TestPipeline.Create(options: ByAbsence).RunAsync(Ask(text, "yes", true));

        (result.FailedStage, result.Reason).ShouldBe((StageNames.Link, ReasonCodes.StatementUnread));
    }

    [Fact]
    public async Task No_by_absence_is_told_as_such_and_only_where_it_is_asked_for()
    {
        ReasoningResult result = await TestPipeline.Create(options: ByAbsence).RunAsync(Ask("Does propranolol cause migraine?", "no", true));

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted, result.Detail);
        result.Evidence!.Grade.ShouldBe(EvidenceGrade.Absence);
        result.Chain!.Text.ShouldContain("absence of evidence, not evidence of absence");
        result.Chain.Text.ShouldContain("no (option B), for which no edge speaks");
        result.Chain.Steps.SelectMany(step => step.PathIndexes).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_harm_beside_the_benefit_is_told_and_denies_no_benefit()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        builder.AddEdge(new KgEdge { Source = ClinicGraph.Id("salbutamol"), Target = ClinicGraph.Id("asthma"), Relation = new RelationType(ClinicGraph.SideEffect) });
        builder.AddEdge(new KgEdge { Source = ClinicGraph.Id("salbutamol"), Target = ClinicGraph.Id("gout"), Relation = new RelationType(ClinicGraph.SideEffect) });
        ReasoningPipeline pipeline = TestPipeline.Create(builder.Build(), options: Shown);

        (await pipeline.RunAsync(Ask("Does salbutamol treat asthma?", "yes", true))).Outcome.ShouldBe(ReasoningOutcome.Accepted);
        (await pipeline.RunAsync(Ask("Does salbutamol treat asthma?", "no", true))).Reason.ShouldBe(ReasonCodes.Contested);
        (await pipeline.RunAsync(Ask("Does salbutamol treat gout?", "no", true))).Outcome.ShouldBe(ReasoningOutcome.Accepted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_question_leaves_open_the_rationale_names_and_the_path_is_marked(bool hasOptions)
    {
        MedicalQuestion question = Ask("Does gout respond to a drug?", "yes", hasOptions) with { Rationale = "Little is known. Allopurinol treats gout." };
        ReasoningResult result = await TestPipeline.Create(options: Shown).RunAsync(question);

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted, result.Detail);
        result.Evidence!.Paths.Single().IsFromRationale.ShouldBeTrue();
        result.Evidence.Statement!.IsFromRationale.ShouldBeTrue();
        result.Provenance!.IsRationaleUsed.ShouldBeTrue();
        result.Chain!.Text.ShouldContain("It is the rationale of the source that names allopurinol.");
    }

    [Theory]
    [InlineData("Allopurinol does not treat gout.")]
    [InlineData("Allopurinol causes gout.")]
    [InlineData("Sumatriptan treats migraine.")]
    [InlineData("Gout treats allopurinol.")]
    public async Task A_rationale_that_says_something_else_names_no_end(string rationale)
    {
        MedicalQuestion question = Ask("Does gout respond to a drug?", "yes", true) with { Rationale = rationale };

        (await TestPipeline.Create(options: Shown).RunAsync(question)).Reason.ShouldBe(ReasonCodes.StatementUnread);
    }

    [Theory]
    [InlineData(EvidenceGrade.Supporting, ReasonCodes.NoArgument)]
    [InlineData(EvidenceGrade.Associated, ReasonCodes.AnswerNotReached)]
    [InlineData(EvidenceGrade.None, ReasonCodes.AnswerNotReached)]
    public async Task An_option_that_names_nothing_is_not_what_its_rationale_names(EvidenceGrade minGrade, string reason)
    {
        MedicalQuestion question = new()
        {
            Id = "q",
            Text = "A man has gout. Which drug is the best treatment?",
            Options = ClinicQuestions.Options("the first", "sumatriptan"),
            AnswerLabel = "A",
            Answer = "the first",
            Rationale = "Allopurinol treats gout.",
        };
        ReasoningResult result = await TestPipeline.Create(options: Shown).RunAsync(question, Shown with { MinGrade = minGrade });

        result.Reason.ShouldBe(reason);
        result.Evidence!.Paths.ShouldContain(path => path.IsFromRationale && path.Path.Nodes[path.Path.Nodes.Count - 1].Id == ClinicGraph.Id("allopurinol"));
        result.Evidence.Paths.ShouldNotContain(path => path.OptionLabel == "A");
    }

    [Fact]
    public async Task Of_paths_of_a_like_weight_the_one_that_the_rationale_names_comes_first()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        foreach (string gene in (string[])["ACE", "AGT"])
        {
            builder.AddEdge(new KgEdge { Source = ClinicGraph.Id("sumatriptan"), Target = ClinicGraph.Id(gene), Relation = new RelationType(ClinicGraph.Target) });
            builder.AddEdge(new KgEdge { Source = ClinicGraph.Id("oxytocin"), Target = ClinicGraph.Id(gene), Relation = new RelationType(ClinicGraph.Target) });
        }

        MedicalQuestion question = new() { Id = "q", Text = "A man takes oxytocin. Which drug is like it?", Answer = "sumatriptan" };
        ReasoningPipeline pipeline = TestPipeline.Create(builder.Build(), options: Shown with { MinGrade = EvidenceGrade.None });
        foreach (string gene in (string[])["ACE", "AGT"])
        {
            ReasoningResult result = await pipeline.RunAsync(question with { Rationale = $"Both act on {gene}." });

            result.Evidence!.Paths[0].Path.Nodes[1].Name.ShouldBe(gene);
            result.Evidence.Paths[0].IsFromRationale.ShouldBeTrue();
            result.Evidence.Paths[0].Parts.ShouldContain(part => part.Name == "rationale");
        }
    }

    [Fact]
    public async Task An_exception_by_absence_has_the_grade_of_absence()
    {
        MedicalQuestion question = new()
        {
            Id = "q",
            Text = "All of the following treat heart failure EXCEPT",
            Ask = QuestionAsk.Except,
            Options = ClinicQuestions.Options("lisinopril", "propranolol", "ascorbic acid"),
            AnswerLabel = "C",
            Answer = "ascorbic acid",
        };
        ReasoningPipeline pipeline = TestPipeline.Create(options: Shown);

        (await pipeline.RunAsync(question)).Reason.ShouldBe(ReasonCodes.NoArgument);
        ReasoningResult result = await pipeline.RunAsync(question, ByAbsence);
        result.Evidence!.Grade.ShouldBe(EvidenceGrade.Absence);
        result.Outcome.ShouldBe(ReasoningOutcome.Accepted, result.Detail);
    }

    private static MedicalQuestion Ask(string text, string answer, bool hasOptions) => new()
    {
        Id = "q",
        Text = text,
        Options = hasOptions ? ClinicQuestions.Options("yes", "no", "maybe") : [],
        AnswerLabel = !hasOptions ? null : answer switch { "yes" => "A", "no" => "B", _ => "C" },
        Answer = answer,
    };
}
