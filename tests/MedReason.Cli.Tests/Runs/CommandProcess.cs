using System.Diagnostics;
using System.Globalization;

namespace MedReason.Cli.Tests;

/// <summary>The command as a process of its own, which can be killed.</summary>
internal sealed class CommandProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private CommandProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>The most memory that it has held at any time so far, in bytes; null when it has ended, or where the system does not say.</summary>
    public long? PeakMemory
    {
        get
        {
            const string Name = "VmHWM:";
            string status = string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status");
            try
            {
                return File.ReadLines(status).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) is { } line
                    ? long.Parse(line.AsSpan(Name.Length).TrimEnd("kB "), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture) * 1024
                    : null;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    /// <summary>What it wrote to standard output; whole when it has ended.</summary>
    public Task<string> Output => _output;

    public static CommandProcess Start(params string[] args) => StartWithKey(null, args);

    /// <summary>Starts it with the variables that hold keys set to a value; null for unset.</summary>
    public static CommandProcess StartWithKey(string? key, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "MedReason.Cli.dll"));
        foreach (string arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        foreach (string variable in new[] { "OPENAI_API_KEY", "ANTHROPIC_API_KEY" })
        {
            start.Environment.Remove(variable);
            if (key is not null)
            {
                start.Environment[variable] = key;
            }
        }

        start.Environment["TieredPGO"] = "0";
        return new CommandProcess(Process.Start(start)!);
    }

    /// <summary>As <c>kill -9</c> does it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Whether SIGINT, the second signal, is among those that this process ignores.</summary>
    public static bool IsInterruptIgnored()
    {
        const string Name = "SigIgn:";
        const ulong Interrupt = 1 << 1;
        string? line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) : null;
        return line is not null && (ulong.Parse(line.AsSpan(Name.Length), NumberStyles.HexNumber | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture) & Interrupt) != 0;
    }

    /// <summary>As Ctrl+C does it.</summary>
    public void Interrupt() => Signal("-INT");

    /// <summary>Sends a signal by its name, such as <c>-TERM</c>.</summary>
    public void Signal(string name) => Process.Start("kill", [name, _process.Id.ToString(CultureInfo.InvariantCulture)]).Dispose();

    public async Task<(int ExitCode, string Error)> WaitAsync(TimeSpan? limit = null)
    {
        using var deadline = new CancellationTokenSource(limit ?? TimeSpan.FromMinutes(10));
        await _process.WaitForExitAsync(deadline.Token);
        return (_process.ExitCode, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
