using System.Diagnostics;
using MedReason.Telemetry;
using MedReason.Tests;

namespace MedReason.Testing.Tests;

/// <summary>What telemetry costs without a listener. Runs apart from everything that does.</summary>
[Collection(Alone)]
public sealed class TelemetryCostTests(ITestOutputHelper output)
{
    public const string Alone = "telemetry";
    private const int Rounds = 20_000;

    [Fact]
    public async Task A_graph_call_that_nobody_listens_to_allocates_what_it_allocates_without_the_decorator()
    {
        using InMemoryKnowledgeGraph graph = ToyGraphs.Build(ToyGraph.Create());
        var behind = new ObservedKnowledgeGraph(graph, TimeProvider.System);
        NodeId[] ids = [new("MONDO:0005148")];
        (long plainBytes, double plain) = await MeasureAsync(() => graph.GetNodesAsync(ids));
        (long bytes, double nanoseconds) = await MeasureAsync(() => behind.GetNodesAsync(ids));

        output.WriteLine($"GetNodesAsync of one node: {plainBytes} bytes and {plain:F0} ns; behind the decorator {bytes} bytes and {nanoseconds:F0} ns");
        bytes.ShouldBe(plainBytes);
        behind.GetService<IAdjacencyView>().ShouldBeSameAs(graph.GetService<IAdjacencyView>());
        behind.GetService<INodeDegrees>().ShouldBeSameAs(graph.GetService<INodeDegrees>());
    }

    [Fact]
    public async Task What_a_question_tells_costs_no_allocation_as_long_as_nobody_listens()
    {
        (long bytes, double nanoseconds) = await MeasureAsync(() =>
        {
            // As a question does it: a span of its own and one for each of seven stages, with their durations, and four counts.
            for (int i = 0; i < 8; i++)
            {
                using Activity? activity = MedReasonTelemetry.Source.StartActivity(MedReasonTelemetry.StageActivity);
                activity.ShouldBeNull();
                var tags = new TagList { { MedReasonTelemetry.StageTag, StageNames.Write } };
                MedReasonTelemetry.StageDuration.Record(i, tags);
            }

            MedReasonTelemetry.Questions.Add(1);
            MedReasonTelemetry.ExpandedEdges.Add(1);
            MedReasonTelemetry.ModelCalls.Add(1);
            MedReasonTelemetry.ModelTokens.Add(1);
            return ValueTask.FromResult(0);
        });

        output.WriteLine($"the spans and metrics of one question, without a listener: {bytes} bytes and {nanoseconds:F0} ns");
        bytes.ShouldBe(0);
    }

    private static async Task<(long Bytes, double Nanoseconds)> MeasureAsync<T>(Func<ValueTask<T>> work)
    {
        for (int i = 0; i < Rounds; i++)
        {
            await work();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Rounds; i++)
        {
            ValueTask<T> done = work();
            done.IsCompletedSuccessfully.ShouldBeTrue();
        }

        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return ((GC.GetAllocatedBytesForCurrentThread() - before) / Rounds, time.TotalNanoseconds / Rounds);
    }
}
