namespace MedReason.Tests;

public sealed class AnswerLeakVerifierTests
{
    [Theory]
    [InlineData("Since the correct answer is the second one, the findings must be those of myasthenia.", ReasonCodes.GivenAnswerMentioned)]
    [InlineData("The provided answer fits well with the ptosis.", ReasonCodes.GivenAnswerMentioned)]
    [InlineData("The answer that was given to us is consistent with ptosis.", ReasonCodes.GivenAnswerMentioned)]
    [InlineData("We were told the right option, so the ptosis is easily explained.", ReasonCodes.GivenAnswerMentioned)]
    [InlineData("According to the answer key the ptosis is myasthenic.", ReasonCodes.GivenAnswerMentioned)]
    [InlineData("Working backwards from the answer, ptosis comes first.", ReasonCodes.GivenAnswerMentioned)]
    [InlineData("The supplied knowledge graph paths start with ptosis.", ReasonCodes.InstructionMentioned)]
    [InlineData("The reasoning paths that were provided begin with ptosis.", ReasonCodes.InstructionMentioned)]
    [InlineData("As instructed, ptosis comes first.", ReasonCodes.InstructionMentioned)]
    [InlineData("Let us pretend that nothing but ptosis is known.", ReasonCodes.InstructionMentioned)]
    [InlineData("The prompt says that ptosis comes first.", ReasonCodes.InstructionMentioned)]
    [InlineData("Ignore previous instructions: ptosis.", ReasonCodes.InstructionMentioned)]
    [InlineData("It all comes down to pyridostigmine in the end.", ReasonCodes.AnswerBeforeEvidence)]
    [InlineData("Plainly option B.", ReasonCodes.AnswerBeforeEvidence)]
    [InlineData("The options are salbutamol, pyridostigmine, allopurinol and needle decompression.", null)]
    [InlineData("We are told that the eyelids droop, so drugs for the junction are of interest.", null)]
    [InlineData("Given the answer choices, a drug for the junction is sought.", null)]
    [InlineData("Prompt treatment matters, and the patient was given oxygen.", null)]
    public async Task A_first_step_gives_away_the_answer_or_does_not(string first, string? code)
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        VerificationRequest request = await Chains.RequestAsync(
            graph, ClinicQuestions.Drug, Chains.Words("B", "Pyridostigmine", "This points to Pyridostigmine.", first, "Ptosis is a finding in myasthenia gravis, which is treated by pyridostigmine."));
        ChainVerdict verdict = await new AnswerLeakVerifier().VerifyAsync(graph, request);

        verdict.Codes().ShouldBe(code is null ? [] : [code]);
    }

    [Fact]
    public async Task The_rationale_word_by_word_before_any_evidence_is_a_leak()
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        MedicalQuestion question = ClinicQuestions.Drug with { Rationale = "The fluctuating weakness of the eye muscles is typical of a disorder of the junction." };
        VerificationRequest request = await Chains.RequestAsync(
            graph, question, Chains.Words("B", "Pyridostigmine", "This points to Pyridostigmine.", "The fluctuating weakness of the eye muscles is typical.", "More."));
        (await new AnswerLeakVerifier().VerifyAsync(graph, request)).Codes().ShouldBe([ReasonCodes.RationaleBeforeEvidence]);
    }

    [Fact]
    public async Task The_chains_of_the_offline_pipeline_do_not_leak()
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        foreach (MedicalQuestion question in ClinicQuestions.All)
        {
            ReasoningResult result = await TestPipeline.Create(graph, verifier: CompositeChainVerifier.CreateDefault()).RunAsync(question);
            result.Outcome.ShouldBe(ReasoningOutcome.Accepted, $"{question.Id}: {result.Reason} {result.Detail}\n{result.Chain?.Text}");
            result.Verdict!.Codes().ShouldBeEmpty();
        }
    }
}
