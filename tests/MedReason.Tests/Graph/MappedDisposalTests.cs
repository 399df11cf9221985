using System.Runtime.CompilerServices;
using MedReason.Graph;

namespace MedReason.Tests.Graph;

/// <summary>
/// A mapped graph is disposed whenever its owner likes: who reads it is answered, or told that it is disposed, and the process goes on. By default a few dozen
/// disposals; 1,000 of a mapped Hetionet as well where MEDREASON_LONG_TESTS is 1.
/// </summary>
[Collection(RunsAlone.Name)]
public sealed class MappedDisposalTests : IDisposable
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";
    private static readonly SnapshotOpenOptions Mapped = new() { Map = true };
    private readonly string _folder = Directory.CreateTempSubdirectory("medreason-mapped-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "graph.mrkg");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Rows_given_out_before_disposal_are_read_to_their_end_by_whoever_holds_the_graph()
    {
        using InMemoryKnowledgeGraph built = ToyGraph.Random(seed: 3, nodes: 500, edges: 20_000, relations: 4);
        await built.SaveSnapshotAsync(Path);
        InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(Path, Mapped);
        int expected = Sum(built.GetNeighbors(7));

        ReadOnlySpan<int> row = graph.GetNeighbors(7);
        ReadOnlySpan<ushort> codes = graph.GetRelationCodes(7);
        graph.Dispose();
        Collect();

        Sum(row).ShouldBe(expected);
        codes.SequenceEqual(built.GetRelationCodes(7)).ShouldBeTrue();
        Should.Throw<ObjectDisposedException>(() => graph.GetNeighbors(7).Length);
    }

    [Fact]
    public async Task Nodes_that_are_being_enumerated_end_with_the_disposal()
    {
        using InMemoryKnowledgeGraph built = ToyGraph.Random(seed: 3, nodes: 50, edges: 100, relations: 4);
        await built.SaveSnapshotAsync(Path);
        InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(Path, Mapped);
        await using IAsyncEnumerator<KgNode> nodes = graph.GetNodesAsync().GetAsyncEnumerator();
        (await nodes.MoveNextAsync()).ShouldBeTrue();
        graph.Dispose();

        await Should.ThrowAsync<ObjectDisposedException>(async () => await nodes.MoveNextAsync());
    }

    [Fact]
    public async Task The_memory_goes_back_once_nobody_holds_the_disposed_graph()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process maps is read from /proc.");
        using InMemoryKnowledgeGraph built = ToyGraph.Random(seed: 3, nodes: 500, edges: 20_000, relations: 4);
        await built.SaveSnapshotAsync(Path);
        await OpenAndDisposeAsync();
        for (int i = 0; i < 20 && CountMappings() > 0; i++)
        {
            // Off the stack of the call that held the graph.
            await Task.Delay(10, TestContext.Current.CancellationToken);
            Collect();
        }

        CountMappings().ShouldBe(0);
    }

    [Fact]
    public async Task A_graph_of_other_synonyms_lives_on_when_the_mapped_one_that_it_came_from_is_gone()
    {
        await ToyGraph.Builder().Build().SaveSnapshotAsync(Path);
        using InMemoryKnowledgeGraph other = await WithSynonymAsync();
        Collect();

        (await other.SearchAsync(["glucophage"]))[0].Single().Node.Name.ShouldBe("Metformin");
    }

    [Theory]
    [InlineData(StageNames.Search)]
    [InlineData(StageNames.Link)]
    public async Task A_question_whose_graph_is_disposed_meanwhile_fails_with_stage_and_reason(string stage)
    {
        using InMemoryKnowledgeGraph built = ClinicGraph.Build();
        await built.SaveSnapshotAsync(Path);
        InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(Path, Mapped);
        var lexicon = new LexiconEntityExtractor();
        ReasoningPipeline pipeline = TestPipeline.Create(
            graph,
            extractor: new TestPipeline.Extractor(async (question, cancellationToken) =>
            {
                IReadOnlyList<EntityMention> mentions = await lexicon.ExtractAsync(graph, question, cancellationToken);
                if (stage == StageNames.Link)
                {
                    graph.Dispose();
                    Collect();
                }

                return mentions;
            }),
            finder: stage == StageNames.Link ? null : new DisposingFinder(graph));

        ReasoningResult result = await pipeline.RunAsync(ClinicQuestions.Drug);

        result.Outcome.ShouldBe(ReasoningOutcome.Failed);
        result.FailedStage.ShouldBe(stage);
        result.Detail.ShouldBe($"The stage '{stage}' threw System.ObjectDisposedException.");
    }

    [Fact]
    public async Task Disposal_while_threads_search_and_read_never_ends_the_process()
    {
        using InMemoryKnowledgeGraph built = ToyGraph.Random(seed: 4, nodes: 2_000, edges: 40_000, relations: 6);
        await built.SaveSnapshotAsync(Path);
        await DisposeUnderLoadAsync(Path, IsLong ? 1_000 : 40);
    }

    [Fact]
    public async Task Disposal_of_a_real_graph_while_threads_search_and_read_never_ends_the_process()
    {
        Assert.SkipUnless(IsLong, "Minutes: MEDREASON_LONG_TESTS=1 runs it.");
        await (await RealGraphs.HetionetAsync()).SaveSnapshotAsync(Path);
        await DisposeUnderLoadAsync(Path, 1_000);
    }

    private static async Task DisposeUnderLoadAsync(string path, int disposals)
    {
        var finder = new ShortestPathFinder();
        long answers = 0;
        long refusals = 0;
        for (int disposal = 0; disposal < disposals; disposal++)
        {
            InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(path, Mapped);
            using var started = new CountdownEvent(4);
            Func<InMemoryKnowledgeGraph, Random, Task>[] loads =
            [
                async (read, random) => await finder.FindPathsAsync(
                    read,
                    new PathQuery { Pairs = [Pair(read, random)], Slack = 1 }),
                async (read, random) => await read.SearchAsync([$"name {random.Next(20)}", $"also {random.Next(20)}"]),
                async (read, random) => await read.GetNeighborsAsync([read.GetId(random.Next(read.NodeCount))]),
                (read, random) =>
                {
                    ReadRows(read, random);
                    return Task.CompletedTask;
                },
            ];
            Task[] threads = [.. loads.Select((load, number) => Task.Run(async () =>
            {
                var random = new Random(number + (disposal * 4));
                bool isFirst = true;
                while (true)
                {
                    try
                    {
                        await load(graph, random);
                        Interlocked.Increment(ref answers);
                    }
                    catch (ObjectDisposedException)
                    {
                        Interlocked.Increment(ref refusals);
                        break;
                    }
                    finally
                    {
                        if (isFirst)
                        {
                            isFirst = false;
                            started.Signal();
                        }
                    }
                }
            }))];
            started.Wait(TestContext.Current.CancellationToken);
            Parallel.Invoke(graph.Dispose, graph.Dispose);
            await Task.WhenAll(threads);
            if (disposal % 10 == 0)
            {
                Collect();
            }
        }

        refusals.ShouldBe(4L * disposals);
        answers.ShouldBeGreaterThan(disposals);
        TestContext.Current.SendDiagnosticMessage($"{disposals} disposals, {answers} answers, {refusals} refusals");
    }

    /// <summary>Disposes the graph before it searches it.</summary>
    private sealed class DisposingFinder(InMemoryKnowledgeGraph disposed) : IPathFinder
    {
        private readonly ShortestPathFinder _finder = new();

        public ValueTask<PathSearchResult> FindPathsAsync(IKnowledgeGraph graph, PathQuery query, CancellationToken cancellationToken = default)
        {
            disposed.Dispose();
            Collect();
            return _finder.FindPathsAsync(graph, query, cancellationToken);
        }
    }

    private static PathPair Pair(InMemoryKnowledgeGraph graph, Random random) =>
        new() { From = graph.GetId(random.Next(graph.NodeCount)), To = graph.GetId(random.Next(graph.NodeCount)) };

    private static void ReadRows(InMemoryKnowledgeGraph graph, Random random)
    {
        for (int i = 0; i < 50; i++)
        {
            int node = random.Next(graph.NodeCount);
            foreach (int neighbor in graph.GetNeighbors(node))
            {
                _ = Sum(graph.GetNeighbors(neighbor)) + graph.GetNode(neighbor).Name.Length + graph.GetNodeTypeIndex(neighbor);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task OpenAndDisposeAsync()
    {
        InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(Path, Mapped);
        CountMappings().ShouldBeGreaterThan(0);
        graph.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<InMemoryKnowledgeGraph> WithSynonymAsync()
    {
        using InMemoryKnowledgeGraph mapped = await InMemoryKnowledgeGraph.OpenSnapshotAsync(Path, Mapped);
        return mapped.WithSynonyms(new Dictionary<NodeId, IReadOnlyList<string>> { [new NodeId("D:1")] = ["glucophage"] }, default);
    }

    private int CountMappings() => File.ReadLines("/proc/self/maps").Count(line => line.Contains(_folder, StringComparison.Ordinal));

    private static int Sum(ReadOnlySpan<int> numbers)
    {
        int sum = 0;
        foreach (int number in numbers)
        {
            sum += number;
        }

        return sum;
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
