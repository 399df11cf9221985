using System.Text;
using MedReason.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MedReason.Guide.Tests;

/// <summary>What a host has forgotten or misspelt is reported when it starts, and without a host when the pipeline is first asked for, in the same words.</summary>
public sealed class StartUpTests : GuideChapter
{
    [Fact]
    public Task No_graph() => ShouldNotStartAsync("start-no-graph", static services =>
    {
        #region start-no-graph
        services.AddMedReason();
        #endregion
    });

    [Fact]
    public Task Graphs_with_keys_alone() => ShouldNotStartAsync("start-keyed-graphs-alone", services =>
    {
        IKnowledgeGraph heart = Graph(), kidney = Graph();

        #region start-keyed-graphs-alone
        services.AddKeyedKnowledgeGraph("heart", heart);
        services.AddKeyedKnowledgeGraph("kidney", kidney);
        services.AddMedReason();
        #endregion
    });

    [Fact]
    public Task A_keyed_pipeline_without_a_graph() => ShouldNotStartAsync(
        "start-no-graph-of-key",
        services =>
        {
            IKnowledgeGraph heart = Graph();

            #region start-no-graph-of-key
            services.AddKeyedKnowledgeGraph("heart", heart);
            services.AddKeyedMedReason("ward");
            #endregion
        },
        "ward");

    [Fact]
    public Task An_unknown_key_of_a_graph() => ShouldNotStartAsync("start-unknown-graph-key", services =>
    {
        IKnowledgeGraph heart = Graph();

        #region start-unknown-graph-key
        services.AddKeyedKnowledgeGraph("heart", heart);
        services.AddMedReason().UseGraph("hart");
        #endregion
    });

    [Fact]
    public Task Two_graphs_without_a_key() => ShouldNotStartAsync("start-two-graphs", services =>
    {
        string graphFile = StarterGraph(Path.GetRandomFileName());
        IKnowledgeGraph mine = Graph();

        #region start-two-graphs
        services.AddPrimeKg(options => options.Path = graphFile);
        services.AddKnowledgeGraph(mine);
        services.AddMedReason();
        #endregion
    });

    [Fact]
    public async Task A_graph_is_put_in_the_place_of_another()
    {
        string graphFile = StarterGraph();
        IKnowledgeGraph mine = Graph();
        HostApplicationBuilder builder = Builder();
        builder.Services.AddPrimeKg(options => options.Path = graphFile);
        builder.Services.AddMedReason();
        IServiceCollection services = builder.Services;

        #region start-replace
        services.Replace(ServiceDescriptor.Singleton(mine));
        #endregion

        using IHost host = builder.Build();
        await host.StartAsync();
        host.Services.GetRequiredService<ReasoningPipeline>().Graph.ShouldBeSameAs(mine);
        await host.StopAsync();
    }

    [Fact]
    public Task Two_graphs_with_one_key() => ShouldNotStartAsync(
        "start-two-graphs-of-a-key",
        services =>
        {
            IKnowledgeGraph first = Graph(), second = Graph();

            #region start-two-graphs-of-a-key
            services.AddKeyedKnowledgeGraph("heart", first);
            services.AddKeyedKnowledgeGraph("heart", second);
            services.AddKeyedMedReason("heart");
            #endregion
        },
        "heart");

    [Fact]
    public Task A_file_that_is_not_there() => ShouldNotStartAsync("start-no-file", static services =>
    {
        #region start-no-file
        services.AddPrimeKg(options => options.Path = "data/kg.csv");
        services.AddMedReason();
        #endregion
    });

    [Fact]
    public Task No_path() => ShouldNotStartAsync("start-no-path", static services =>
    {
        #region start-no-path
        services.AddPrimeKg(options => { });
        services.AddMedReason();
        #endregion
    });

    [Fact]
    public Task A_file_of_another_shape() => ShouldNotStartAsync("start-other-file", services =>
    {
        string otherFile = FilePath("nodes.csv");
        File.WriteAllText(otherFile, "id,name,type\n1,ptosis,phenotype\n");

        #region start-other-file
        services.AddPrimeKg(options => options.Path = otherFile);
        services.AddMedReason();
        #endregion
    });

    [Fact]
    public async Task A_snapshot_in_the_place_of_PrimeKGs_file()
    {
        string snapshotFile = FilePath("primekg.mrkg");
        using (InMemoryKnowledgeGraph empty = Graph())
        {
            await empty.SaveSnapshotAsync(snapshotFile);
        }

        await ShouldNotStartAsync("start-snapshot-as-file", services =>
        {
            #region start-snapshot-as-file
            services.AddPrimeKg(options => options.Path = snapshotFile);
            services.AddMedReason();
            #endregion
        });

    }

    [Fact]
    public async Task A_snapshot_where_it_belongs()
    {
        string snapshotFile = FilePath("primekg.mrkg");
        using (InMemoryKnowledgeGraph empty = Graph())
        {
            await empty.SaveSnapshotAsync(snapshotFile);
        }

        var services = new ServiceCollection();

        #region start-snapshot
        using InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(snapshotFile);
        services.AddKnowledgeGraph(graph);
        services.AddMedReason();
        #endregion

        await using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<ReasoningPipeline>().Graph.ShouldBeSameAs(graph);
    }

    [Fact]
    public async Task A_file_that_is_no_snapshot()
    {
        string notASnapshot = FilePath("primekg.mrkg");
        await File.WriteAllTextAsync(notASnapshot, "relation,display_relation\n");
        Exception exception = await Should.ThrowAsync<KnowledgeGraphException>(async () =>
        {
            IServiceCollection services = new ServiceCollection();

            #region start-no-snapshot
            services.AddKnowledgeGraph(await InMemoryKnowledgeGraph.OpenSnapshotAsync(notASnapshot));
            #endregion
        });
        Console.WriteLine(exception.Message);
        ShouldPrint("start-no-snapshot");

        exception = await Should.ThrowAsync<KnowledgeGraphException>(() => InMemoryKnowledgeGraph.OpenSnapshotAsync(FilePath("missing.mrkg")));
        Console.WriteLine(exception.Message);
        ShouldPrint("start-missing-snapshot");
    }

    [Fact]
    public Task A_graph_whose_factory_fails() => ShouldNotStartAsync("start-factory", services =>
    {
        #region start-factory
        services.AddKnowledgeGraph(_ => throw new KnowledgeGraphException("The clinic's graph is not exported yet: run 'clinic export' first."));
        services.AddMedReason();
        #endregion
    });

    [Fact]
    public Task A_database_that_is_not_named() => ShouldNotStartAsync("start-no-database", static services =>
    {
        #region start-no-database
        services.AddPostgresKnowledgeGraph();
        services.AddMedReason();
        #endregion
    });

    [Fact]
    public Task A_profile_without_a_model() => ShouldNotStartAsync("start-profile-without-model", services =>
    {
        services.AddKnowledgeGraph(Graph());

        #region start-profile-without-model
        services.AddMedReason().UseModelStages();
        #endregion
    });

    [Fact]
    public Task Two_profiles() => ShouldNotStartAsync("start-two-profiles", services =>
    {
        services.AddKnowledgeGraph(Graph()).AddSingleton<IChatClient>(new ScriptedChatClient());

        #region start-two-profiles
        services.AddMedReason().UsePublishedProfile().UseModelStages();
        #endregion
    });

    [Fact]
    public async Task A_profile_that_is_chosen_twice_is_one_and_each_key_has_its_own()
    {
        Exception exception = await StartAsync(services => services.AddKnowledgeGraph(Graph()).AddMedReason().UseModelStages().UseModelStages());
        exception.Message.ShouldBe("The profile asks a model: register a chat client, such as services.AddSingleton<IChatClient>(...).");

        var right = new ServiceCollection();
        right.AddKnowledgeGraph(Graph()).AddSingleton<IChatClient>(new ScriptedChatClient());
        right.AddMedReason().UseModelStages().UseModelStages();
        right.AddKeyedMedReason("published").UsePublishedProfile();
        await using ServiceProvider provider = right.BuildServiceProvider();
        provider.GetRequiredService<ReasoningPipeline>().Graph.ShouldBeOfType<InMemoryKnowledgeGraph>();
        provider.GetRequiredKeyedService<ReasoningPipeline>("published").Graph.ShouldNotBeOfType<InMemoryKnowledgeGraph>();
    }

    [Fact]
    public Task A_stage_without_a_model() => ShouldNotStartAsync("start-stage-without-model", services =>
    {
        services.AddKnowledgeGraph(Graph());

        #region start-stage-without-model
        services.AddMedReason().UseChainWriter(provider => new ChatChainWriter(provider.GetRequiredService<IChatClient>()));
        #endregion
    });

    [Fact]
    public async Task Other_ways_to_ask_for_a_missing_model_say_the_same()
    {
        Action<IServiceCollection>[] ways =
        [
            services => services.AddMedReason().UseChainWriter<WriterOfTheHost>(),
            services => services.AddMedReason().UseChainWriter(provider => new ChatChainWriter(provider.GetRequiredKeyedService<IChatClient>("writer"))),
            services => services.AddMedReason().DecorateChainWriter((_, provider) => new ChatChainWriter(provider.GetRequiredService<IChatClient>())),
        ];
        foreach (Action<IServiceCollection> way in ways)
        {
            await ShouldNotStartAsync("start-stage-without-model", services => way(services.AddKnowledgeGraph(Graph())));
        }

        // What the container says of a client that is there is left as it is.
        Exception scoped = await StartAsync(services => services.AddKnowledgeGraph(Graph()).AddScoped<IChatClient>(_ => new ScriptedChatClient()).AddMedReason().UseModelStages());
        scoped.Message.ShouldContain("scoped service 'Microsoft.Extensions.AI.IChatClient'");
    }

    [Fact]
    public Task Options_out_of_range() => ShouldNotStartAsync("start-range", services =>
    {
        services.AddKnowledgeGraph(Graph());

        #region start-range
        services.AddMedReason(options => options.Run = new RunOptions { Concurrency = 0 });
        #endregion
    });

    [Fact]
    public Task Options_of_a_stage_out_of_range() => ShouldNotStartAsync("start-stage-range", services =>
    {
        services.AddKnowledgeGraph(Graph());

        #region start-stage-range
        services.AddMedReason(options => options.Linker = new EntityLinkerOptions { AcceptScore = 85 });
        #endregion
    });

    [Fact]
    public async Task Options_from_configuration()
    {
        const string Settings =
            """
            {
              "MedReason": {
                "Run": { "Mode": "Explain", "Visibility": "Shown", "MaxPathLength": 3, "Concurrency": 8 },
                "Linker": { "AcceptScore": 0.9 }
              }
            }
            """;
        GuidePages.ShouldShow("start-settings", Settings);
        HostApplicationBuilder builder = Builder(Settings);
        builder.Services.AddKnowledgeGraph(Graph());

        #region start-settings
        builder.Services.AddMedReason();
        builder.Services.AddOptions<MedReasonOptions>().BindConfiguration("MedReason", binder => binder.ErrorOnUnknownConfiguration = true);
        #endregion

        using IHost host = builder.Build();
        await host.StartAsync();
        host.Services.GetRequiredService<ReasoningPipeline>().DefaultOptions
            .ShouldBe(new RunOptions { Visibility = AnswerVisibility.Shown, MaxPathLength = 3, Concurrency = 8 });
        host.Services.GetRequiredService<IOptions<MedReasonOptions>>().Value.Linker.AcceptScore.ShouldBe(0.9);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("start-settings-type", "start-settings-type-json", """{ "MedReason": { "Run": { "Concurrency": "many" } } }""")]
    [InlineData("start-settings-value", "start-settings-value-json", """{ "MedReason": { "Run": { "Mode": "Explian" } } }""")]
    [InlineData("start-settings-range", "start-settings-range-json", """{ "MedReason": { "Run": { "Concurrency": 5000 } } }""")]
    [InlineData("start-settings-key", "start-settings-key-json", """{ "MedReason": { "Run": { "Concurency": 8 } } }""")]
    public async Task Configuration_that_cannot_be_used(string name, string shown, string settings)
    {
        GuidePages.ShouldShow(shown, settings);
        await ShouldNotStartAsync(
            name,
            services =>
            {
                services.AddKnowledgeGraph(Graph()).AddMedReason();
                services.AddOptions<MedReasonOptions>().BindConfiguration("MedReason", binder => binder.ErrorOnUnknownConfiguration = true);
            },
            settings: settings);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task What_is_right_starts_and_the_pipeline_is_there(string environment)
    {
        HostApplicationBuilder builder = Builder(environment: environment);
        builder.Services.AddKnowledgeGraph(Graph()).AddKeyedKnowledgeGraph("heart", Graph()).AddSingleton<IChatClient>(new ScriptedChatClient());
        builder.Services.AddMedReason().UseModelStages();
        builder.Services.AddKeyedMedReason("heart");
        builder.Services.AddKeyedMedReason("kidney");
        using IHost host = builder.Build();
        await host.StartAsync();
        host.Services.GetRequiredKeyedService<ReasoningPipeline>("heart").Graph.ShouldNotBeSameAs(host.Services.GetRequiredService<ReasoningPipeline>().Graph);
        host.Services.GetRequiredKeyedService<ReasoningPipeline>("kidney").Graph.ShouldBeSameAs(host.Services.GetRequiredService<ReasoningPipeline>().Graph);
        await host.StopAsync();
    }

    private static InMemoryKnowledgeGraph Graph() => new KnowledgeGraphBuilder().Build();

    private static HostApplicationBuilder Builder(string settings = "{}", string environment = "Production")
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = environment });
        bool isStrict = environment == "Development";
        builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateScopes = isStrict, ValidateOnBuild = isStrict }));
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(settings)));
        return builder;
    }

    private static async Task<Exception> StartAsync(Action<IServiceCollection> configure, string settings = "{}")
    {
        HostApplicationBuilder builder = Builder(settings);
        builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateScopes = true }));
        configure(builder.Services);
        using IHost host = builder.Build();
        return await Should.ThrowAsync<Exception>(() => host.StartAsync());
    }

    private async Task ShouldNotStartAsync(string name, Action<IServiceCollection> configure, string? key = null, string settings = "{}")
    {
        Exception atStart = await StartAsync(configure, settings);
        atStart.ShouldNotBeOfType<AggregateException>();

        IServiceCollection services = new ServiceCollection().AddSingleton<IConfiguration>(Builder(settings).Configuration);
        configure(services);
        await using ServiceProvider provider = services.BuildServiceProvider();
        Exception atFirstUse = Should.Throw<Exception>(() =>
            key is null ? provider.GetRequiredService<ReasoningPipeline>() : provider.GetRequiredKeyedService<ReasoningPipeline>(key));
        atFirstUse.GetType().ShouldBe(atStart.GetType());
        atFirstUse.Message.ShouldBe(atStart.Message);

        Console.WriteLine(atStart.Message);
        ShouldPrint(name);
    }

    private sealed class WriterOfTheHost(IChatClient client) : IChainWriter
    {
        private readonly ChatChainWriter _writer = new(client);

        public Task<ReasoningChain> WriteAsync(IKnowledgeGraph graph, WritingRequest request, CancellationToken cancellationToken = default) =>
            _writer.WriteAsync(graph, request, cancellationToken);
    }
}
