namespace MedReason.Tests;

public sealed class WarmUpTests
{
    // Only a pass over the whole graph reads a node that no question names.
    private static readonly NodeId Unrelated = ClinicGraph.Id("scurvy");

    [Theory]
    [InlineData(AnswerVisibility.Hidden)]
    [InlineData(AnswerVisibility.Shown)]
    public async Task The_first_question_computes_nothing_per_graph_after_a_warm_up(AnswerVisibility visibility)
    {
        var graph = new CountingGraph(ClinicGraph.Build());
        ReasoningPipeline pipeline = Create(graph, TestPipeline.EveryPath with { Visibility = visibility });

        await pipeline.WarmUpAsync();
        (int Catalog, int Rows) warm = graph.Passes;
        warm.Catalog.ShouldBeGreaterThan(0);
        warm.Rows.ShouldBeGreaterThan(0);

        foreach (MedicalQuestion question in ClinicQuestions.All)
        {
            (await pipeline.RunAsync(question)).Outcome.ShouldBe(ReasoningOutcome.Accepted);
        }

        graph.Passes.ShouldBe(warm);
    }

    [Fact]
    public async Task A_warm_up_costs_what_the_first_question_would_have_cost()
    {
        var warm = new CountingGraph(ClinicGraph.Build());
        await Create(warm, TestPipeline.EveryPath).WarmUpAsync();
        var cold = new CountingGraph(ClinicGraph.Build());
        ReasoningPipeline pipeline = Create(cold, TestPipeline.EveryPath);
        foreach (MedicalQuestion question in ClinicQuestions.All)
        {
            await pipeline.RunAsync(question);
        }

        cold.Passes.ShouldBe(warm.Passes);
    }

    [Fact]
    public async Task Warm_ups_and_questions_at_the_same_time_share_the_work()
    {
        var once = new CountingGraph(ClinicGraph.Build());
        await Create(once, TestPipeline.EveryPath).WarmUpAsync();
        var graph = new CountingGraph(ClinicGraph.Build());
        ReasoningPipeline pipeline = Create(graph, TestPipeline.EveryPath);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() =>
            i % 2 == 0 ? pipeline.WarmUpAsync() : pipeline.RunAsync(ClinicQuestions.All[i % ClinicQuestions.All.Count]))));

        graph.Passes.ShouldBe(once.Passes);
    }

    [Theory]
    [InlineData(EvidenceGrade.Supporting)]
    [InlineData(EvidenceGrade.None)]
    public async Task The_words_that_compare_arguments_are_read_by_a_warm_up_where_arguments_are_sought(EvidenceGrade grade)
    {
        var graph = new CountingGraph(ClinicGraph.Build());
        ReasoningPipeline pipeline = Create(graph, new RunOptions { MinGrade = grade });
        await pipeline.WarmUpAsync();
        int warm = graph.Nodes;

        (await pipeline.RunAsync(ClinicQuestions.Diagnosis)).Outcome.ShouldBe(ReasoningOutcome.Accepted);

        warm.ShouldBe(grade == EvidenceGrade.None ? 0 : 1);
        graph.Nodes.ShouldBe(warm);
    }

    [Fact]
    public async Task A_stage_of_the_host_is_warmed_with_the_graph_that_its_questions_get()
    {
        var extractor = new HostExtractor();
        ReasoningPipeline pipeline = TestPipeline.Create(extractor: extractor);

        await pipeline.WarmUpAsync();
        await pipeline.RunAsync(ClinicQuestions.Drug);

        extractor.Graphs.Count.ShouldBe(2);
        extractor.Graphs[0].ShouldBeSameAs(extractor.Graphs[1]);
    }

    [Fact]
    public async Task Stages_that_cannot_be_warmed_are_left_alone() =>
        await TestPipeline.Create(extractor: new TestPipeline.Extractor((_, _) => throw new InvalidOperationException())).WarmUpAsync();

    [Fact]
    public async Task A_cancelled_warm_up_throws_and_another_goes_on()
    {
        var graph = new CountingGraph(ClinicGraph.Build());
        ReasoningPipeline pipeline = Create(graph, TestPipeline.EveryPath);
        await Should.ThrowAsync<OperationCanceledException>(() => pipeline.WarmUpAsync(new CancellationToken(true)));

        await pipeline.WarmUpAsync();
        (await pipeline.RunAsync(ClinicQuestions.Drug)).Outcome.ShouldBe(ReasoningOutcome.Accepted);
    }

    private static ReasoningPipeline Create(IKnowledgeGraph graph, RunOptions options)
    {
        var lexicon = new LexiconEntityExtractor();
        return TestPipeline.Create(
            graph,
            lexicon,
            ranker: new EvidencePathRanker(new EvidencePathRankerOptions { Significance = new PairSignificanceOptions() }),
            verifier: CompositeChainVerifier.CreateDefault(lexicon: lexicon),
            options: options);
    }

    private sealed class HostExtractor : IEntityExtractor, IWarmableStage
    {
        private readonly LexiconEntityExtractor _inner = new();

        public List<IKnowledgeGraph> Graphs { get; } = [];

        public Task WarmUpAsync(IKnowledgeGraph graph, CancellationToken cancellationToken = default)
        {
            Graphs.Add(graph);
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<EntityMention>> ExtractAsync(IKnowledgeGraph graph, MedicalQuestion question, CancellationToken cancellationToken = default)
        {
            Graphs.Add(graph);
            return _inner.ExtractAsync(graph, question, cancellationToken);
        }
    }

    /// <summary>Counts the passes over the catalogue, over all rows and over all nodes by ordinal.</summary>
    private sealed class CountingGraph(InMemoryKnowledgeGraph inner) : DelegatingKnowledgeGraph(inner), INodeCatalog, IAdjacencyView
    {
        private readonly InMemoryKnowledgeGraph _inner = inner;
        private int _catalog;
        private int _rows;
        private int _nodes;

        public (int Catalog, int Rows) Passes => (_catalog, _rows);

        public int Nodes => _nodes;

        public int NodeCount => _inner.NodeCount;

        public int EdgeCount => _inner.EdgeCount;

        public IReadOnlyList<NodeType> NodeTypes => _inner.NodeTypes;

        public IReadOnlyList<RelationInfo> Relations => _inner.Relations;

        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType.IsInstanceOfType(this) ? this : _inner.GetService(serviceType, serviceKey);

        public IAsyncEnumerable<KgNode> GetNodesAsync(CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _catalog);
            return ((INodeCatalog)_inner).GetNodesAsync(cancellationToken);
        }

        public ReadOnlySpan<ushort> GetRelationCodes(int ordinal)
        {
            if (_inner.GetId(ordinal) == Unrelated)
            {
                Interlocked.Increment(ref _rows);
            }

            return _inner.GetRelationCodes(ordinal);
        }

        public bool TryGetOrdinal(NodeId id, out int ordinal) => _inner.TryGetOrdinal(id, out ordinal);

        public NodeId GetId(int ordinal) => _inner.GetId(ordinal);

        public KgNode GetNode(int ordinal)
        {
            if (_inner.GetId(ordinal) == Unrelated)
            {
                Interlocked.Increment(ref _nodes);
            }

            return _inner.GetNode(ordinal);
        }

        public int GetNodeTypeIndex(int ordinal) => _inner.GetNodeTypeIndex(ordinal);

        public ReadOnlySpan<int> GetNeighbors(int ordinal) => _inner.GetNeighbors(ordinal);

        public ReadOnlySpan<int> GetEdgeOrdinals(int ordinal) => _inner.GetEdgeOrdinals(ordinal);
    }
}
