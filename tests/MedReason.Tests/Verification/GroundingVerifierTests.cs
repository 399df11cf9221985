using FsCheck;
using FsCheck.Fluent;
using MedReason.Verification;

namespace MedReason.Tests;

public sealed class GroundingVerifierTests : IDisposable
{
    private readonly InMemoryKnowledgeGraph _graph = ClinicGraph.Build();

    public void Dispose() => _graph.Dispose();

    /// <summary>Each way to break a correct chain, with the code that must catch it.</summary>
    private static readonly (string Code, Func<VerificationRequest, int, VerificationRequest?> Break)[] Breakages =
    [
        (ReasonCodes.ClaimRelation, (request, salt) => WithClaim(request, salt, claim => claim with { Relation = new RelationType(claim.Relation.Value == "indication" ? "drug_effect" : "indication") })),
        (ReasonCodes.ClaimDirection, (request, salt) => WithClaim(request, salt, claim => claim with { Subject = claim.Object, Object = claim.Subject })),
        (ReasonCodes.ClaimPolarity, (request, salt) => WithClaim(request, salt, claim => claim with { Polarity = claim.Polarity == Polarity.Absent ? Polarity.Affirmed : Polarity.Absent })),
        (ReasonCodes.ClaimNotInGraph, (request, salt) => WithClaim(request, salt, claim => claim with { Object = ClinicGraph.Id("AGT") })),
        (ReasonCodes.ClaimEntityUnknown, (request, salt) => WithClaim(request, salt, claim => claim with { Subject = new NodeId("T:unicorn") })),
        (ReasonCodes.CitationUnresolved, (request, salt) => WithStep(request, salt, step => step with { PathIndexes = [.. step.PathIndexes, 99] })),
        (ReasonCodes.StepWithoutCitation, (request, salt) => WithStep(request, salt, step => step with { PathIndexes = [] })),
        (ReasonCodes.StepWithoutClaim, (request, salt) => WithStep(request, salt, step => step with { Claims = [] })),
        (ReasonCodes.EntityNotNamed, (request, salt) => WithStep(request, salt, step => step with { Text = "The first thing is linked to the second." })),
        (ReasonCodes.StepNotInText, (request, salt) => WithStep(request, salt, step => step with { Text = step.Text + " And more that nobody reads." })),
        (ReasonCodes.CitedPathNotInGraph, WithInventedPath),
        (ReasonCodes.NoStep, (request, _) => WithChain(request, chain => chain with { Steps = [] })),
        (ReasonCodes.NoConclusion, (request, _) => WithChain(request, chain => chain with { Answer = null, AnswerLabel = null })),
        (ReasonCodes.ConclusionNotNamed, (request, _) => WithChain(request, chain => chain with { Text = chain.Text[..chain.Text.LastIndexOf(ChainSections.Conclusion, StringComparison.Ordinal)] + ChainSections.Conclusion + "\nIt is so." })),
        (ReasonCodes.UnknownOption, (request, _) => request.Question.Options.Count == 0 ? null : WithChain(request, chain => chain with { AnswerLabel = "Q" })),
        (ReasonCodes.UnknownOption, (request, _) => request.Question.Options.Count == 0 ? null : WithChain(request, chain => chain with { Answer = "water" })),
        (ReasonCodes.AnswerMismatch, WithOtherConclusion),
        (ReasonCodes.AnswerNotReached, (request, _) => WithChain(request, chain => chain with { Steps = [.. chain.Steps.Select(step => step with { IsBackground = true })] })),
    ];

    [Fact]
    public async Task A_correct_chain_is_accepted_without_a_finding()
    {
        foreach (VerificationRequest request in await GetCorrectAsync())
        {
            ChainVerdict verdict = await new GroundingVerifier().VerifyAsync(_graph, request);
            verdict.Status.ShouldBe(VerdictStatus.Accepted, request.Question.Id);
            verdict.Findings.ShouldBeEmpty();
            verdict.Measures!.ClaimPrecision.ShouldBe(1);
            verdict.Measures.GroundedStepShare.ShouldBe(1);
            verdict.Measures.IsSelfReferenced.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Each_way_to_break_a_chain_is_caught_with_its_code_by_ordinals_and_by_batched_calls_alike()
    {
        IReadOnlyList<VerificationRequest> correct = await GetCorrectAsync();
        var bare = new Bare(_graph);
        int broken = 0;
        Arbitrary<(int Question, int Way, int Salt)> cases = ArbMap.Default.ArbFor<NonNegativeInt>().Generator.Three()
            .Select(three => (three.Item1.Get, three.Item2.Get, three.Item3.Get)).ToArbitrary();
        Prop.ForAll(cases, theCase =>
        {
            VerificationRequest original = correct[theCase.Question % correct.Count];
            (string code, Func<VerificationRequest, int, VerificationRequest?> breakIt) = Breakages[theCase.Way % Breakages.Length];
            if (breakIt(original, theCase.Salt) is not { } request)
            {
                return true;
            }

            Interlocked.Increment(ref broken);
            ChainVerdict byOrdinals = new GroundingVerifier().VerifyAsync(_graph, request).GetAwaiter().GetResult();
            ChainVerdict byCalls = new GroundingVerifier().VerifyAsync(bare, request).GetAwaiter().GetResult();

            // What a graph without a catalogue does not provide: which names in the prose are its own.
            byCalls.Findings.ShouldBe(byOrdinals.Findings.Where(finding => finding.Code is not (ReasonCodes.EntityNotCited or ReasonCodes.EntityUnknown)));
            return byOrdinals.Status == VerdictStatus.Rejected && byOrdinals.Findings.Any(finding => finding.Code == code && finding.Severity == FindingSeverity.Error);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithReplay(20261122, 1));
        broken.ShouldBeGreaterThan(500);
    }

    [Fact]
    public async Task A_claim_that_stands_elsewhere_in_the_graph_is_told_apart_from_a_false_one_and_refused_where_the_step_does_not_say_it()
    {
        VerificationRequest request = (await GetCorrectAsync())[0];
        var other = new ChainClaim { Subject = ClinicGraph.Id("allopurinol"), Relation = new RelationType("indication"), Object = ClinicGraph.Id("gout") };
        ChainVerdict verdict = await new GroundingVerifier().VerifyAsync(_graph, WithStep(request, 0, step => step with { Claims = [.. step.Claims, other] })!);

        verdict.Status.ShouldBe(VerdictStatus.Rejected);
        verdict.Findings.Select(finding => (finding.Code, finding.Severity, finding.Step)).Distinct().ShouldBe(
        [
            (ReasonCodes.EntityNotNamed, FindingSeverity.Error, 1),
            (ReasonCodes.ClaimNotCited, FindingSeverity.Warning, 1),
        ]);
        verdict.Measures!.ClaimPrecision.ShouldBe(1);
    }

    [Theory]
    [InlineData("pyridostigmine helps to clear myasthenia gravis", false)]
    [InlineData("pyridostigmine helps to relieve myasthenia gravis", true)]
    [InlineData("pyridostigmine helps in myasthenia gravis", true)]
    public async Task What_helps_is_told_by_the_verb_behind_it(string words, bool isTreatment)
    {
        var reader = new RelationReader(await _graph.GetMetadataAsync());
        var text = ProseText.Read(words);

        RelationSense senses = reader.Read(text, new ProseSpan(1, text.Words.Count - 3)).Senses;

        senses.HasFlag(RelationSense.Treats).ShouldBe(isTreatment);
    }

    [Fact]
    public async Task A_symmetric_relation_has_no_direction()
    {
        VerificationRequest request = (await GetCorrectAsync())[0];
        var claim = new ChainClaim { Subject = ClinicGraph.Id("AGT"), Relation = new RelationType(ClinicGraph.Interaction), Object = ClinicGraph.Id("ACE") };
        foreach (IKnowledgeGraph graph in (IKnowledgeGraph[])[_graph, new Bare(_graph)])
        {
            ChainVerdict verdict = await new GroundingVerifier().VerifyAsync(graph, WithStep(request, 0, step => step with { Claims = [.. step.Claims, claim] })!);
            verdict.Measures!.ClaimPrecision.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Who_denies_a_finding_denies_no_longer_name_that_begins_with_it()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        builder.AddNode(new KgNode { Id = ClinicGraph.Id("thrombasthenia"), Name = "thrombasthenia", Type = new NodeType("disease") });
        foreach (string finding in (string[])["epistaxis", "bleeding", "bleeding time prolonged"])
        {
            builder.AddNode(new KgNode { Id = ClinicGraph.Id(finding), Name = finding, Type = new NodeType("effect/phenotype") });
            builder.AddEdge(new KgEdge
            {
                Source = ClinicGraph.Id("thrombasthenia"),
                Target = ClinicGraph.Id(finding),
                Relation = new RelationType(ClinicGraph.Finding),
            });
        }

        using InMemoryKnowledgeGraph graph = builder.Build();
        MedicalQuestion question = new()
        {
            Id = "b",
            Text = "A boy presents with epistaxis. The bleeding time is prolonged. He denies bleeding. What is the most likely diagnosis?",
            Options = ClinicQuestions.Options("Thrombasthenia", "Gout"),
            AnswerLabel = "A",
        };
        ReasoningResult result = await TestPipeline.Create(graph).RunAsync(question);
        result.Chain!.Text.ShouldContain("bleeding time prolonged");
        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
    }

    [Fact]
    public async Task A_synonym_names_an_entity_as_well_as_its_name()
    {
        MedicalQuestion question = new() { Id = "s", Text = "What relieves wheezing?", Options = ClinicQuestions.Options("Albuterol", "Allopurinol"), AnswerLabel = "A" };
        ReasoningResult result = await TestPipeline.Create(_graph).RunAsync(question);
        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);

        VerificationRequest request = ToRequest(result, question with { Answer = "Albuterol" });
        VerificationRequest renamed = WithChain(request, chain => chain with
        {
            Text = chain.Text.Replace("salbutamol", "albuterol", StringComparison.Ordinal),
            Steps = [.. chain.Steps.Select(step => step with { Text = step.Text.Replace("salbutamol", "albuterol", StringComparison.Ordinal) })],
        });
        (await new GroundingVerifier().VerifyAsync(_graph, renamed)).Status.ShouldBe(VerdictStatus.Accepted);
    }

    [Fact]
    public async Task Where_the_graph_cuts_the_list_that_would_decide_the_verdict_is_unknown()
    {
        VerificationRequest request = (await GetCorrectAsync())[0];
        ChainVerdict verdict = await new GroundingVerifier().VerifyAsync(new Bare(_graph, isCut: true), request);

        verdict.Status.ShouldNotBe(VerdictStatus.Accepted);
        verdict.Findings.ShouldContain(finding => finding.Code == ReasonCodes.GraphTruncated && finding.Severity == FindingSeverity.Warning);
    }

    [Fact]
    public async Task Recall_is_measured_against_a_supplied_subgraph()
    {
        // Two edges of the chain, one that it does not state, and one far away: four triples, six nodes.
        VerificationRequest request = (await GetCorrectAsync())[0] with
        {
            ReferenceEdges =
            [
                Edge("myasthenia gravis", ClinicGraph.Finding, "ptosis"),
                Edge("pyridostigmine", ClinicGraph.Indication, "myasthenia gravis"),
                Edge("pyridostigmine", ClinicGraph.Target, "ACHE"),
                Edge("allopurinol", ClinicGraph.Indication, "gout"),
            ],
        };
        GroundingMeasures measures = (await new GroundingVerifier().VerifyAsync(_graph, request)).Measures!;

        measures.IsSelfReferenced.ShouldBeFalse();
        measures.StructuralCorrectness.ShouldBe(0.5);
        measures.ChainCompleteness.ShouldBe(0.5);
        measures.NodeCoverage.ShouldBe(0.5);
    }

    [Fact]
    public async Task Completeness_counts_the_largest_connected_part_of_what_is_recalled()
    {
        MedicalQuestion question = ClinicQuestions.Diagnosis;
        ReasoningResult result = await TestPipeline.Create(_graph).RunAsync(question);
        VerificationRequest request = ToRequest(result, question) with
        {
            ReferenceEdges = [Edge("botulism", ClinicGraph.Finding, "areflexia"), Edge("myasthenia gravis", ClinicGraph.Finding, "ptosis")],
        };
        GroundingMeasures measures = (await new GroundingVerifier().VerifyAsync(_graph, request)).Measures!;

        measures.StructuralCorrectness.ShouldBe(1);
        measures.ChainCompleteness.ShouldBe(0.5);
    }

    [Fact]
    public async Task A_chain_without_claims_has_no_precision_to_measure()
    {
        VerificationRequest request = WithChain((await GetCorrectAsync())[0], chain => chain with { Steps = [.. chain.Steps.Where(step => step.IsBackground)] });
        GroundingMeasures measures = (await new GroundingVerifier().VerifyAsync(_graph, request)).Measures!;

        (measures.ClaimPrecision, measures.GroundedStepShare, measures.StructuralCorrectness).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task A_conclusion_that_the_evidence_opposes_is_refused()
    {
        MedicalQuestion question = new() { Id = "o", Text = "What relieves asthma?", Options = ClinicQuestions.Options("Carboprost", "Salbutamol"), AnswerLabel = "A", Answer = "Carboprost" };
        ReasoningResult result = await TestPipeline.Create(_graph).RunAsync(question, TestPipeline.EveryPath with { Visibility = AnswerVisibility.Shown });

        result.Outcome.ShouldBe(ReasoningOutcome.Rejected);
        result.Verdict!.Findings.Select(finding => finding.Code).ShouldBe([ReasonCodes.AnswerNotReached, ReasonCodes.ConclusionUnsupported]);
    }

    [Fact]
    public async Task An_exception_that_the_evidence_supports_best_is_refused()
    {
        MedicalQuestion question = ClinicQuestions.Except with { Options = ClinicQuestions.Options("Diplopia", "Podagra", "Fever"), AnswerLabel = "A", Answer = "Diplopia" };
        ReasoningResult result = await TestPipeline.Create(_graph).RunAsync(question, TestPipeline.EveryPath with { Visibility = AnswerVisibility.Shown });

        result.Outcome.ShouldBe(ReasoningOutcome.Rejected);
        result.Verdict!.Findings.ShouldContain(finding => finding.Code == ReasonCodes.ConclusionUnsupported);
    }

    private static KgEdge Edge(string source, string relation, string target) =>
        new() { Source = ClinicGraph.Id(source), Relation = new RelationType(relation), Target = ClinicGraph.Id(target) };

    private static VerificationRequest ToRequest(ReasoningResult result, MedicalQuestion question) =>
        new() { Question = question, Links = result.Links, Chain = result.Chain!, Visibility = result.Provenance!.WriterSees };

    private static VerificationRequest WithChain(VerificationRequest request, Func<ReasoningChain, ReasoningChain> change) =>
        request with { Chain = change(request.Chain) };

    private static VerificationRequest? WithStep(VerificationRequest request, int salt, Func<ChainStep, ChainStep> change)
    {
        int[] steps = [.. Enumerable.Range(0, request.Chain.Steps.Count).Where(i => !request.Chain.Steps[i].IsBackground)];
        int index = steps[salt % steps.Length];
        return WithChain(request, chain => chain with { Steps = [.. chain.Steps.Select((step, i) => i == index ? change(step) : step)] });
    }

    private static VerificationRequest? WithClaim(VerificationRequest request, int salt, Func<ChainClaim, ChainClaim> change) =>
        WithStep(request, salt, step => step with { Claims = [change(step.Claims[0]), .. step.Claims.Skip(1)] });

    private static VerificationRequest? WithInventedPath(VerificationRequest request, int salt)
    {
        int index = request.Chain.Steps.First(step => step.PathIndexes.Count > 0).PathIndexes[0];
        EvidencePath path = request.Chain.Evidence.Paths[index];
        var invented = new KgPath
        {
            Nodes = path.Path.Nodes,
            Hops = [.. path.Path.Hops.Select(hop => new KgHop { Relations = [new KgHopRelation { Relation = new RelationType(ClinicGraph.Interaction), IsForward = salt % 2 == 0 }] })],
        };
        EvidenceSet evidence = request.Chain.Evidence;
        return WithChain(request, chain => chain with
        {
            Evidence = evidence with { Paths = [.. evidence.Paths.Select((entry, i) => i == index ? entry with { Path = invented } : entry)] },
        });
    }

    private static VerificationRequest? WithOtherConclusion(VerificationRequest request, int salt)
    {
        AnswerOption[] others = [.. request.Question.Options.Where(option => option.Label != request.Chain.AnswerLabel)];
        return others.Length == 0
            ? WithChain(request, chain => chain with { Answer = "botulism" })
            : WithChain(request, chain => chain with { AnswerLabel = others[salt % others.Length].Label, Answer = others[salt % others.Length].Text });
    }

    private async Task<IReadOnlyList<VerificationRequest>> GetCorrectAsync()
    {
        ReasoningPipeline pipeline = TestPipeline.Create(_graph);
        var requests = new List<VerificationRequest>();
        foreach (MedicalQuestion question in ClinicQuestions.All)
        {
            requests.Add(ToRequest(await pipeline.RunAsync(question), question));
        }

        return requests;
    }

    /// <summary>The graph by its three calls alone, optionally with every list cut to nothing.</summary>
    private sealed class Bare(IKnowledgeGraph graph, bool isCut = false) : DelegatingKnowledgeGraph(graph)
    {
        public override async ValueTask<NeighborBatch> GetNeighborsAsync(
            IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default) => isCut
            ? new NeighborBatch([.. frontier.Select(_ => (IReadOnlyList<KgNeighbor>)[])], [.. frontier.Select(_ => true)])
            : await base.GetNeighborsAsync(frontier, options, cancellationToken);
    }
}
