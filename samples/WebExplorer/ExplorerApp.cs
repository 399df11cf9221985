using MedReason;
using MedReason.Reports;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace WebExplorer;

/// <summary>Puts the application together: services first, so that a host or a test can add or replace some, then the pipeline of requests.</summary>
public static class ExplorerApp
{
    private const string Api = "/api";
    private const string TimeoutPolicy = "run";

    /// <summary>Registers everything that the explorer needs, from its configuration.</summary>
    /// <param name="args">The command line; any setting can stand there, such as <c>--Graph:Path kg.csv</c>, which is sought in the working directory.</param>
    /// <returns>The builder; what is registered after this wins.</returns>
    /// <exception cref="KnowledgeGraphException">The snapshot that the configuration names cannot be read.</exception>
    public static async Task<WebApplicationBuilder> CreateBuilderAsync(string[] args)
    {
        // Content lies beside the program, whatever folder it is started from.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        await AddGraphAsync(builder);
        IConfiguration configuration = builder.Configuration;
        builder.Services.AddMedReason(options => configuration.GetSection("MedReason").Bind(options));
        AddLimits(builder);
        AddTelemetry(builder);
        builder.Services.ConfigureHttpJsonOptions(json => ExplorerJsonContext.Configure(json.SerializerOptions));
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton<SampleQuestions>();
        return builder;
    }

    /// <summary>Builds the application.</summary>
    /// <param name="builder">What <see cref="CreateBuilderAsync"/> made.</param>
    /// <returns>The application, not started.</returns>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        WebApplication app = builder.Build();
        app.Use(SecurityHeaders.AddAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseRateLimiter();

        // Questions, lookups, graph and health are the library's; the explorer adds what draws, its samples and the page of a result.
        ExplorerOptions limits = app.Services.GetRequiredService<IOptions<ExplorerOptions>>().Value;
        RouteGroupBuilder api = app.MapMedReason(Api, options =>
        {
            options.MaxBodyBytes = limits.MaxRequestBytes;
            options.MaxTextLength = limits.MaxTextLength;
            options.MaxConcurrentQuestions = limits.ConcurrentRuns;
            options.MaxQueuedQuestions = limits.QueuedRuns;
            options.Drawing = EvidenceSvg.Render;
        });
        api.MapPost("/page", PageEndpoint.HandleAsync);
        api.MapGet("/questions", async (SampleQuestions questions, CancellationToken cancellationToken) =>
            TypedResults.Ok(await questions.ReadAsync(cancellationToken)));
        api.RequireRateLimiting(ClientRate.Policy).WithRequestTimeout(TimeoutPolicy);
        return app;
    }

    private static async Task AddGraphAsync(WebApplicationBuilder builder)
    {
        IConfiguration configuration = builder.Configuration;
        string? path = configuration["Graph:Path"];
        if (path is not null && Path.GetExtension(path).Equals(".mrkg", StringComparison.OrdinalIgnoreCase))
        {
            InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(path);
            builder.Services.AddKnowledgeGraph(_ => graph);
            return;
        }

        builder.Services.AddPrimeKg(options =>
        {
            // The preset lies beside the program; a path that someone names counts from the folder where it is named.
            options.Path = Path.Combine(AppContext.BaseDirectory, "Data", "starter_kg.csv");
            configuration.GetSection("Graph").Bind(options);
        });
    }

    private static void AddLimits(WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton<IValidateOptions<ExplorerOptions>, ExplorerOptionsValidator>();
        services.AddOptions<ExplorerOptions>().BindConfiguration("Explorer").ValidateOnStart();
        services.AddOptions<KestrelServerOptions>().Configure(kestrel => kestrel.AddServerHeader = false);
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<ExplorerOptions>>((limiter, explorer) => ClientRate.Configure(limiter, explorer.Value));
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<ExplorerOptions>>((timeouts, explorer) =>
            timeouts.AddPolicy(TimeoutPolicy, explorer.Value.RunTimeout));
    }

    private static void AddTelemetry(WebApplicationBuilder builder)
    {
        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("medreason-web-explorer"))
            .WithTracing(tracing => tracing.AddSource(MedReasonTelemetry.SourceName).AddAspNetCoreInstrumentation())
            .WithMetrics(metrics => metrics.AddMeter(MedReasonTelemetry.SourceName).AddAspNetCoreInstrumentation());
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.UseOtlpExporter();
        }
    }
}
