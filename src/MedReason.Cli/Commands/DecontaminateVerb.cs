using System.CommandLine;
using System.Globalization;
using MedReason.Datasets;

namespace MedReason.Cli;

/// <summary><c>medreason decontaminate</c>: what a run shares with benchmarks.</summary>
internal static class DecontaminateVerb
{
    public static Command Create(CommandConsole console)
    {
        Option<string> run = new("--run") { Description = "The folder that generate wrote.", HelpName = "DIR", Required = true };
        Option<string[]> against = new("--against")
        {
            Description = "A benchmark, plain or gzip; may be given several times.",
            HelpName = "FILE",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> format = new("--format")
        {
            Description = "The format of the benchmarks. By default it is detected by the first entry of each.",
            HelpName = "NAME",
        };
        format.AcceptOnlyFromAmong([.. QuestionFormatRegistry.Default.Names]);
        const string Description = "Compares the accepted rows of a run with benchmarks and with each other; export then leaves out what overlaps.";
        var command = new Command("decontaminate", Description) { run, against, format };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            string folder = parsed.GetRequiredValue(run);
            await RunResults.PrepareAsync(folder, console, cancellationToken).ConfigureAwait(false);
            string? bank = parsed.GetValue(format);
            BenchmarkFile[] benchmarks = [.. parsed.GetRequiredValue(against).Select(path => new BenchmarkFile { Path = path, Format = bank })];
            DecontaminationReport report = await Decontaminator.CompareAsync(folder, benchmarks, cancellationToken: cancellationToken).ConfigureAwait(false);
            await WriteAsync(Path.Combine(folder, DecontaminationReport.FileName), withOverlaps: true).ConfigureAwait(false);
            await WriteAsync(null, withOverlaps: false).ConfigureAwait(false);
            string summary = string.Create(
                CultureInfo.InvariantCulture,
                $"{report.RawRows} accepted rows, {report.FlaggedRows} overlap a benchmark, {report.CleanRows} do not; {report.DuplicateRows} nearly repeat");
            await console.Error.WriteLineAsync($"medreason: {summary} another").ConfigureAwait(false);
            return ExitCodes.Done;

            Task WriteAsync(string? file, bool withOverlaps) =>
                DataOutput.WriteAsync(file, output => output.WriteLine(report.ToUtf8(withOverlaps)), console, cancellationToken);
        });
        return command;
    }
}
