using System.Collections.Frozen;
using MedReason.AspNetCore.Replies;
using MedReason.Extensions.AI;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedReason.AspNetCore;

/// <summary>The graph that endpoints judge by, prepared once in the background, and what judges.</summary>
internal sealed partial class GraphService
{
    private readonly IServiceProvider _services;
    private readonly MedReasonEndpointOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private Task<ServedGraph>? _preparation;
    private long _failedAt;

    public GraphService(IServiceProvider services, MedReasonEndpointOptions options)
    {
        _services = services;
        _options = options;
        _time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(GraphService).FullName!);
    }

    /// <summary>Refuses a host without a pipeline.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="key">The key of the pipeline; null for the one without a key.</param>
    /// <param name="method">The method that the host called.</param>
    /// <exception cref="InvalidOperationException">No pipeline is registered.</exception>
    public static void RequirePipeline(IServiceProvider services, string? key, string method)
    {
        bool isRegistered = key is null
            ? services.GetService<IServiceProviderIsService>()?.IsService(typeof(ReasoningPipeline)) != false
            : services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(typeof(ReasoningPipeline), key) != false;
        if (!isRegistered)
        {
            throw new InvalidOperationException(key is null
                ? $"{method} needs a pipeline: call services.AddMedReason() and register a graph."
                : $"{method} needs the pipeline of its key: call services.AddKeyedMedReason(\"{key}\") and register a graph.");
        }
    }

    /// <summary>Answers that the process lives.</summary>
    public static Task SayLiveAsync(HttpContext context) =>
        EndpointJson.WriteAsync(context, new HealthReply { Status = "live" }, EndpointJson.Health, StatusCodes.Status200OK);

    /// <summary>Begins to prepare the graph, or begins again where that failed some time ago.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            bool isOver = _preparation is { IsCompleted: true, IsCompletedSuccessfully: false } && _time.GetElapsedTime(_failedAt) >= _options.RetryAfter;
            if (_preparation is null || isOver)
            {
                _preparation = Task.Run(PrepareAsync);
                _ = AnnounceAsync(_preparation);
            }
        }
    }

    /// <summary>Gets the prepared graph; where it is not there yet, answers so.</summary>
    /// <returns>The graph; null when the request is answered.</returns>
    public async Task<ServedGraph?> FindAsync(HttpContext context)
    {
        Begin();
        if (_preparation is { IsCompletedSuccessfully: true } done)
        {
            return await done.ConfigureAwait(false);
        }

        await EndpointJson.RefuseAsync(
            context,
            StatusCodes.Status503ServiceUnavailable,
            _preparation is { IsCompleted: true } ? "The graph could not be prepared; the host's log says why." : "The graph is being prepared.",
            _options.RetryAfter).ConfigureAwait(false);
        return null;
    }

    /// <summary>Answers whether batches can be judged.</summary>
    public async Task SayReadyAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not null)
        {
            await EndpointJson.WriteAsync(context, new HealthReply { Status = "ready" }, EndpointJson.Health, StatusCodes.Status200OK).ConfigureAwait(false);
        }
    }

    /// <summary>Answers what the graph is.</summary>
    public async Task DescribeAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is { } served)
        {
            KnowledgeGraphMetadata metadata = served.Metadata;
            var reply = new GraphReply
            {
                Name = metadata.Name,
                Version = metadata.Version,
                ContentHash = metadata.ContentHash,
                NodeCount = metadata.NodeCount,
                EdgeCount = metadata.EdgeCount,
                Sources = metadata.Sources,
                NodeTypes = metadata.NodeTypes,
                Relations = metadata.Relations,
            };
            await EndpointJson.WriteAsync(context, reply, EndpointJson.Graph, StatusCodes.Status200OK).ConfigureAwait(false);
        }
    }

    private async Task<ServedGraph> PrepareAsync()
    {
        try
        {
            return await MakeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _failedAt = _time.GetTimestamp();
            LogFailure(exception);
            throw;
        }
    }

    // Called when the preparation has ended, so that the callback finds it ended.
    private async Task AnnounceAsync(Task<ServedGraph> preparation)
    {
        await ((Task)preparation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (preparation.IsCompletedSuccessfully)
        {
            _options.Prepared?.Invoke((await preparation.ConfigureAwait(false)).Metadata);
        }
    }

    private async Task<ServedGraph> MakeAsync()
    {
        string? key = _options.ServiceKey;
        MedReasonOptions options = _services.GetRequiredService<IOptionsMonitor<MedReasonOptions>>().Get(key ?? Options.DefaultName);
        ReasoningPipeline pipeline = Get<ReasoningPipeline>(key)!;
        IKnowledgeGraph graph = pipeline.Graph;

        // Of the host's stages those are shared that ask no model, so that the same text always earns the same.
        ForeignChainAuditor auditor = Get<ForeignChainAuditor>(key) ?? new ForeignChainAuditor(
            _options.Verifier,
            Get<IEntityExtractor>(key) as LexiconEntityExtractor ?? new LexiconEntityExtractor(options.Extractor),
            Get<IEntityLinker>(key) as EntityLinker ?? new EntityLinker(options.Linker));
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync().ConfigureAwait(false);
        await pipeline.WarmUpAsync().ConfigureAwait(false);

        // A text about a question fills what is kept for a graph: names, links, words and edges.
        var question = new MedicalQuestion { Id = "0", Text = "fever", Options = [new AnswerOption { Label = "A", Text = "fever" }], Answer = "A" };
        await auditor.AuditAsync(graph, question, "Fever is caused by fever.").ConfigureAwait(false);
        return new ServedGraph
        {
            Graph = graph,
            Metadata = metadata,
            Pipeline = pipeline,
            Tools = graph.AsAITools(new GraphToolOptions
            {
                Auditor = auditor,
                Language = options.Extractor.Language,
                MaxTextLength = _options.MaxTextLength,
            }).OfType<AIFunction>().ToFrozenDictionary(function => function.Name, StringComparer.Ordinal),
            Auditor = auditor,
            Reward = Get<ReasoningReward>(key) ?? new ReasoningReward(_options.Reward, auditor),
            Language = options.Extractor.Language,
        };
    }

    private T? Get<T>(string? key)
        where T : class => key is null ? _services.GetService<T>() : _services.GetKeyedService<T>(key);

    [LoggerMessage(1, LogLevel.Error, "The graph could not be prepared.")]
    private partial void LogFailure(Exception exception);
}
