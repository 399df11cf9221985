namespace MedReason.Abstractions.Tests;

public sealed class ContractTests
{
    [Fact]
    public void Usage_adds_up_and_nothing_counts_as_nothing()
    {
        ModelUsage.Sum(null, null).ShouldBeNull();
        ModelUsage.Sum(Samples.Usage, null).ShouldBe(Samples.Usage);
        ModelUsage.Sum(null, Samples.Usage).ShouldBe(Samples.Usage);
        ModelUsage.Sum(Samples.Usage, Samples.Usage).ShouldBe(new ModelUsage { Calls = 2, InputTokens = 4, OutputTokens = 6 });
    }

    [Fact]
    public async Task A_writer_that_cannot_stream_tells_its_text_at_once_and_its_chain_last()
    {
        IChainWriter writer = new Writer();
        var request = new WritingRequest { Question = Samples.Question, Links = [], Evidence = EvidenceSet.Empty };
        var updates = new List<ChainUpdate>();

        await foreach (ChainUpdate update in writer.WriteStreamingAsync(NSubstitute.Substitute.For<IKnowledgeGraph>(), request))
        {
            updates.Add(update);
        }

        updates.Select(update => (update.Text, update.Chain)).ShouldBe([("text", null), (string.Empty, Samples.Chain)]);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChainUpdate _ in writer.WriteStreamingAsync(NSubstitute.Substitute.For<IKnowledgeGraph>(), request).WithCancellation(source.Token))
            {
            }
        });
    }

    [Fact]
    public void A_question_without_its_answer_tells_it_nowhere()
    {
        MedicalQuestion blank = Samples.Question.WithoutAnswer();

        blank.Answer.ShouldBeNull();
        blank.AnswerLabel.ShouldBeNull();
        blank.Rationale.ShouldBeNull();
        blank.ReferenceReasoning.ShouldBeNull();
        blank.AdditionalProperties.ShouldBeNull("what else the source says may say it");
        blank.Text.ShouldBe(Samples.Question.Text);
        blank.Options.ShouldBe(Samples.Question.Options);
        Samples.Question.Answer.ShouldBe("Metformin");
    }

    [Fact]
    public void Options_are_found_by_their_label()
    {
        Samples.Question.FindOption("B")!.Text.ShouldBe("Insulin");
        Samples.Question.FindOption("b").ShouldBeNull();
        Samples.Question.FindOption(null).ShouldBeNull();
    }

    [Fact]
    public void Only_an_accepted_verdict_is_a_pass()
    {
        new ChainVerdict { Status = VerdictStatus.Accepted }.IsAccepted.ShouldBeTrue();
        new ChainVerdict { Status = VerdictStatus.Rejected }.IsAccepted.ShouldBeFalse();
        new ChainVerdict { Status = default }.IsAccepted.ShouldBeFalse();
        new ChainVerdict { Status = default }.Status.ShouldBe(VerdictStatus.Unknown);
    }

    [Fact]
    public void Requests_have_the_documented_defaults()
    {
        var query = new PathQuery { Pairs = [] };
        (query.MaxLength, query.Slack, query.MaxPathsPerPair, query.MaxExpandedEdges, query.Cost).ShouldBe((4, 0, 50, 50_000_000, null));
        query.Filter.ShouldBe(KgFilter.Affirmed);
        var search = new NodeSearchOptions();
        (search.MaxResults, search.MinScore, search.Types).ShouldBe((10, 0, null));
        var ranking = new RankingRequest { Question = Samples.Question, Links = [], Search = Samples.Search, Mode = ReasoningMode.Answer, Visibility = AnswerVisibility.Shown, Seed = 1 };
        (ranking.MaxPaths, ranking.Mode, ranking.Visibility, ranking.Seed).ShouldBe((3, ReasoningMode.Answer, AnswerVisibility.Shown, 1));
        var writing = new WritingRequest { Question = Samples.Question, Links = [], Evidence = EvidenceSet.Empty };
        (writing.Mode, writing.Visibility, writing.Seed).ShouldBe((ReasoningMode.Explain, AnswerVisibility.Hidden, 0));
        var verification = new VerificationRequest { Question = Samples.Question, Links = [], Chain = Samples.Chain, ReferenceEdges = [Samples.Edge] };
        (verification.Mode, verification.Visibility, verification.ReferenceEdges!.Count).ShouldBe((ReasoningMode.Explain, AnswerVisibility.Hidden, 1));
    }

    [Theory]
    [InlineData("kg.csv", 7L, "kg.csv, line 7: expected 12 fields")]
    [InlineData("kg.csv", null, "kg.csv: expected 12 fields")]
    [InlineData(null, 7L, "line 7: expected 12 fields")]
    [InlineData(null, null, "expected 12 fields")]
    public void A_format_error_is_told_in_one_line(string? file, long? line, string expected) =>
        new InputFormatException("expected\n12\r\nfields") { File = file, Line = line, ByteOffset = 3 }.ToLine().ShouldBe(expected);

    [Fact]
    public void Failures_keep_cause_and_place()
    {
        var cause = new IOException("x");
        Exception[] failures =
        [
            new MedReasonException("m", cause) { StageName = StageNames.Graph },
            new KnowledgeGraphException("m", cause) { StageName = StageNames.Graph },
            new InputFormatException("m", cause) { StageName = StageNames.Graph },
            new ModelOutputException("m", cause) { StageName = StageNames.Graph, RawText = "secret", FinishReason = "length", Usage = Samples.Usage },
        ];
        foreach (Exception failure in failures)
        {
            failure.InnerException.ShouldBe(cause);
            ((MedReasonException)failure).StageName.ShouldBe("graph");
            failure.ToString().ShouldNotContain("secret");
        }

        ((ModelOutputException)failures[3]).Usage.ShouldBe(Samples.Usage);
        new ModelOutputException().Failure.ShouldBeNull();
        new MedReasonException().StageName.ShouldBeNull();
        new KnowledgeGraphException("k").Message.ShouldBe("k");
        new InputFormatException().Line.ShouldBeNull();
        new ModelOutputException("x").RawText.ShouldBeNull();
        new ModelOutputException().FinishReason.ShouldBeNull();
        new MedReasonException("y").Message.ShouldBe("y");
        new KnowledgeGraphException().InnerException.ShouldBeNull();
        new InputFormatException("z").ToLine().ShouldBe("z");
    }

    private sealed class Writer : IChainWriter
    {
        public Task<ReasoningChain> WriteAsync(IKnowledgeGraph graph, WritingRequest request, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(Samples.Chain);
        }
    }
}
