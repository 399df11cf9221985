using System.Runtime.CompilerServices;
using System.Text.Json;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace MedReason.Tests;

public sealed class ReasoningPipelineTests
{
    private static readonly RunOptions Shown = TestPipeline.EveryPath with { Visibility = AnswerVisibility.Shown };
    private static readonly RunOptions Answer = TestPipeline.EveryPath with { Mode = ReasoningMode.Answer };

    [Fact]
    public async Task A_question_becomes_an_accepted_chain_that_concludes_its_answer()
    {
        ReasoningResult result = await TestPipeline.Create().RunAsync(ClinicQuestions.Drug);

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        result.FailedStage.ShouldBeNull();
        result.Reason.ShouldBeNull();
        result.Chain!.AnswerLabel.ShouldBe("B");
        result.Verdict!.IsAccepted.ShouldBeTrue();
        result.Question.ShouldBe(ClinicQuestions.Drug);
        result.Usage.ShouldBeNull();
    }

    [Fact]
    public async Task Every_kind_of_question_is_accepted_in_every_mode()
    {
        ReasoningPipeline pipeline = TestPipeline.Create();
        foreach (MedicalQuestion question in ClinicQuestions.All)
        {
            foreach (RunOptions options in (RunOptions[])[TestPipeline.EveryPath, Shown, Answer])
            {
                ReasoningResult result = await pipeline.RunAsync(question, options);
                result.Outcome.ShouldBe(ReasoningOutcome.Accepted, $"{question.Id} {options.Mode} {options.Visibility}: {result.Reason} {result.Detail}");
            }
        }
    }

    [Fact]
    public async Task Provenance_names_graph_mode_seed_template_and_source_and_no_clock()
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        ReasoningResult result = await TestPipeline.Create(graph).RunAsync(ClinicQuestions.Drug, TestPipeline.EveryPath with { Seed = 7 });

        ReasoningProvenance provenance = result.Provenance.ShouldNotBeNull();
        provenance.GraphName.ShouldBe("Clinic");
        provenance.GraphVersion.ShouldBe("1");
        provenance.GraphHash.ShouldBe((await graph.GetMetadataAsync()).ContentHash);
        provenance.Mode.ShouldBe(ReasoningMode.Explain);
        provenance.WriterSees.ShouldBe(AnswerVisibility.Hidden);
        provenance.IsAnswerVisible.ShouldBeFalse();
        provenance.HiddenAttempts.ShouldBe(0);
        provenance.Seed.ShouldBe(7);
        provenance.Models.ShouldBeEmpty();
        provenance.Prompts.ShouldBe(new Dictionary<string, string> { [StageNames.Write] = TemplateChainWriter.TemplateVersion });
        provenance.PackageVersion.ShouldBe("0.1.0");
        provenance.SourceSplit.ShouldBe("clinic/test");
    }

    [Fact]
    public async Task Hidden_with_options_no_stage_before_the_verifier_is_told_the_answer()
    {
        var seen = new Witness();
        ReasoningResult result = await seen.CreatePipeline().RunAsync(ClinicQuestions.Drug);

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        foreach (MedicalQuestion question in (MedicalQuestion[])[seen.Extracted!, seen.Linked!, seen.Ranking!.Question, seen.Writing!.Question])
        {
            question.Answer.ShouldBeNull();
            question.AnswerLabel.ShouldBeNull();
            question.Rationale.ShouldBeNull();
            question.ReferenceReasoning.ShouldBeNull();
        }

        seen.Ranking!.Links.ShouldAllBe(link => link.Mention.Role != MentionRole.Answer && link.Mention.Role != MentionRole.Rationale);
        seen.Verification!.Question.AnswerLabel.ShouldBe("B");
    }

    [Fact]
    public async Task Hidden_the_bytes_offered_to_the_writer_do_not_depend_on_which_option_is_right()
    {
        var first = new Witness();
        var second = new Witness();
        await first.CreatePipeline().RunAsync(ClinicQuestions.Diagnosis);
        await second.CreatePipeline().RunAsync(ClinicQuestions.Diagnosis with { AnswerLabel = "A", Answer = "Myasthenia gravis" });

        Json(first.Writing!.Evidence).ShouldBe(Json(second.Writing!.Evidence));
        first.Writing.Question.ShouldBe(second.Writing.Question with { Options = first.Writing.Question.Options });
    }

    [Fact]
    public async Task Hidden_every_option_is_searched_from_the_same_starts_under_the_same_caps()
    {
        var seen = new Witness();
        await seen.CreatePipeline().RunAsync(ClinicQuestions.Diagnosis);

        PathQuery query = seen.Queries[0];
        ILookup<NodeId, NodeId> starts = query.Pairs.ToLookup(pair => pair.To, pair => pair.From);
        starts.Count.ShouldBe(3);
        foreach (IGrouping<NodeId, NodeId> option in starts)
        {
            option.ShouldBe([ClinicGraph.Id("ptosis"), ClinicGraph.Id("areflexia")]);
        }
    }

    [Fact]
    public async Task Shown_the_writer_sees_the_answer_and_the_other_options_are_searched_for_the_contrast()
    {
        var seen = new Witness();
        ReasoningResult result = await seen.CreatePipeline().RunAsync(ClinicQuestions.Diagnosis, Shown);

        seen.Writing!.Question.AnswerLabel.ShouldBe("B");
        seen.Queries[0].Pairs.Select(pair => pair.To).Distinct().Count().ShouldBe(3);
        result.Provenance!.WriterSees.ShouldBe(AnswerVisibility.Shown);
    }

    [Fact]
    public async Task Answer_mode_blanks_the_answer_for_every_stage_the_verifier_among_them()
    {
        var seen = new Witness();
        await seen.CreatePipeline().RunAsync(ClinicQuestions.Drug, Answer);

        foreach (MedicalQuestion question in (MedicalQuestion[])[seen.Extracted!, seen.Linked!, seen.Ranking!.Question, seen.Writing!.Question, seen.Verification!.Question])
        {
            (question.Answer, question.AnswerLabel, question.Rationale).ShouldBe((null, null, null));
        }
    }

    [Fact]
    public async Task Answer_mode_gives_the_same_chain_whatever_answer_the_question_carries()
    {
        ReasoningPipeline pipeline = TestPipeline.Create();
        ReasoningResult right = await pipeline.RunAsync(ClinicQuestions.Diagnosis, Answer);
        ReasoningResult wrong = await pipeline.RunAsync(ClinicQuestions.Diagnosis with { AnswerLabel = "C", Answer = "Gout" }, Answer);

        wrong.Chain!.Text.ShouldBe(right.Chain!.Text);
        wrong.Outcome.ShouldBe(ReasoningOutcome.Accepted);
    }

    [Fact]
    public async Task An_open_question_in_answer_mode_is_searched_among_its_own_entities()
    {
        var seen = new Witness();
        ReasoningResult result = await seen.CreatePipeline().RunAsync(ClinicQuestions.Open, Answer);

        seen.Queries[0].Pairs.ShouldBe([new PathPair { From = ClinicGraph.Id("ptosis"), To = ClinicGraph.Id("diplopia") }]);
        result.Chain!.Answer.ShouldBe("myasthenia gravis");
    }

    [Fact]
    public async Task An_open_hidden_answer_stands_among_decoys_of_its_type_without_labels()
    {
        var seen = new Witness();
        ReasoningResult result = await seen.CreatePipeline().RunAsync(ClinicQuestions.Open, TestPipeline.EveryPath with { DecoyCount = 3 });

        NodeId[] targets = [.. seen.Queries[0].Pairs.Select(pair => pair.To).Distinct()];
        targets.Length.ShouldBe(4);
        targets.ShouldContain(ClinicGraph.Id("myasthenia gravis"));
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        (await graph.GetNodesAsync(targets)).ShouldAllBe(node => node!.Type == new NodeType("disease"));
        seen.Ranking!.Question.Options.Count.ShouldBe(4);
        seen.Writing!.Question.Options.ShouldBeEmpty();
        seen.Writing.Evidence.Paths.ShouldAllBe(path => path.OptionLabel == null);
        seen.Writing.Evidence.FavoredLabel.ShouldBeNull();
        seen.Writing.Links.ShouldAllBe(link => link.Mention.Role == MentionRole.Question);
        result.Provenance!.IsAnswerVisible.ShouldBeFalse();
    }

    [Fact]
    public async Task Decoys_are_drawn_by_the_seed()
    {
        async Task<NodeId[]> DrawAsync(long seed)
        {
            var seen = new Witness();
            await seen.CreatePipeline().RunAsync(ClinicQuestions.Open, TestPipeline.EveryPath with { DecoyCount = 2, Seed = seed });
            return [.. seen.Queries[0].Pairs.Select(pair => pair.To).Distinct()];
        }

        (await DrawAsync(1)).ShouldBe(await DrawAsync(1));
        var draws = new HashSet<string>();
        for (int seed = 0; seed < 8; seed++)
        {
            draws.Add(string.Join(' ', (await DrawAsync(seed)).Order()));
        }

        draws.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Where_the_graph_cannot_list_its_nodes_the_hidden_open_answer_is_marked_visible()
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        var bare = new WithoutCatalog(graph);
        ReasoningResult result = await TestPipeline.Create(bare, new LexiconOver(graph), new LinkerOver(graph)).RunAsync(ClinicQuestions.Open);

        result.Provenance!.IsAnswerVisible.ShouldBeTrue();
        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
    }

    [Fact]
    public async Task Without_decoys_the_hidden_open_answer_is_marked_visible()
    {
        ReasoningResult result = await TestPipeline.Create().RunAsync(ClinicQuestions.Open, TestPipeline.EveryPath with { DecoyCount = 0 });

        result.Provenance!.IsAnswerVisible.ShouldBeTrue();
    }

    [Fact]
    public async Task A_denied_finding_starts_no_ordinary_search_and_its_direct_edges_are_looked_up()
    {
        var seen = new Witness();
        MedicalQuestion question = ClinicQuestions.Diagnosis with { Text = "A man has ptosis but no areflexia. What is the diagnosis?", AnswerLabel = "A", Answer = null };
        ReasoningResult result = await seen.CreatePipeline().RunAsync(question);

        seen.Queries[0].Pairs.ShouldAllBe(pair => pair.From == ClinicGraph.Id("ptosis"));
        PathQuery denied = seen.Queries[^1];
        denied.MaxLength.ShouldBe(1);
        denied.Pairs.ShouldAllBe(pair => pair.From == ClinicGraph.Id("areflexia"));
        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        result.Chain!.AnswerLabel.ShouldBe("A");
        result.Chain.Text.ShouldContain("areflexia is absent in myasthenia gravis, in keeping with the question, which denies it", Case.Insensitive);
    }

    [Fact]
    public async Task What_relatives_have_starts_nothing()
    {
        var seen = new Witness();
        await seen.CreatePipeline().RunAsync(ClinicQuestions.Diagnosis with { Text = "His mother has gout. He has ptosis. Diagnosis?" });

        seen.Queries.SelectMany(query => query.Pairs).ShouldAllBe(pair => pair.From == ClinicGraph.Id("ptosis"));
    }

    [Fact]
    public async Task Counter_evidence_is_searched_beside_ordinary_paths_by_direct_edges()
    {
        var seen = new Witness();
        MedicalQuestion question = ClinicQuestions.Avoid with { Seeks = Polarity.Affirmed, AnswerLabel = "C", Answer = "Salbutamol", Text = "What relieves asthma?" };
        ReasoningResult result = await seen.CreatePipeline().RunAsync(question);

        seen.Queries[1].Filter.Polarities.ShouldBe([Polarity.Absent, Polarity.Contraindicated]);
        seen.Queries[1].MaxLength.ShouldBe(1);
        result.Evidence!.Contrast.Single(option => option.Label == "B").Support.ShouldBe(OptionSupport.Opposed);
        result.Chain!.Text.ShouldContain("Against Carboprost (option B) stands that asthma is a contraindication to carboprost.");
    }

    [Fact]
    public async Task A_question_that_asks_what_to_avoid_is_answered_by_a_contraindication()
    {
        ReasoningResult result = await TestPipeline.Create().RunAsync(ClinicQuestions.Avoid);

        result.Chain!.Text.ShouldEndWith("What should be avoided is therefore Carboprost (option B).");
        result.Chain.Steps.SelectMany(step => step.Claims).ShouldContain(claim => claim.Polarity == Polarity.Contraindicated);
    }

    [Fact]
    public async Task The_rationale_serves_where_the_answer_names_nothing_and_this_is_recorded()
    {
        MedicalQuestion question = ClinicQuestions.Open with { Answer = "It is the junction", Rationale = "Myasthenia gravis explains both." };
        var seen = new Witness();
        ReasoningResult result = await seen.CreatePipeline().RunAsync(question, Shown);

        result.Provenance!.IsRationaleUsed.ShouldBeTrue();
        seen.Queries[0].Pairs.ShouldAllBe(pair => pair.To == ClinicGraph.Id("myasthenia gravis"));
        result.Links.ShouldContain(link => link.Mention.Role == MentionRole.Rationale);
        result.Evidence!.Paths.ShouldAllBe(path => path.IsFromRationale);

        // What the rationale names is evidence, and not the answer.
        result.Reason.ShouldBe(ReasonCodes.AnswerNotReached);

        ReasoningResult without = await TestPipeline.Create().RunAsync(question, Shown with { UseRationale = false });
        without.Reason.ShouldBe(ReasonCodes.NoAnswerEntity);
    }

    [Fact]
    public async Task The_cap_on_pairs_leaves_out_the_last_starts_for_every_option_alike_and_says_how_many()
    {
        var seen = new Witness();
        ReasoningResult result = await seen.CreatePipeline().RunAsync(ClinicQuestions.Diagnosis, TestPipeline.EveryPath with { MaxPairs = 3 });

        seen.Queries[0].Pairs.Count.ShouldBe(3);
        seen.Queries[0].Pairs.ShouldAllBe(pair => pair.From == ClinicGraph.Id("ptosis"));
        result.Search!.OmittedPairs.ShouldBe(3);
    }

    [Fact]
    public async Task A_hidden_attempt_that_fails_may_be_followed_by_a_shown_one_and_provenance_says_so()
    {
        MedicalQuestion question = ClinicQuestions.Diagnosis with { AnswerLabel = "A", Answer = null };
        ReasoningPipeline pipeline = TestPipeline.Create();

        ReasoningResult hidden = await pipeline.RunAsync(question);
        hidden.Outcome.ShouldBe(ReasoningOutcome.Rejected);
        hidden.Reason.ShouldBe(ReasonCodes.AnswerMismatch);

        ReasoningResult shown = await pipeline.RunAsync(question, TestPipeline.EveryPath with { ShowAfterHidden = true });
        shown.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        shown.Provenance!.WriterSees.ShouldBe(AnswerVisibility.Shown);
        shown.Provenance.HiddenAttempts.ShouldBe(1);
        shown.Chain!.Text.ShouldContain("The graph by itself would lean towards Botulism (option B)");
    }

    [Theory]
    [InlineData("", ReasonCodes.EmptyQuestion, StageNames.Extract)]
    [InlineData(" \t", ReasonCodes.EmptyQuestion, StageNames.Extract)]
    [InlineData("What is the meaning of life?", ReasonCodes.NoQuestionEntity, StageNames.Link)]
    [InlineData("What is scurvy?", ReasonCodes.NoPath, StageNames.Search)]
    [InlineData("What is botulism?", ReasonCodes.AnswerInQuestion, StageNames.Search)]
    public async Task What_cannot_be_grounded_is_rejected_with_stage_and_reason(string text, string reason, string stage)
    {
        ReasoningResult result = await TestPipeline.Create().RunAsync(ClinicQuestions.Diagnosis with { Text = text, Options = [], AnswerLabel = null });

        result.Outcome.ShouldBe(ReasoningOutcome.Rejected);
        result.Reason.ShouldBe(reason);
        result.FailedStage.ShouldBe(stage);
        result.Detail.ShouldNotBeNullOrEmpty();
        result.Provenance.ShouldNotBeNull();
    }

    [Fact]
    public async Task Questions_that_contradict_themselves_or_lack_an_answer_are_rejected()
    {
        ReasoningPipeline pipeline = TestPipeline.Create();
        (await pipeline.RunAsync(ClinicQuestions.Drug with { Answer = null, AnswerLabel = null })).Reason.ShouldBe(ReasonCodes.NoAnswer);
        (await pipeline.RunAsync(ClinicQuestions.Drug with { AnswerLabel = "Z" })).Reason.ShouldBe(ReasonCodes.AnswerLabelUnknown);
        (await pipeline.RunAsync(ClinicQuestions.Drug with { AnswerLabel = "D", Answer = null })).Reason.ShouldBe(ReasonCodes.NoAnswerEntity);
        MedicalQuestion twice = ClinicQuestions.Drug with { Options = [.. ClinicQuestions.Drug.Options, new AnswerOption { Label = "A", Text = "again" }] };
        (await pipeline.RunAsync(twice)).Reason.ShouldBe(ReasonCodes.DuplicateOptionLabel);
        MedicalQuestion unknown = ClinicQuestions.Drug with { Options = ClinicQuestions.Options("nothing", "of this") };
        (await pipeline.RunAsync(unknown, Answer)).Reason.ShouldBe(ReasonCodes.NoAnswerEntity);
    }

    [Fact]
    public async Task Text_over_the_cap_is_rejected_before_any_stage_reads_it()
    {
        IEntityExtractor extractor = Substitute.For<IEntityExtractor>();
        ReasoningResult result = await TestPipeline.Create(extractor: extractor)
            .RunAsync(ClinicQuestions.Drug with { Text = new string('x', 1_000_000) });

        result.Reason.ShouldBe(ReasonCodes.TextTooLong);
        result.Detail.ShouldBe("The question has 1000110 UTF-16 code units, and at most 200000 are read.");
        extractor.ReceivedCalls().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_NUL_byte_and_a_lone_surrogate_in_the_text_break_nothing()
    {
        ReasoningResult result = await TestPipeline.Create().RunAsync(ClinicQuestions.Drug with { Text = "ptosis\0 and \ud800 diplopia?" });

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        Json(result).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_answer_is_known_by_its_text_where_the_label_is_missing()
    {
        ReasoningResult result = await TestPipeline.Create().RunAsync(ClinicQuestions.Drug with { AnswerLabel = null, Answer = " pyridostigmine " });

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        result.Chain!.AnswerLabel.ShouldBe("B");
    }

    [Fact]
    public async Task A_search_that_a_cap_ended_is_told_apart_from_one_that_found_nothing()
    {
        ReasoningResult result = await TestPipeline.Create().RunAsync(ClinicQuestions.Drug, TestPipeline.EveryPath with { MaxExpandedEdges = 1 });

        result.Reason.ShouldBe(ReasonCodes.PathSearchCut);
        result.FailedStage.ShouldBe(StageNames.Search);
    }

    [Fact]
    public async Task A_ranker_that_finds_nothing_worth_citing_ends_the_question()
    {
        IPathRanker ranker = Substitute.For<IPathRanker>();
        ranker.RankAsync(default!, default!, default).ReturnsForAnyArgs(EvidenceSet.Empty);
        ReasoningResult result = await TestPipeline.Create(ranker: ranker).RunAsync(ClinicQuestions.Drug);

        (result.FailedStage, result.Reason).ShouldBe((StageNames.Rank, ReasonCodes.NoEvidence));
        result.Search.ShouldNotBeNull();
    }

    public static TheoryData<string, Exception, string> Failures => new()
    {
        { StageNames.Graph, new KnowledgeGraphException("The graph is gone."), ReasonCodes.GraphFailed },
        { StageNames.Graph, new InvalidOperationException("secret"), ReasonCodes.GraphFailed },
        { StageNames.Extract, new KnowledgeGraphException("No catalog."), ReasonCodes.GraphFailed },
        { StageNames.Extract, new InvalidOperationException("secret"), ReasonCodes.ExtractFailed },
        { StageNames.Link, new InvalidOperationException("secret"), ReasonCodes.LinkFailed },
        { StageNames.Search, new ArgumentException("secret"), ReasonCodes.SearchFailed },
        { StageNames.Rank, new DivideByZeroException("secret"), ReasonCodes.RankFailed },
        { StageNames.Write, new ModelOutputException("The model refused."), ReasonCodes.ModelOutput },
        { StageNames.Write, new NotSupportedException("secret"), ReasonCodes.WriterFailed },
        { StageNames.Write, new TaskCanceledException("secret"), ReasonCodes.Timeout },
        { StageNames.Verify, new TimeoutException("secret"), ReasonCodes.Timeout },
        { StageNames.Verify, new InvalidOperationException("secret"), ReasonCodes.VerifierFailed },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Whatever_a_stage_throws_becomes_a_failed_result_with_stage_and_reason(string stage, Exception exception, string reason)
    {
        IKnowledgeGraph graph = ClinicGraph.Build();
        if (stage == StageNames.Graph)
        {
            graph = new BrokenGraph(exception);
        }

        IEntityLinker linker = Substitute.For<IEntityLinker>();
        linker.LinkAsync(default!, default!, default!, default).ThrowsAsyncForAnyArgs(exception);
        var finder = new TestPipeline.Finder(_ => throw exception);
        IPathRanker ranker = Substitute.For<IPathRanker>();
        ranker.RankAsync(default!, default!, default).ThrowsAsyncForAnyArgs(exception);
        ReasoningPipeline pipeline = TestPipeline.Create(
            graph,
            stage == StageNames.Extract ? new TestPipeline.Extractor((_, _) => throw exception) : null,
            stage == StageNames.Link ? linker : null,
            stage == StageNames.Search ? finder : null,
            stage == StageNames.Rank ? ranker : null,
            stage == StageNames.Write ? new TestPipeline.Writer((_, _) => throw exception) : null,
            stage == StageNames.Verify ? new TestPipeline.Verifier((_, _) => throw exception) : null);

        ReasoningResult result = await pipeline.RunAsync(ClinicQuestions.Drug);

        result.Outcome.ShouldBe(ReasoningOutcome.Failed);
        result.FailedStage.ShouldBe(stage);
        result.Reason.ShouldBe(reason);
        result.Detail!.ShouldNotContain("secret");
        if (exception is MedReasonException)
        {
            result.Detail.ShouldBe(exception.Message);
        }
    }

    [Fact]
    public async Task A_stage_that_answers_null_or_too_few_pairs_fails()
    {
        IPathRanker ranker = Substitute.For<IPathRanker>();
        ranker.RankAsync(default!, default!, default).ReturnsForAnyArgs(Task.FromResult<EvidenceSet>(null!));
        (await TestPipeline.Create(ranker: ranker).RunAsync(ClinicQuestions.Drug)).Reason.ShouldBe(ReasonCodes.RankFailed);

        var finder = new TestPipeline.Finder(_ => new PathSearchResult { Pairs = [] });
        (await TestPipeline.Create(finder: finder).RunAsync(ClinicQuestions.Drug)).Reason.ShouldBe(ReasonCodes.SearchFailed);
    }

    [Fact]
    public async Task Cancellation_throws_whether_before_or_inside_a_stage()
    {
        using var before = new CancellationTokenSource();
        await before.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(TestPipeline.Create().RunAsync(ClinicQuestions.Drug, null, before.Token));

        using var inside = new CancellationTokenSource();
        ReasoningPipeline pipeline = TestPipeline.Create(writer: new TestPipeline.Writer(async (_, token) =>
        {
            await inside.CancelAsync();
            token.ThrowIfCancellationRequested();
            return null!;
        }));
        await Should.ThrowAsync<OperationCanceledException>(pipeline.RunAsync(ClinicQuestions.Drug, null, inside.Token));
    }

    [Theory]
    [InlineData(VerdictStatus.Unknown, FindingSeverity.Warning, ReasonCodes.VerdictUnknown)]
    [InlineData(VerdictStatus.Rejected, FindingSeverity.Warning, "some_code")]
    [InlineData(VerdictStatus.Accepted, FindingSeverity.Error, "some_code")]
    [InlineData(VerdictStatus.Unknown, FindingSeverity.Error, "some_code")]
    public async Task Nothing_but_an_acceptance_without_errors_is_a_pass(VerdictStatus status, FindingSeverity severity, string reason)
    {
        var verdict = new ChainVerdict
        {
            Status = status,
            Findings = [new VerificationFinding { Code = "some_code", Severity = severity, Message = "Found.", Verifier = "test" }],
            Usage = new ModelUsage { Calls = 1, InputTokens = 2, OutputTokens = 3 },
        };
        ReasoningResult result = await TestPipeline.Create(verifier: new TestPipeline.Verifier((_, _) => Task.FromResult(verdict))).RunAsync(ClinicQuestions.Drug);

        result.Outcome.ShouldBe(ReasoningOutcome.Rejected);
        (result.FailedStage, result.Reason).ShouldBe((StageNames.Verify, reason));
        result.Usage.ShouldBe(verdict.Usage);
    }

    [Fact]
    public async Task A_writer_cannot_cite_what_it_was_not_offered()
    {
        var template = new TemplateChainWriter();
        ReasoningPipeline pipeline = TestPipeline.Create(writer: new TestPipeline.Writer(async (request, token) =>
        {
            ReasoningChain chain = await template.WriteAsync(ClinicGraph.Build(), request, token);
            return chain with { Evidence = new EvidenceSet { Paths = [.. chain.Evidence.Paths, .. chain.Evidence.Paths] }, Steps = [.. chain.Steps.Select(Shift)] };

            ChainStep Shift(ChainStep step) => step with { PathIndexes = [.. step.PathIndexes.Select(index => index + chain.Evidence.Paths.Count)] };
        }));
        ReasoningResult result = await pipeline.RunAsync(ClinicQuestions.Drug);

        result.Outcome.ShouldBe(ReasoningOutcome.Rejected);
        result.Verdict!.Findings.ShouldContain(finding => finding.Code == ReasonCodes.CitationUnresolved);
    }

    [Fact]
    public async Task Options_out_of_range_are_refused_at_once_with_their_range()
    {
        ReasoningPipeline pipeline = TestPipeline.Create();
        ArgumentException exception = Should.Throw<ArgumentException>(() => { _ = pipeline.RunAsync(ClinicQuestions.Drug, new RunOptions { MaxPathLength = 0 }); });
        exception.Message.ShouldContain("MaxPathLength must be between 1 and 16");
        Should.Throw<ArgumentException>(() => { _ = pipeline.RunAsync(ToAsync([]), new RunOptions { Concurrency = 0 }); });
        Should.Throw<ArgumentException>(() => { _ = pipeline.RunStreamingAsync(ClinicQuestions.Drug, new RunOptions { MaxExpandedEdges = 0 }); });
        Should.Throw<ArgumentException>(() => TestPipeline.Create(options: new RunOptions { Mode = (ReasoningMode)9 }));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_stream_tells_stages_text_and_the_same_result()
    {
        ReasoningPipeline pipeline = TestPipeline.Create();
        var updates = new List<ReasoningUpdate>();
        await foreach (ReasoningUpdate update in pipeline.RunStreamingAsync(ClinicQuestions.Drug))
        {
            updates.Add(update);
        }

        updates.Where(update => update.Kind == ReasoningUpdateKind.Stage).Select(update => update.Stage)
            .ShouldBe([StageNames.Extract, StageNames.Link, StageNames.Search, StageNames.Rank, StageNames.Write, StageNames.Verify]);
        updates.Where(update => update.Kind == ReasoningUpdateKind.Stage).ShouldAllBe(update => update.Result!.Reason == ReasonCodes.Unfinished);
        updates[^1].Kind.ShouldBe(ReasoningUpdateKind.Result);
        string.Concat(updates.Where(update => update.Kind == ReasoningUpdateKind.Text).Select(update => update.Text)).ShouldBe(updates[^1].Result!.Chain!.Text);
        Json(updates[^1].Result!).ShouldBe(Json(await pipeline.RunAsync(ClinicQuestions.Drug)));
    }

    [Fact]
    public async Task Leaving_a_stream_early_stops_the_run()
    {
        var stopped = new TaskCompletionSource();
        ReasoningPipeline pipeline = TestPipeline.Create(writer: new TestPipeline.Writer(async (_, token) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                stopped.SetResult();
            }

            return null!;
        }));
        await foreach (ReasoningUpdate update in pipeline.RunStreamingAsync(ClinicQuestions.Drug))
        {
            if (update.Stage == StageNames.Rank)
            {
                break;
            }
        }

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_cancelled_stream_throws()
    {
        using var source = new CancellationTokenSource();
        ReasoningPipeline pipeline = TestPipeline.Create();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (ReasoningUpdate update in pipeline.RunStreamingAsync(ClinicQuestions.Drug, null, source.Token))
            {
                await source.CancelAsync();
            }
        });
    }

    private static string Json<T>(T value) =>
        JsonSerializer.Serialize(value, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<T>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T)));

    private static async IAsyncEnumerable<MedicalQuestion> ToAsync(IEnumerable<MedicalQuestion> questions, [EnumeratorCancellation] CancellationToken token = default)
    {
        foreach (MedicalQuestion question in questions)
        {
            token.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return question;
        }
    }

    /// <summary>The default stages, with what each was asked.</summary>
    private sealed class Witness : IEntityExtractor, IEntityLinker, IPathFinder, IPathRanker, IChainWriter, IChainVerifier
    {
        private readonly LexiconEntityExtractor _extractor = new();
        private readonly EntityLinker _linker = new();
        private readonly ShortestPathFinder _finder = new();
        private readonly EvidencePathRanker _ranker = new();
        private readonly TemplateChainWriter _writer = new();
        private readonly GroundingVerifier _verifier = new();

        public MedicalQuestion? Extracted { get; private set; }

        public MedicalQuestion? Linked { get; private set; }

        public List<PathQuery> Queries { get; } = [];

        public RankingRequest? Ranking { get; private set; }

        public WritingRequest? Writing { get; private set; }

        public VerificationRequest? Verification { get; private set; }

        public ReasoningPipeline CreatePipeline() => TestPipeline.Create(null, this, this, this, this, this, this);

        public Task<IReadOnlyList<EntityMention>> ExtractAsync(IKnowledgeGraph graph, MedicalQuestion question, CancellationToken cancellationToken = default)
        {
            Extracted = question;
            return _extractor.ExtractAsync(graph, question, cancellationToken);
        }

        public Task<IReadOnlyList<EntityLink>> LinkAsync(
            IKnowledgeGraph graph, MedicalQuestion question, IReadOnlyList<EntityMention> mentions, CancellationToken cancellationToken = default)
        {
            Linked = question;
            return _linker.LinkAsync(graph, question, mentions, cancellationToken);
        }

        public ValueTask<PathSearchResult> FindPathsAsync(IKnowledgeGraph graph, PathQuery query, CancellationToken cancellationToken = default)
        {
            Queries.Add(query);
            return _finder.FindPathsAsync(graph, query, cancellationToken);
        }

        public Task<EvidenceSet> RankAsync(IKnowledgeGraph graph, RankingRequest request, CancellationToken cancellationToken = default)
        {
            Ranking = request;
            return _ranker.RankAsync(graph, request, cancellationToken);
        }

        public Task<ReasoningChain> WriteAsync(IKnowledgeGraph graph, WritingRequest request, CancellationToken cancellationToken = default)
        {
            Writing = request;
            return _writer.WriteAsync(graph, request, cancellationToken);
        }

        public Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, VerificationRequest request, CancellationToken cancellationToken = default)
        {
            Verification = request;
            return _verifier.VerifyAsync(graph, request, cancellationToken);
        }
    }

    private sealed class BrokenGraph(Exception exception) : IKnowledgeGraph
    {
        public ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default) => throw exception;

        public ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default) => throw exception;

        public ValueTask<NeighborBatch> GetNeighborsAsync(
            IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default) => throw exception;

        public object? GetService(Type serviceType, object? serviceKey = null) => null;
    }

    /// <summary>A graph without any capability, as a remote one may be.</summary>
    private sealed class WithoutCatalog(IKnowledgeGraph graph) : DelegatingKnowledgeGraph(graph);

    private sealed class LexiconOver(IKnowledgeGraph graph) : IEntityExtractor
    {
        private readonly LexiconEntityExtractor _extractor = new();

        public Task<IReadOnlyList<EntityMention>> ExtractAsync(IKnowledgeGraph _, MedicalQuestion question, CancellationToken cancellationToken = default) =>
            _extractor.ExtractAsync(graph, question, cancellationToken);
    }

    private sealed class LinkerOver(IKnowledgeGraph graph) : IEntityLinker
    {
        private readonly EntityLinker _linker = new();

        public Task<IReadOnlyList<EntityLink>> LinkAsync(
            IKnowledgeGraph _, MedicalQuestion question, IReadOnlyList<EntityMention> mentions, CancellationToken cancellationToken = default) =>
            _linker.LinkAsync(graph, question, mentions, cancellationToken);
    }
}
