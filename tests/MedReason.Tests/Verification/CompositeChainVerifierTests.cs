namespace MedReason.Tests;

public sealed class CompositeChainVerifierTests
{
    private static readonly VerificationRequest Request = new()
    {
        Question = ClinicQuestions.Drug,
        Links = [],
        Chain = new ReasoningChain { Text = "It is so.", Steps = [], Evidence = EvidenceSet.Empty },
    };

    [Theory]
    [InlineData(VerdictStatus.Accepted, VerdictStatus.Accepted, VerdictStatus.Accepted)]
    [InlineData(VerdictStatus.Accepted, VerdictStatus.Unknown, VerdictStatus.Unknown)]
    [InlineData(VerdictStatus.Unknown, VerdictStatus.Rejected, VerdictStatus.Rejected)]
    [InlineData(VerdictStatus.Accepted, VerdictStatus.Rejected, VerdictStatus.Rejected)]
    public async Task The_worst_verdict_decides(VerdictStatus first, VerdictStatus second, VerdictStatus expected)
    {
        (await AskAsync(Says(first), Says(second))).Status.ShouldBe(expected);
        (await AskAsync(Says(second), Says(first))).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task Without_a_verifier_nothing_is_known()
    {
        ChainVerdict verdict = await AskAsync();
        verdict.Status.ShouldBe(VerdictStatus.Unknown);
        verdict.Findings.Single().Code.ShouldBe(ReasonCodes.NothingChecked);
    }

    [Fact]
    public async Task An_acceptance_that_carries_an_error_is_none()
    {
        ChainVerdict verdict = await AskAsync(new TestPipeline.Verifier((_, _) => Task.FromResult(
            new ChainVerdict { Status = VerdictStatus.Accepted, Findings = [Finding("x", FindingSeverity.Error, null)] })));
        verdict.Status.ShouldBe(VerdictStatus.Rejected);
    }

    [Fact]
    public async Task A_verifier_that_throws_or_answers_null_is_unknown_and_named()
    {
        ChainVerdict verdict = await AskAsync(
            Says(VerdictStatus.Accepted),
            new TestPipeline.Verifier((_, _) => throw new InvalidOperationException("secret")),
            new TestPipeline.Verifier((_, _) => Task.FromResult<ChainVerdict>(null!)));

        verdict.Status.ShouldBe(VerdictStatus.Unknown);
        verdict.Findings.Select(finding => finding.Code).ShouldBe([ReasonCodes.VerifierFailed, ReasonCodes.VerifierFailed]);
        verdict.Findings.ShouldAllBe(finding => !finding.Message.Contains("secret") && finding.Message.StartsWith("Verifier "));
    }

    [Fact]
    public async Task A_verifier_that_takes_too_long_is_unknown_even_if_it_ignores_cancellation()
    {
        var never = new TaskCompletionSource<ChainVerdict>();
        var composite = new CompositeChainVerifier([new TestPipeline.Verifier((_, _) => never.Task)], TimeSpan.FromMilliseconds(20));
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        ChainVerdict verdict = await composite.VerifyAsync(graph, Request);

        verdict.Status.ShouldBe(VerdictStatus.Unknown);
        verdict.Findings.Single().Code.ShouldBe(ReasonCodes.Timeout);
        Should.Throw<ArgumentOutOfRangeException>(() => new CompositeChainVerifier([], TimeSpan.Zero));
    }

    [Fact]
    public async Task Cancellation_by_the_caller_throws()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        var composite = new CompositeChainVerifier([new TestPipeline.Verifier((_, token) => Task.FromCanceled<ChainVerdict>(token))]);
        await Should.ThrowAsync<OperationCanceledException>(composite.VerifyAsync(graph, Request, source.Token));
    }

    [Fact]
    public async Task Findings_merge_in_their_order_with_measures_usage_and_what_was_not_checked()
    {
        var measures = new GroundingMeasures { ClaimPrecision = 1 };
        ChainVerdict verdict = await AskAsync(
            new TestPipeline.Verifier((_, _) => Task.FromResult(new ChainVerdict
            {
                Status = VerdictStatus.Accepted,
                Findings = [Finding("b", FindingSeverity.Info, 1), Finding("a", FindingSeverity.Warning, 1)],
                NotChecked = ["pregnancy", "dose"],
                Usage = new ModelUsage { Calls = 1 },
            })),
            new TestPipeline.Verifier((_, _) => Task.FromResult(new ChainVerdict
            {
                Status = VerdictStatus.Accepted,
                Findings = [Finding("c", FindingSeverity.Info, null)],
                NotChecked = ["dose"],
                Measures = measures,
                Usage = new ModelUsage { Calls = 2 },
            })));

        verdict.Status.ShouldBe(VerdictStatus.Accepted);
        verdict.Findings.Select(finding => finding.Code).ShouldBe(["c", "a", "b"]);
        verdict.NotChecked.ShouldBe(["dose", "pregnancy"]);
        verdict.Measures.ShouldBe(measures);
        verdict.Usage!.Calls.ShouldBe(3);
    }

    private static TestPipeline.Verifier Says(VerdictStatus status) => new((_, _) => Task.FromResult(new ChainVerdict { Status = status }));

    private static VerificationFinding Finding(string code, FindingSeverity severity, int? step) =>
        new() { Code = code, Severity = severity, Step = step, Message = "Found.", Verifier = "test" };

    private static async Task<ChainVerdict> AskAsync(params IChainVerifier[] verifiers)
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        return await new CompositeChainVerifier(verifiers).VerifyAsync(graph, Request);
    }
}
