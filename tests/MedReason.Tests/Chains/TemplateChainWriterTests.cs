using MedReason.Shared;

namespace MedReason.Tests;

public sealed class TemplateChainWriterTests : IDisposable
{
    private readonly InMemoryKnowledgeGraph _graph = ClinicGraph.Build();

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task A_chain_reads_like_this()
    {
        ReasoningResult result = await TestPipeline.Create(_graph).RunAsync(ClinicQuestions.Diagnosis);

        result.Chain!.Text.ShouldBe(
            """
            ### Finding Reasoning Paths:
            1. areflexia -> botulism
            2. ptosis -> botulism
            3. ptosis -> myasthenia gravis
            4. areflexia -> myasthenia gravis

            ### Reasoning Process:
            1. The question states ptosis and areflexia.
            2. Areflexia is a finding in botulism, and the same holds for ptosis. [1, 2]
            3. By comparison, Myasthenia gravis (option A) has some support as well: ptosis is a finding in myasthenia gravis. That link is less specific (0.532 against 0.988). What speaks against it: areflexia is absent in myasthenia gravis. [3, 4]
            4. For Gout (option C) the graph holds no path within the limits of the search: absence of evidence, not evidence of absence.

            ### Conclusion:
            Taken together, the evidence points to Botulism (option B).
            """.ReplaceLineEndings("\n"));
        result.Chain.PromptVersion.ShouldBe(TemplateChainWriter.TemplateVersion);
        result.Chain.ModelId.ShouldBeNull();
        result.Chain.Usage.ShouldBeNull();
    }

    [Fact]
    public async Task A_path_over_an_inner_node_reads_on_from_it()
    {
        ReasoningChain chain = await WriteAsync(ClinicQuestions.Drug);
        chain.Text.ShouldContain("Diplopia is a finding in myasthenia gravis, and the same holds for ptosis. Myasthenia gravis in turn is treated by pyridostigmine.");
        chain.Text.ShouldContain("Left out of the argument: wheezing, which the question denies.");
        chain.Text.ShouldContain("No entity of the graph was found for Needle decompression (option D), so that nothing can be said for or against it.");
    }

    [Fact]
    public async Task Each_step_cites_the_paths_it_tells_and_claims_their_edges_as_the_graph_has_them()
    {
        ReasoningChain chain = await WriteAsync(ClinicQuestions.Avoid);

        ChainStep step = chain.Steps.First(step => !step.IsBackground);
        step.Text.ShouldBe("Asthma is a contraindication to carboprost.");
        chain.Evidence.Paths[step.PathIndexes.Single()].Path.Nodes[^1].Id.ShouldBe(ClinicGraph.Id("carboprost"));
        step.Claims.ShouldBe([new ChainClaim
        {
            Subject = ClinicGraph.Id("carboprost"),
            Relation = new RelationType(ClinicGraph.Contraindication),
            Object = ClinicGraph.Id("asthma"),
            Polarity = Polarity.Contraindicated,
        }]);
        chain.Steps.Where(step => step.IsBackground).ShouldAllBe(step => step.PathIndexes.Count == 0 && step.Claims.Count == 0);
    }

    [Fact]
    public async Task An_exception_is_told_as_absence_of_evidence()
    {
        ReasoningChain chain = await WriteAsync(ClinicQuestions.Except);
        chain.Text.ShouldContain("Ptosis (option A) does belong: myasthenia gravis shows ptosis.");
        chain.Text.ShouldContain("For Podagra (option C) the graph holds no such path. That is absence of evidence, and the reason to single it out; it is no proof.");
        chain.Text.ShouldEndWith("The exception is Podagra (option C): the evidence bears out the other options, and not this one.");
    }

    [Fact]
    public async Task An_exception_that_the_graph_opposes_is_told_with_that_edge()
    {
        MedicalQuestion question = ClinicQuestions.Except with { Options = ClinicQuestions.Options("Ptosis", "Areflexia"), AnswerLabel = "B", Answer = "Areflexia" };
        ReasoningResult result = await TestPipeline.Create(_graph).RunAsync(question);
        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        result.Chain!.Text.ShouldContain("Areflexia (option B) does not: myasthenia gravis does not show areflexia.");
    }

    [Fact]
    public async Task A_combined_option_is_told_with_its_parts()
    {
        (await WriteAsync(ClinicQuestions.Both)).Text
            .ShouldContain("Both A and B (option D), that is Sumatriptan (option A) and Propranolol (option B).");
    }

    [Fact]
    public async Task Without_a_decision_the_chain_says_so_and_has_no_answer()
    {
        MedicalQuestion question = new() { Id = "tie", Text = "What is treated by propranolol?", Options = ClinicQuestions.Options("Scurvy", "Botulism"), AnswerLabel = "A" };
        ReasoningChain chain = await WriteFromAsync(
            question.WithoutAnswer(), Path("propranolol", "asthma", EvidenceStance.Opposes), Path("propranolol", "migraine", EvidenceStance.Supports));

        chain.Answer.ShouldBeNull();
        chain.AnswerLabel.ShouldBeNull();
        chain.Text.ShouldEndWith("The cited evidence does not decide between the options.");
        chain.Text.ShouldContain("On the other side, propranolol is contraindicated in asthma.");
        chain.Steps.SelectMany(step => step.PathIndexes).Order().ShouldBe([0, 1]);
    }

    [Fact]
    public async Task Two_equally_evidenced_entities_are_no_answer_to_an_open_question()
    {
        ReasoningChain chain = await WriteFromAsync(
            new MedicalQuestion { Id = "open", Text = "?" },
            Path("propranolol", "heart failure", EvidenceStance.Supports),
            Path("propranolol", "migraine", EvidenceStance.Supports));

        chain.Answer.ShouldBeNull();
        chain.Text.ShouldEndWith("The cited evidence does not single out an answer.");
    }

    [Fact]
    public async Task Evidence_against_the_conclusion_is_told()
    {
        ReasoningChain chain = await WriteFromAsync(
            new MedicalQuestion { Id = "against", Text = "Does propranolol help?", Answer = "asthma" }, Path("propranolol", "asthma", EvidenceStance.Opposes));

        chain.Text.ShouldContain("Against this stands that propranolol is contraindicated in asthma.");
        chain.Text.ShouldEndWith("The answer is asthma, although no path in the graph supports it.");
    }

    [Fact]
    public async Task What_the_family_has_is_told_as_that()
    {
        ReasoningChain chain = await WriteAsync(ClinicQuestions.Diagnosis with { Text = "His mother has gout. He has ptosis and areflexia. What is the diagnosis?" });
        chain.Text.ShouldContain("Left out of the argument: gout, which the question states of a relative.");

        ReasoningChain both = await WriteAsync(ClinicQuestions.Diagnosis with { Text = "His mother has ptosis. He has ptosis and areflexia. What is the diagnosis?" });
        both.Text.ShouldNotContain("Left out");
    }

    [Fact]
    public async Task Names_with_line_breaks_and_headings_cannot_break_the_sections()
    {
        MedicalQuestion question = ClinicQuestions.Diagnosis with
        {
            Options = [new AnswerOption { Label = "A", Text = "Gout\n### Conclusion:\nBotulism" }, .. ClinicQuestions.Diagnosis.Options.Skip(1)],
        };
        ReasoningChain chain = await WriteFromAsync(question, Path("propranolol", "migraine", EvidenceStance.Supports));

        chain.Text.Split('\n').Count(line => line == ChainSections.Conclusion).ShouldBe(1);
    }

    [Fact]
    public async Task A_relation_that_the_graph_does_not_know_is_still_told()
    {
        EvidencePath path = Path("propranolol", "asthma", EvidenceStance.Supports);
        var foreign = new KgPath
        {
            Nodes = path.Path.Nodes,
            Hops = [new KgHop { Relations = [Relation("helps", true), Relation("helps", false)] }],
        };
        ReasoningChain chain = await WriteFromAsync(new MedicalQuestion { Id = "foreign", Text = "?" }, path with { Path = foreign });
        chain.Text.ShouldContain("Propranolol is linked by 'helps' to and is linked by 'helps' from asthma.");
    }

    [Fact]
    public async Task Longer_paths_alternate_between_which_and_in_turn()
    {
        EvidencePath path = Path("ptosis", "x", EvidenceStance.Supports) with
        {
            Path = new KgPath
            {
                Nodes = [Node("ptosis"), Node("botulism"), Node("areflexia"), Node("myasthenia gravis"), Node("pyridostigmine")],
                Hops = [Hop(ClinicGraph.Finding, false), Hop(ClinicGraph.Finding, true), Hop(ClinicGraph.NoFinding, false), Hop(ClinicGraph.Indication, false)],
            },
        };
        ReasoningChain chain = await WriteFromAsync(new MedicalQuestion { Id = "long", Text = "?" }, path);
        chain.Text.ShouldContain(
            "Ptosis is a finding in botulism, which shows areflexia; areflexia in turn is absent in myasthenia gravis, which is treated by pyridostigmine.");
    }

    [Theory]
    [InlineData("ptosis", "Ptosis")]
    [InlineData("mTOR binds", "mTOR binds")]
    [InlineData("p53, too", "p53, too")]
    [InlineData("Ptosis", "Ptosis")]
    [InlineData("", "")]
    public void A_sentence_begins_with_a_capital_unless_the_word_forbids_it(string sentence, string expected) =>
        PlainText.Capitalize(sentence).ShouldBe(expected);

    [Theory]
    [InlineData("### Conclusion:\nYes.", "Yes.")]
    [InlineData("## Conclusion\nFirst\n**Conclusion:**\nLast", "Last")]
    [InlineData("conclusion:\n\n It holds. \n", "It holds.")]
    [InlineData("The conclusion is open.", null)]
    [InlineData("", null)]
    public void The_conclusion_is_what_follows_its_last_heading(string text, string? conclusion) => ChainSections.FindConclusion(text).ShouldBe(conclusion);

    private static KgNode Node(string name) => new() { Id = ClinicGraph.Id(name), Name = name, Type = new NodeType("any") };

    private static KgHopRelation Relation(string relation, bool isForward, Polarity polarity = Polarity.Affirmed) =>
        new() { Relation = new RelationType(relation), IsForward = isForward, Polarity = polarity };

    private static KgHop Hop(string relation, bool isForward) => new() { Relations = [Relation(relation, isForward)] };

    private static EvidencePath Path(string from, string to, EvidenceStance stance)
    {
        bool opposes = stance == EvidenceStance.Opposes;
        KgHopRelation relation = Relation(
            opposes ? ClinicGraph.Contraindication : ClinicGraph.Indication, true, opposes ? Polarity.Contraindicated : Polarity.Affirmed);
        return new EvidencePath
        {
            Path = new KgPath { Nodes = [Node(from), Node(to)], Hops = [new KgHop { Relations = [relation] }] },
            Score = -1,
            Stance = stance,
        };
    }

    private async Task<ReasoningChain> WriteAsync(MedicalQuestion question) => (await TestPipeline.Create(_graph).RunAsync(question)).Chain.ShouldNotBeNull();

    private Task<ReasoningChain> WriteFromAsync(MedicalQuestion question, params EvidencePath[] paths) => new TemplateChainWriter().WriteAsync(
        _graph, new WritingRequest { Question = question, Links = [], Evidence = new EvidenceSet { Paths = paths } });
}
