using System.Diagnostics;
using System.Globalization;

namespace MedReason.Benchmarks.Loading;

/// <summary>This process's memory as the system counts it.</summary>
internal static class ProcessMemory
{
    /// <summary>The most that was resident at once, in megabytes.</summary>
    public static double PeakMegabytes => Read("VmHWM:") ?? Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;

    /// <summary>What is resident now, in megabytes.</summary>
    public static double ResidentMegabytes => Read("VmRSS:") ?? Process.GetCurrentProcess().WorkingSet64 / 1e6;

    private static double? Read(string field)
    {
        const string status = "/proc/self/status";
        string? line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(text => text.StartsWith(field, StringComparison.Ordinal)) : null;
        return line is null ? null : double.Parse(line.AsSpan(field.Length).Trim()[..^3], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
