using System.Diagnostics;

namespace MedReason.Datasets.Tests;

/// <summary>Runs Python in a recipe's folder; a test that needs what the machine lacks is skipped with that reason.</summary>
internal static class RecipePython
{
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("python3") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, output + await error);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            Assert.Skip($"python3 is absent: {exception.Message}");
            throw;
        }
    }

    public static async Task RequireModuleAsync(string folder, string module)
    {
        if ((await RunAsync(folder, "-c", $"import {module}")).ExitCode != 0)
        {
            Assert.Skip($"Python has no module {module}.");
        }
    }
}
