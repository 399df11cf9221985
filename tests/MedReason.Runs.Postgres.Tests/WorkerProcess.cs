using System.Diagnostics;
using System.Globalization;

namespace MedReason.Runs.Postgres.Tests;

/// <summary>A worker in a process of its own, which can be killed.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    public WorkerProcess(string address, int rows, int calls, int concurrency, double lease, string model, decimal? cap = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[
            Path.Combine(AppContext.BaseDirectory, "MedReason.RunWorker.dll"), address, Text(rows), Text(calls), Text(concurrency), Text(lease), model,
            .. cap is { } most ? (string[])[Text(most)] : []])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start)!;
        Output = ReadAsync();
    }

    public Task<string> Output { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Ends the process as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private async Task<string> ReadAsync()
    {
        Task<string> error = _process.StandardError.ReadToEndAsync();
        return await _process.StandardOutput.ReadToEndAsync() + await error;
    }
}
