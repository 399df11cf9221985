using System.Globalization;
using MedReason.Datasets;
using MedReason.Runs;

namespace MedReason.Cli;

/// <summary>What the verbs that make runs share: one session of work with its progress on the console.</summary>
internal static class RunSession
{
    /// <summary>Works on a run until every row has a result or the run has to end, and writes its progress to the console.</summary>
    /// <param name="store">The run, with its rows.</param>
    /// <param name="work">What is done with a row.</param>
    /// <param name="success">The outcome that is final even when a call of the row got no reply.</param>
    /// <param name="client">The client that the work calls; null where it calls none.</param>
    /// <param name="flow">How fast and how dear.</param>
    /// <param name="console">Where progress is written.</param>
    /// <param name="cancellationToken">Ends the session; what was done is kept.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> WorkAsync(
        IRunStore store,
        Func<RunRow, CancellationToken, Task<RunResult>> work,
        string success,
        RunChatClient? client,
        RunFlowOptions flow,
        CommandConsole console,
        CancellationToken cancellationToken)
    {
        // The results file of an earlier session is stale once a row is worked on.
        if (store is RunStore before && before.Reader.CountPending(before.Session) > 0)
        {
            File.Delete(ResultsFile.GetPath(before.Folder));
        }

        if (RunStatusText.Overrides(store.Steering, flow) is { } overrides)
        {
            await console.Error.WriteLineAsync("medreason: " + overrides).ConfigureAwait(false);
        }

        long answered = client?.Spending.Answered ?? 0;
        RunEnd end;
        using (var progress = new ProgressLine(console, TimeProvider.System))
        {
            var engine = new RunEngine(store, work, new RunEngineOptions
            {
                Concurrency = flow.Concurrency,
                Success = success,
                Client = client,
                OnRow = engine => progress.Show(() => RunReport.Line(engine.Progress)),
                OnEstimate = estimate =>
                {
                    progress.Clear();
                    decimal spent = client!.Spending.Cost + client.Spending.PossibleCost;
                    console.Error.WriteLine("medreason: " + RunReport.Estimate(estimate, spent, flow.MaxCost));
                },
            });
            try
            {
                end = await engine.RunAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                progress.Clear();
                await console.Error.WriteLineAsync($"medreason: {Kept(engine.Progress, store.Place)}").ConfigureAwait(false);
                throw;
            }
        }

        if (end.Reason is null)
        {
            long lines = store is RunStore folder ? await folder.WriteResultsAsync(cancellationToken).ConfigureAwait(false) : end.Progress.Done;
            string where = store is RunStore ? string.Empty : "; run fetch writes them into a folder";
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"medreason: {lines} questions{where}")).ConfigureAwait(false);
        }

        foreach (string line in RunReport.Summary(end.Progress))
        {
            await console.Error.WriteLineAsync(line).ConfigureAwait(false);
        }

        IReadOnlyList<RequestFailureTally> failures = client?.Failures ?? [];
        foreach (string line in RunReport.Failures(failures))
        {
            await console.Error.WriteLineAsync(line).ConfigureAwait(false);
        }

        if (end.Reason is null)
        {
            if (failures.Count == 0 || client!.Spending.Answered > answered)
            {
                return ExitCodes.Done;
            }

            await console.Error.WriteLineAsync($"medreason: no request was answered: {failures[0].Summary}").ConfigureAwait(false);
            return ExitCodes.Failed;
        }

        await console.Error.WriteLineAsync($"medreason: stopped: {end.Reason}; {Kept(end.Progress, store.Place)}").ConfigureAwait(false);
        return ExitCodes.Failed;
    }

    private static string Kept(RunProgress progress, string folder) => string.Create(
        CultureInfo.InvariantCulture, $"{progress.Done} of {progress.Total} questions are done and kept in {folder}; the same command goes on from there");
}
