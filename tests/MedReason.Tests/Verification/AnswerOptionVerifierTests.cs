namespace MedReason.Tests;

public sealed class AnswerOptionVerifierTests
{
    private static readonly MedicalQuestion Drug = new()
    {
        Id = "q",
        Text = "Which drug is indicated in migraine?",
        Options = ClinicQuestions.Options("Sumatriptan", "Propranolol", "Propranolol extended release", "Both A and B", "None of the above"),
    };

    [Theory]
    [InlineData("B", "This points to Propranolol (option B).", null)]
    [InlineData("B", "The answer is B.", null)]
    [InlineData("B", "Propranolol", null)]
    [InlineData("B", "(B)", null)]
    [InlineData("B", "B. Propranolol", null)]
    [InlineData("C", "The best choice is propranolol, extended release.", null)]
    [InlineData("B", "Propranolol rather than sumatriptan is what fits.", null)]
    [InlineData("B", "Not sumatriptan but propranolol is the answer.", null)]
    [InlineData("B", "Sumatriptan is unlikely. This leaves propranolol.", null)]
    [InlineData("B", "This points to Propranolol (option B). The graph by itself would lean towards Sumatriptan (option A).", null)]
    [InlineData("D", "The answer is both sumatriptan (option A) and propranolol (option B).", null)]
    [InlineData("D", "The answer is option D.", null)]
    [InlineData("E", "None of the above.", null)]
    [InlineData("B", "It cannot be decided.", ReasonCodes.ConclusionWithoutOption)]
    [InlineData("B", "The answer is not propranolol.", ReasonCodes.ConclusionWithoutOption)]
    [InlineData("B", "Hepatitis B and vitamin A play no part in it.", ReasonCodes.ConclusionWithoutOption)]
    [InlineData("B", "The answer is A.", ReasonCodes.ConclusionOtherOption)]
    [InlineData("A", "This points to Propranolol.", ReasonCodes.ConclusionOtherOption)]
    [InlineData("B", "Propranolol or sumatriptan.", ReasonCodes.ConclusionSeveralOptions)]
    [InlineData("B", "The answer is option B or option C.", ReasonCodes.ConclusionSeveralOptions)]
    [InlineData("D", "Sumatriptan alone.", ReasonCodes.ConclusionOtherOption)]
    public async Task A_conclusion_names_the_one_option_that_its_label_says(string label, string conclusion, string? code)
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        VerificationRequest request = await Chains.RequestAsync(graph, Drug, Chains.Words(label, null, conclusion, "Migraine is common."));
        ChainVerdict verdict = await new AnswerOptionVerifier().VerifyAsync(graph, request);

        verdict.Codes().ShouldBe(code is null ? [] : [code]);
        verdict.Status.ShouldBe(code is null ? VerdictStatus.Accepted : VerdictStatus.Rejected);
    }

    [Fact]
    public async Task To_deny_an_option_concludes_it_where_the_exception_is_asked_for()
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        VerificationRequest request = await Chains.RequestAsync(
            graph, ClinicQuestions.Except, Chains.Words("C", "Podagra", "Podagra is not a finding in myasthenia gravis.", "Ptosis is."));
        (await new AnswerOptionVerifier().VerifyAsync(graph, request)).Status.ShouldBe(VerdictStatus.Accepted);
    }
}
