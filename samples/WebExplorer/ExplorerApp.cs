using MedReason;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
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
    private const string Ready = "ready";

    /// <summary>Registers everything that the explorer needs, from its configuration.</summary>
    /// <param name="args">The command line; any setting can stand there, such as <c>--Graph:Path kg.csv</c>, which is sought in the working directory.</param>
    /// <returns>The builder; what is registered after this wins.</returns>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        // Content lies beside the program, whatever folder it is started from.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        AddReasoning(builder);
        AddLimits(builder);
        AddTelemetry(builder);
        builder.Services.ConfigureHttpJsonOptions(json => ExplorerJsonContext.Configure(json.SerializerOptions));
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<BadRequestHandler>();
        builder.Services.AddSingleton<SampleQuestions>();

        // The check asks the graph for its metadata, which loads it: a probe finds out, and it sets off what it waits for.
        builder.Services.AddHealthChecks().AddCheck<GraphReadyCheck>("graph", tags: [Ready], timeout: TimeSpan.FromSeconds(2));
        return builder;
    }

    /// <summary>Builds the application.</summary>
    /// <param name="builder">What <see cref="CreateBuilder"/> made.</param>
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

        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) });
        app.MapGet("/api/graph", async (ReasoningPipeline pipeline, CancellationToken cancellationToken) =>
            TypedResults.Ok(await pipeline.Graph.GetMetadataAsync(cancellationToken)));
        app.MapGet("/api/questions", async (SampleQuestions questions, CancellationToken cancellationToken) =>
            TypedResults.Ok(await questions.ReadAsync(cancellationToken)));
        app.MapPost("/api/explain", ExplainEndpoint.HandleAsync)
            .RequireRateLimiting(ClientRate.Policy)
            .WithRequestTimeout(ExplainEndpoint.TimeoutPolicy);
        return app;
    }

    private static void AddReasoning(WebApplicationBuilder builder)
    {
        IConfiguration configuration = builder.Configuration;
        builder.Services.AddPrimeKg(options =>
        {
            // The preset lies beside the program; a path that someone names counts from the folder where it is named.
            options.Path = Path.Combine(AppContext.BaseDirectory, "Data", "starter_kg.csv");
            configuration.GetSection("Graph").Bind(options);
        });
        builder.Services.AddMedReason(options => configuration.GetSection("MedReason").Bind(options));
    }

    private static void AddLimits(WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton<IValidateOptions<ExplorerOptions>, ExplorerOptionsValidator>();
        services.AddOptions<ExplorerOptions>().BindConfiguration("Explorer").ValidateOnStart();
        services.AddSingleton<RunQueue>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ExplorerOptions>>((kestrel, explorer) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = explorer.Value.MaxRequestBytes;
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<ExplorerOptions>>((limiter, explorer) => ClientRate.Configure(limiter, explorer.Value));
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<ExplorerOptions>>((timeouts, explorer) =>
            timeouts.AddPolicy(ExplainEndpoint.TimeoutPolicy, explorer.Value.RunTimeout));
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
