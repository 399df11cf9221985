using System.Text;
using MedReason.Kg.Primekg;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MedReason.Tests;

/// <summary>A graph that loads at first use: it builds its snapshot once, opens it afterwards, and builds it again when it must.</summary>
public sealed class PrimeKgKnowledgeGraphTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Csv => _folder.File("kg.csv");

    private string Snapshot => Csv + ".mrkg";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_is_read_before_the_first_await_and_capabilities_come_with_it()
    {
        await WriteAsync(PrimeKgText.Indication);
        using var graph = new PrimeKgKnowledgeGraph(Options());
        graph.GetService<INodeIndex>().ShouldBeNull();
        _folder.Names.ShouldBe(["kg.csv"]);

        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync();

        metadata.EdgeCount.ShouldBe(1);
        graph.GetService<IAdjacencyView>().ShouldNotBeNull();
        graph.GetService<INodeIndex>().ShouldNotBeNull();
        graph.GetService<INodeCatalog>().ShouldNotBeNull();
        graph.GetService<INodeDegrees>().ShouldNotBeNull();
        graph.GetService<PrimeKgKnowledgeGraph>().ShouldBeSameAs(graph);
        graph.GetService<IAdjacencyView>("a key").ShouldBeNull();
        File.Exists(Snapshot).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_second_graph_opens_the_snapshot_and_leaves_it_as_it_is(bool map)
    {
        await WriteAsync(PrimeKgText.Indication);
        string hash = await LoadAsync(Options());
        DateTime written = Backdate(Snapshot);

        PrimeKgOptions options = Options();
        options.MapSnapshot = map;
        (await LoadAsync(options)).ShouldBe(hash);

        File.GetLastWriteTimeUtc(Snapshot).ShouldBe(written);
    }

    [Fact]
    public async Task A_changed_file_is_read_again()
    {
        await WriteAsync(PrimeKgText.Indication);
        string before = await LoadAsync(Options());
        await WriteAsync(PrimeKgText.Indication, PrimeKgText.Indication.Replace("5148", "5149", StringComparison.Ordinal));

        (await LoadAsync(Options())).ShouldNotBe(before);
    }

    [Fact]
    public async Task A_snapshot_of_another_format_version_is_built_again()
    {
        await WriteAsync(PrimeKgText.Indication);
        string hash = await LoadAsync(Options());
        await OverwriteAsync(Snapshot, 8, 99);

        (await LoadAsync(Options())).ShouldBe(hash);

        using InMemoryKnowledgeGraph opened = await InMemoryKnowledgeGraph.OpenSnapshotAsync(Snapshot);
        opened.Metadata.ContentHash.ShouldBe(hash);
    }

    [Fact]
    public async Task A_damaged_snapshot_is_built_again()
    {
        await WriteAsync(PrimeKgText.Indication);
        string hash = await LoadAsync(Options());
        await OverwriteAsync(Snapshot, (int)new FileInfo(Snapshot).Length - 9, 0x55);

        (await LoadAsync(Options())).ShouldBe(hash);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"length\":\"x\"}")]
    [InlineData("[1]")]
    public async Task A_stamp_that_cannot_be_read_means_building_again(string stamp)
    {
        await WriteAsync(PrimeKgText.Indication);
        string hash = await LoadAsync(Options());
        await File.WriteAllTextAsync(Snapshot + ".source", stamp);

        (await LoadAsync(Options())).ShouldBe(hash);
        (await File.ReadAllTextAsync(Snapshot + ".source")).ShouldContain(hash);
    }

    [Fact]
    public async Task A_snapshot_of_another_graph_under_the_same_name_is_not_taken_for_this_one()
    {
        await WriteAsync(PrimeKgText.Indication);
        string hash = await LoadAsync(Options());
        GraphReadResult other = await PrimeKgText.ReadAsync("protein_protein,ppi,0,9796,gene/protein,PHYHIP,NCBI,8889,56992,gene/protein,KIF15,NCBI");
        await other.Graph.SaveSnapshotAsync(Snapshot);

        (await LoadAsync(Options())).ShouldBe(hash);
    }

    [Fact]
    public async Task Another_name_for_the_graph_means_building_again()
    {
        await WriteAsync(PrimeKgText.Indication);
        await LoadAsync(Options());
        PrimeKgOptions options = Options();
        options.Name = "Mine";
        using var graph = new PrimeKgKnowledgeGraph(options);

        (await graph.GetMetadataAsync()).Name.ShouldBe("Mine");
    }

    [Fact]
    public async Task Many_callers_at_once_share_one_load()
    {
        await WriteAsync(PrimeKgText.Indication);
        using var graph = new PrimeKgKnowledgeGraph(Options());

        KnowledgeGraphMetadata[] all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await graph.GetMetadataAsync())));

        all.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task While_another_process_builds_this_one_waits_for_it()
    {
        await WriteAsync(PrimeKgText.Indication);
        Task<KnowledgeGraphMetadata> waiting;
        using var graph = new PrimeKgKnowledgeGraph(Options());
        await using (new FileStream(Snapshot + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            waiting = graph.GetMetadataAsync().AsTask();
            await Task.Delay(150);
            waiting.IsCompleted.ShouldBeFalse();
            File.Exists(Snapshot).ShouldBeFalse();
        }

        (await waiting.WaitAsync(TimeSpan.FromSeconds(30))).EdgeCount.ShouldBe(1);
    }

    [Fact]
    public async Task One_callers_cancellation_does_not_end_the_load_of_the_others()
    {
        await WriteAsync(PrimeKgText.Indication);
        using var graph = new PrimeKgKnowledgeGraph(Options());
        using var stop = new CancellationTokenSource();
        Task<KnowledgeGraphMetadata> impatient;
        Task<KnowledgeGraphMetadata> patient;
        await using (new FileStream(Snapshot + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            impatient = graph.GetMetadataAsync(stop.Token).AsTask();
            patient = graph.GetMetadataAsync().AsTask();
            await stop.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => impatient);
        }

        (await patient.WaitAsync(TimeSpan.FromSeconds(30))).EdgeCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_load_that_fails_is_tried_again()
    {
        using var graph = new PrimeKgKnowledgeGraph(Options());
        KnowledgeGraphException missing = await Should.ThrowAsync<KnowledgeGraphException>(() => graph.GetMetadataAsync().AsTask());
        missing.Message.ShouldContain("does not exist");
        await WriteAsync("a,b");
        KnowledgeGraphException bad = await Should.ThrowAsync<KnowledgeGraphException>(() => graph.GetMetadataAsync().AsTask());
        bad.Message.ShouldContain("line 2");
        bad.InnerException.ShouldBeOfType<InputFormatException>();
        await WriteAsync(PrimeKgText.Indication);

        (await graph.GetMetadataAsync()).EdgeCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_told_with_the_option_that_helps()
    {
        await WriteAsync(PrimeKgText.Indication);
        PrimeKgOptions options = Options();
        options.SnapshotPath = _folder.File("no/such/folder/kg.mrkg");
        using var graph = new PrimeKgKnowledgeGraph(options);

        (await Should.ThrowAsync<KnowledgeGraphException>(() => graph.GetMetadataAsync().AsTask())).Message.ShouldContain("SnapshotPath");
    }

    [Fact]
    public async Task A_disposed_graph_says_so_and_a_load_under_way_ends()
    {
        await WriteAsync(PrimeKgText.Indication);
        var loaded = new PrimeKgKnowledgeGraph(Options());
        IAdjacencyView view = await ViewAsync(loaded);
        await loaded.DisposeAsync();
        await loaded.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(() => loaded.GetMetadataAsync().AsTask());
        Should.Throw<ObjectDisposedException>(() => view.GetId(0));

        File.Delete(Snapshot);
        var waiting = new PrimeKgKnowledgeGraph(Options());
        await using (new FileStream(Snapshot + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            Task<KnowledgeGraphMetadata> load = waiting.GetMetadataAsync().AsTask();
            await waiting.DisposeAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => load);
        }
    }

    [Fact]
    public async Task Services_hold_one_graph_and_a_graph_for_each_key()
    {
        await WriteAsync(PrimeKgText.Indication);
        await using ServiceProvider provider = new ServiceCollection()
            .AddPrimeKg(options => options.Path = Csv)
            .AddKeyedPrimeKg("second", options => (options.Path, options.Name, options.SnapshotPath) = (Csv, "Second", _folder.File("second.mrkg")))
            .BuildServiceProvider();

        IKnowledgeGraph graph = provider.GetRequiredService<IKnowledgeGraph>();
        IKnowledgeGraph second = provider.GetRequiredKeyedService<IKnowledgeGraph>("second");

        graph.ShouldBeSameAs(provider.GetRequiredService<IKnowledgeGraph>());
        (await graph.GetMetadataAsync()).Name.ShouldBe("PrimeKG");
        (await second.GetMetadataAsync()).Name.ShouldBe("Second");
    }

    [Fact]
    public async Task A_missing_path_is_an_error_of_the_options()
    {
        await using ServiceProvider wrong = new ServiceCollection().AddPrimeKg(_ => { }).BuildServiceProvider();
        Should.Throw<OptionsValidationException>(() => wrong.GetRequiredService<IKnowledgeGraph>());
        Should.Throw<OptionsValidationException>(() => wrong.GetRequiredService<IStartupValidator>().Validate()).Message.ShouldContain("Path");
    }

    private static async Task<string> LoadAsync(PrimeKgOptions options)
    {
        using var graph = new PrimeKgKnowledgeGraph(options);
        (await graph.GetNodesAsync([new NodeId("DrugBank:DB00331")]))[0].ShouldNotBeNull().Name.ShouldBe("Metformin");
        (await graph.GetNeighborsAsync([new NodeId("DrugBank:DB00331")]))[0].Count.ShouldBeGreaterThan(0);
        return (await graph.GetMetadataAsync()).ContentHash!;
    }

    private static async Task<IAdjacencyView> ViewAsync(PrimeKgKnowledgeGraph graph)
    {
        await graph.GetMetadataAsync();
        return graph.GetService<IAdjacencyView>()!;
    }

    private static DateTime Backdate(string path)
    {
        File.SetLastWriteTimeUtc(path, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        return File.GetLastWriteTimeUtc(path);
    }

    private static async Task OverwriteAsync(string path, int offset, byte value)
    {
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[offset] = value;
        await File.WriteAllBytesAsync(path, bytes);
    }

    private PrimeKgOptions Options() => new() { Path = Csv };

    private Task WriteAsync(params string[] rows) => File.WriteAllBytesAsync(Csv, Encoding.UTF8.GetBytes(PrimeKgText.File(rows)));
}
