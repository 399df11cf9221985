using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace MedReason.Runs.Tests;

/// <summary>A run whose rows ask five questions each: one, two at once on its reply, one that a stage has no use for, and one on all of them.</summary>
internal static class BatchRun
{
    public static readonly ModelPrices Prices = new([new("m", new ModelPrice { Input = 1, Output = 2, MaxOutputTokens = 100 })]);

    /// <summary>Goes through the run until it ends.</summary>
    public static async Task<(RunEnd End, RunSpending Spending)> PlayAsync(
        string folder, BatchModel model, RunBatchOptions? batch, int rows, TimeProvider time, decimal? maxCost = null, string word = "") =>
        await PlayAsync(folder, model, batch, rows, time, Prices, maxCost, word);

    /// <summary>Goes through the run until it ends, with prices or without.</summary>
    public static async Task<(RunEnd End, RunSpending Spending)> PlayAsync(
        string folder, BatchModel model, RunBatchOptions? batch, int rows, TimeProvider time, ModelPrices? prices, decimal? maxCost = null, string word = "")
    {
        using RunStore store = RunStore.Open(folder, RunFolder.Configuration());
        RunEnd end = await PlayAsync(store, model, batch, rows, time, prices, maxCost, word);
        if (end.Reason is null)
        {
            await store.WriteResultsAsync();
        }

        return (end, store.Reader.ReadSpending());
    }

    /// <summary>Goes through a run in either home until it ends.</summary>
    public static async Task<RunEnd> PlayAsync(
        IRunStore store, BatchModel model, RunBatchOptions? batch, int rows, TimeProvider time, ModelPrices? prices, decimal? maxCost = null, string word = "")
    {
        await store.AddRowsAsync(RunFolder.Rows(rows));
        using var client = new RunChatClient(model, store, new RunFlowOptions { Prices = prices, MaxCost = maxCost, Batch = batch }, time);
        var engine = new RunEngine(
            store, (row, token) => WorkAsync(client, row, word, token), new RunEngineOptions { Client = client, Concurrency = 8, OnEstimate = static _ => { } }, time);
        return await engine.RunAsync();
    }

    public static byte[] ReadResults(string folder) => File.ReadAllBytes(Path.Combine(folder, "results.jsonl"));

    private static async Task<RunResult> WorkAsync(RunChatClient client, RunRow row, string word, CancellationToken cancellationToken)
    {
        string[] answers;
        try
        {
            string first = await AskAsync($"first of {row.Id}");
            string[] both = await Task.WhenAll(AskAsync($"second of {row.Id} {word}"), AskAsync($"third on {first}"));
            string cut = await AskAsync($"cut of {row.Id} on {both[0]}");

            // Rows share a call, too.
            string shared = await AskAsync($"shared {row.Ordinal % 3}");
            answers = [first, .. both, cut, shared];
        }
        catch (MedReasonException exception)
        {
            return Result("failed", exception.Message);
        }

        return Result("accepted", string.Join(" | ", answers));

        async Task<string> AskAsync(string question)
        {
            ChatResponse response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, question)], cancellationToken: cancellationToken);
            if (question.StartsWith("second", StringComparison.Ordinal))
            {
                // A reply of no use is asked for in other words.
                await client.RejectAsync(response);
                response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, "again " + question)], cancellationToken: cancellationToken);
            }

            return string.Create(CultureInfo.InvariantCulture, $"{response.Text} {response.FinishReason} {response.Usage?.OutputTokenCount}");
        }

        static RunResult Result(string outcome, string text) => new() { Outcome = outcome, Reason = outcome == "failed" ? "no_reply" : null, Payload = Encoding.UTF8.GetBytes(text) };
    }
}
