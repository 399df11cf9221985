using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NSubstitute;

namespace MedReason.Tests;

public sealed class AddMedReasonTests
{
    [Fact]
    public async Task A_pipeline_of_default_stages_is_one_line_and_a_graph_away()
    {
        await using ServiceProvider provider = Create(services => services.AddKnowledgeGraph(ClinicGraph.Build()).AddMedReason());
        var pipeline = provider.GetRequiredService<ReasoningPipeline>();

        (await pipeline.RunAsync(ClinicQuestions.Drug)).Outcome.ShouldBe(ReasoningOutcome.Accepted);
        provider.GetRequiredService<ReasoningPipeline>().ShouldBeSameAs(pipeline);
        provider.GetRequiredService<IChainWriter>().ShouldBeOfType<TemplateChainWriter>();
    }

    [Fact]
    public void A_stage_of_the_host_wins_whether_it_is_registered_before_or_after()
    {
        IChainWriter mine = Substitute.For<IChainWriter>();
        using ServiceProvider before = Create(services => services.AddSingleton(mine).AddMedReason());
        using ServiceProvider after = Create(services =>
        {
            services.AddMedReason();
            services.AddSingleton(mine);
        });

        before.GetRequiredService<IChainWriter>().ShouldBeSameAs(mine);
        after.GetRequiredService<IChainWriter>().ShouldBeSameAs(mine);
    }

    [Fact]
    public void Options_reach_the_pipeline_and_a_second_call_only_configures()
    {
        using ServiceProvider provider = Create(services =>
        {
            services.AddKnowledgeGraph(ClinicGraph.Build());
            services.AddMedReason(options => options.Run = new RunOptions { Seed = 5 });
            services.AddMedReason(options => options.Run = options.Run with { MaxPathLength = 2 });
        });

        provider.GetRequiredService<ReasoningPipeline>().DefaultOptions.ShouldBe(new RunOptions { Seed = 5, MaxPathLength = 2 });
        provider.GetServices<ReasoningPipeline>().Count().ShouldBe(1);
    }

    [Fact]
    public void A_missing_graph_is_told_at_start_with_what_to_write()
    {
        using ServiceProvider provider = Create(services => services.AddMedReason());
        OptionsValidationException exception = Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
        exception.Message.ShouldBe("Register a knowledge graph: services.AddPrimeKg(...) or services.AddKnowledgeGraph<T>().");
        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<ReasoningPipeline>()).Message.ShouldBe(exception.Message);
    }

    [Fact]
    public void A_missing_keyed_graph_is_told_with_its_key()
    {
        using ServiceProvider provider = Create(services => services.AddKnowledgeGraph(ClinicGraph.Build()).AddMedReason().UseGraph("heart"));
        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate())
            .Message.ShouldStartWith("Register the knowledge graph 'heart': services.AddKeyedPrimeKg(\"heart\", ...)");
    }

    [Fact]
    public void Options_out_of_range_are_told_at_start()
    {
        using ServiceProvider provider = Create(services => services.AddKnowledgeGraph(ClinicGraph.Build()).AddMedReason(options =>
        {
            options.Run = new RunOptions { Concurrency = 0 };
            options.Linker = new EntityLinkerOptions { AcceptScore = 2 };
            options.Ranker = new EvidencePathRankerOptions { MaxGap = -1 };
            options.Chat = new StructuredChatOptions { MaxRetries = -1 };
        }));
        OptionsValidationException exception = Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
        exception.Failures.ShouldContain(failure => failure.Contains("Concurrency must be between 1 and 1024"));
        exception.Failures.ShouldContain("Linker.AcceptScore is 2: A value from 0 to 1 is expected.");
        exception.Failures.ShouldContain("Ranker: Penalties, gap and lead are finite and not negative.");
        exception.Failures.ShouldContain("Chat.MaxRetries is -1: 0 or more is expected.");
    }

    [Fact]
    public void Keyed_pipelines_take_stages_of_their_key_only_and_fall_back_to_the_graph_without_a_key()
    {
        IChainWriter unkeyed = Substitute.For<IChainWriter>();
        InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        using ServiceProvider provider = Create(services =>
        {
            services.AddKnowledgeGraph(graph);
            services.AddSingleton(unkeyed);
            services.AddKeyedMedReason("ward", options => options.Run = new RunOptions { Seed = 9 });
            services.AddMedReason();
        });

        var ward = provider.GetRequiredKeyedService<ReasoningPipeline>("ward");
        ward.Graph.ShouldBeSameAs(graph);
        ward.DefaultOptions.Seed.ShouldBe(9);
        provider.GetRequiredKeyedService<IChainWriter>("ward").ShouldBeOfType<TemplateChainWriter>();
        provider.GetRequiredService<ReasoningPipeline>().DefaultOptions.Seed.ShouldBe(0);
    }

    [Fact]
    public void A_keyed_pipeline_prefers_the_graph_of_its_key_and_UseGraph_any_other()
    {
        InMemoryKnowledgeGraph[] graphs = [ClinicGraph.Build(), ClinicGraph.Build(), ClinicGraph.Build()];
        using ServiceProvider provider = Create(services =>
        {
            services.AddKnowledgeGraph(_ => graphs[0]).AddKeyedKnowledgeGraph("ward", graphs[1]).AddKeyedKnowledgeGraph("heart", _ => graphs[2]);
            services.AddKeyedMedReason("ward");
            services.AddMedReason().UseGraph("heart");
        });

        provider.GetRequiredKeyedService<ReasoningPipeline>("ward").Graph.ShouldBeSameAs(graphs[1]);
        provider.GetRequiredService<ReasoningPipeline>().Graph.ShouldBeSameAs(graphs[2]);
    }

    [Fact]
    public void Each_stage_can_be_used_by_type_by_instance_and_by_factory()
    {
        foreach (string? key in (string?[])[null, "ward"])
        {
            IPathFinder finder = Substitute.For<IPathFinder>();
            IChainVerifier verifier = Substitute.For<IChainVerifier>();
            using ServiceProvider provider = Create(services => Add(services, key)
                .UseEntityExtractor<Stages>().UseEntityLinker<Stages>().UsePathRanker<Stages>()
                .UsePathFinder(finder).UseChainWriter(_ => new TemplateChainWriter()).UseChainVerifier(verifier));

            Get<IEntityExtractor>(provider, key).ShouldBeOfType<Stages>();
            Get<IEntityLinker>(provider, key).ShouldBeOfType<Stages>();
            Get<IPathRanker>(provider, key).ShouldBeOfType<Stages>();
            Get<IPathFinder>(provider, key).ShouldBeSameAs(finder);
            Get<IChainWriter>(provider, key).ShouldBeOfType<TemplateChainWriter>();
            Get<IChainVerifier>(provider, key).ShouldBeSameAs(verifier);
        }
    }

    [Fact]
    public void The_other_ways_to_use_a_stage_work_too()
    {
        var stages = new Stages();
        using ServiceProvider provider = Create(services => services.AddMedReason()
            .UseEntityExtractor(stages).UseEntityLinker(_ => stages).UsePathFinder<ShortestPathFinder2>().UsePathRanker(stages)
            .UseChainWriter<TemplateChainWriter>().UseChainVerifier<GroundingVerifier>());
        provider.GetRequiredService<IEntityExtractor>().ShouldBeSameAs(stages);
        provider.GetRequiredService<IEntityLinker>().ShouldBeSameAs(stages);
        provider.GetRequiredService<IPathFinder>().ShouldBeOfType<ShortestPathFinder2>();
        provider.GetServices<IChainVerifier>().Count().ShouldBe(1);

        using ServiceProvider second = Create(services => services.AddMedReason()
            .UseEntityExtractor(_ => stages).UseEntityLinker(stages).UsePathFinder(_ => new ShortestPathFinder()).UsePathRanker(_ => stages)
            .UseChainWriter(new TemplateChainWriter()).UseChainVerifier(_ => new GroundingVerifier()));
        second.GetRequiredService<IPathRanker>().ShouldBeSameAs(stages);
        second.GetRequiredService<IEntityExtractor>().ShouldBeSameAs(stages);
    }

    [Fact]
    public async Task Decorators_wrap_what_is_registered_the_last_outermost_and_inner_stages_are_disposed_once()
    {
        foreach (string? key in (string?[])[null, "ward"])
        {
            var calls = new List<string>();
            var inner = new DisposableWriter(calls);
            await using (ServiceProvider provider = Create(services => Add(services.AddKnowledgeGraph(ClinicGraph.Build()), key)
                .UseChainWriter(_ => inner)
                .DecorateChainWriter((writer, _) => Wrap(writer, "first", calls))
                .DecorateChainWriter((writer, _) => Wrap(writer, "second", calls))))
            {
                var pipeline = Get<ReasoningPipeline>(provider, key);
                (await pipeline.RunAsync(ClinicQuestions.Drug)).Outcome.ShouldBe(ReasoningOutcome.Accepted);
            }

            calls.ShouldBe(["second", "first", "disposed"]);
        }
    }

    [Fact]
    public void Every_stage_and_the_graph_can_be_decorated_types_and_instances_alike()
    {
        foreach (string? key in (string?[])[null, "ward"])
        {
            int decorated = 0;
            InMemoryKnowledgeGraph graph = ClinicGraph.Build();
            T Count<T>(T inner)
            {
                decorated++;
                return inner;
            }

            using ServiceProvider provider = Create(services => Add(services, key)
                .UseEntityExtractor<Stages>().UsePathFinder(new ShortestPathFinder())
                .DecorateEntityExtractor((inner, _) => Count(inner)).DecorateEntityLinker((inner, _) => Count(inner))
                .DecoratePathFinder((inner, _) => Count(inner)).DecoratePathRanker((inner, _) => Count(inner))
                .DecorateChainWriter((inner, _) => Count(inner)).DecorateChainVerifier((inner, _) => Count(inner))
                .DecorateGraph((inner, _) => new Lens(inner))
                .Services.AddKnowledgeGraph(graph));

            Get<ReasoningPipeline>(provider, key).Graph.ShouldBeOfType<Lens>();
            decorated.ShouldBe(6);
            provider.GetRequiredService<IKnowledgeGraph>().ShouldBeSameAs(graph);
        }
    }

    [Fact]
    public void Graph_types_are_made_and_disposed_by_the_container_and_instances_are_not()
    {
        var instance = new DisposableGraph();
        DisposableGraph made;
        DisposableGraph keyed;
        using (ServiceProvider provider = Create(services => services
            .AddKnowledgeGraph<DisposableGraph>().AddKeyedKnowledgeGraph<DisposableGraph>("a").AddKeyedKnowledgeGraph("b", instance)))
        {
            made = (DisposableGraph)provider.GetRequiredService<IKnowledgeGraph>();
            keyed = (DisposableGraph)provider.GetRequiredKeyedService<IKnowledgeGraph>("a");
            provider.GetRequiredKeyedService<IKnowledgeGraph>("b").ShouldBeSameAs(instance);
        }

        made.IsDisposed.ShouldBeTrue();
        keyed.IsDisposed.ShouldBeTrue();
        instance.IsDisposed.ShouldBeFalse();
    }

    [Fact]
    public void Empty_keys_are_refused()
    {
        var services = new ServiceCollection();
        Should.Throw<ArgumentException>(() => services.AddKeyedMedReason(" "));
        Should.Throw<ArgumentException>(() => services.AddKeyedKnowledgeGraph(string.Empty, new DisposableGraph()));
        Should.Throw<ArgumentException>(() => services.AddMedReason().UseGraph(string.Empty));
        services.AddMedReason().ServiceKey.ShouldBeNull();
        services.AddKeyedMedReason("ward").ServiceKey.ShouldBe("ward");
    }

    private static ServiceProvider Create(Action<IServiceCollection> configure)
    {
        var services = new ServiceCollection();
        configure(services);
        return services.BuildServiceProvider(validateScopes: true);
    }

    private static IMedReasonBuilder Add(IServiceCollection services, string? key) => key is null ? services.AddMedReason() : services.AddKeyedMedReason(key);

    private static T Get<T>(IServiceProvider provider, string? key)
        where T : notnull => key is null ? provider.GetRequiredService<T>() : provider.GetRequiredKeyedService<T>(key);

    private static TestPipeline.Writer Wrap(IChainWriter inner, string name, List<string> calls) => new((request, token) =>
    {
        calls.Add(name);
        return inner.WriteAsync(ClinicGraph.Build(), request, token);
    });

    private sealed class DisposableWriter(List<string> calls) : IChainWriter, IDisposable
    {
        public void Dispose() => calls.Add("disposed");

        public Task<ReasoningChain> WriteAsync(IKnowledgeGraph graph, WritingRequest request, CancellationToken cancellationToken = default) =>
            new TemplateChainWriter().WriteAsync(graph, request, cancellationToken);
    }

    private sealed class Lens(IKnowledgeGraph graph) : DelegatingKnowledgeGraph(graph);

    private sealed class ShortestPathFinder2 : IPathFinder
    {
        public ValueTask<PathSearchResult> FindPathsAsync(IKnowledgeGraph graph, PathQuery query, CancellationToken cancellationToken = default) =>
            new ShortestPathFinder().FindPathsAsync(graph, query, cancellationToken);
    }

    private sealed class Stages : IEntityExtractor, IEntityLinker, IPathRanker
    {
        public Task<IReadOnlyList<EntityMention>> ExtractAsync(IKnowledgeGraph graph, MedicalQuestion question, CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<EntityMention>>([]);

        public Task<IReadOnlyList<EntityLink>> LinkAsync(
            IKnowledgeGraph graph, MedicalQuestion question, IReadOnlyList<EntityMention> mentions, CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<EntityLink>>([]);

        public Task<EvidenceSet> RankAsync(IKnowledgeGraph graph, RankingRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(EvidenceSet.Empty);
    }

    private sealed class DisposableGraph : IKnowledgeGraph, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;

        public ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<NeighborBatch> GetNeighborsAsync(
            IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;
    }
}
