using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using MedReason.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.AspNetCore.Tests;

/// <summary>The Python client against a real host, called as TRL and verifiers call it; <c>Python/check_client.py</c> holds the scenarios.</summary>
public sealed class PythonClientTests
{
    private static readonly Lazy<string?> SkipReason = new(FindSkipReason);

    [Theory]
    [InlineData("trl")]
    [InlineData("verifiers")]
    [InlineData("faults")]
    public async Task A_scenario_holds(string scenario)
    {
        await using RunningHost host = await StartAsync();
        await RunAsync(scenario, host.Address);
    }

    [Fact]
    public async Task More_items_than_a_batch_holds_are_several_requests_whose_scores_stay_in_order()
    {
        var requests = new ConcurrentQueue<string>();
        await using RunningHost host = await StartAsync(use: app => app.Use((HttpContext context, RequestDelegate next) =>
        {
            requests.Enqueue(context.Request.Method);
            return next(context);
        }));
        requests.Clear();
        await RunAsync("batches", host.Address);
        requests.Count(method => method == "POST").ShouldBe(3);
    }

    [Fact]
    public async Task It_waits_for_a_host_that_is_loading_and_only_then_gives_up()
    {
        SkipWithoutPython();
        var graph = new GatedGraph();
        var refused = new TaskCompletionSource();
        await using RunningHost host = await RunningHost.StartAsync(
            options => options.RetryAfter = TimeSpan.FromSeconds(1),
            services =>
            {
                services.AddKnowledgeGraph(graph);
                services.AddMedReason();
            },
            (app, _) => app.Use(async (HttpContext context, RequestDelegate next) =>
            {
                await next(context);
                if (context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
                {
                    refused.TrySetResult();
                }
            }),
            isReady: false);
        await RunAsync("impatient", host.Address);
        refused.Task.IsCompleted.ShouldBeTrue();
        refused = new TaskCompletionSource();
        Task waiting = RunAsync("loading", host.Address);
        await refused.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        graph.Gate.SetResult();
        await waiting;
    }

    [Fact]
    public async Task A_host_that_is_gone_is_tried_again_and_then_reported()
    {
        string address;
        await using (RunningHost host = await StartAsync())
        {
            address = host.Address;
        }

        await RunAsync("down", address);
    }

    private static async Task<RunningHost> StartAsync(Action<WebApplication>? use = null)
    {
        SkipWithoutPython();
        return await RunningHost.StartAsync(use: (app, _) => use?.Invoke(app));
    }

    private static void SkipWithoutPython() => Assert.SkipWhen(SkipReason.Value is not null, SkipReason.Value ?? string.Empty);

    private static async Task RunAsync(string scenario, string address)
    {
        using Process python = Start(Path.Combine(AppContext.BaseDirectory, "Python", "check_client.py"), scenario, address);
        Task<string> output = python.StandardOutput.ReadToEndAsync();
        Task<string> error = python.StandardError.ReadToEndAsync();
        await python.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        python.ExitCode.ShouldBe(0, await output + await error);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONPATH"] = Path.Combine(TestData.RepositoryRoot, "clients", "python");
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";

        // A proxy that the machine names is not asked for a host on the machine itself.
        start.Environment["http_proxy"] = "http://127.0.0.1:9";
        start.Environment.Remove("no_proxy");
        start.Environment.Remove("NO_PROXY");
        return Process.Start(start)!;
    }

    private static string? FindSkipReason()
    {
        try
        {
            using Process python = Start("-c", "import sys; sys.exit(sys.version_info < (3, 10))");
            python.WaitForExit();
            return python.ExitCode == 0 ? null : "python3 is older than 3.10 or does not start.";
        }
        catch (Win32Exception)
        {
            return "python3 is absent.";
        }
    }
}
