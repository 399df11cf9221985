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
        Option<string?> format = new("--format") { Description = "The format of the benchmarks. Without it the first entry of each shows it.", HelpName = "NAME" };
        format.AcceptOnlyFromAmong([.. QuestionFormatRegistry.Default.Names]);
        var command = new Command("decontaminate", "Compares the accepted rows of a run with benchmarks and with each other; export then leaves out what overlaps.") { run, against, format };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            string folder = parsed.GetRequiredValue(run);
            await RunResults.PrepareAsync(folder, console, cancellationToken).ConfigureAwait(false);
            BenchmarkFile[] benchmarks = [.. parsed.GetRequiredValue(against).Select(path => new BenchmarkFile { Path = path, Format = parsed.GetValue(format) })];
            DecontaminationReport report = await Decontaminator.CompareAsync(folder, benchmarks, cancellationToken: cancellationToken).ConfigureAwait(false);
            await DataOutput.WriteAsync(Path.Combine(folder, DecontaminationReport.FileName), output => output.WriteLine(report.ToUtf8(withOverlaps: true)), console, cancellationToken).ConfigureAwait(false);
            await DataOutput.WriteAsync(null, output => output.WriteLine(report.ToUtf8(withOverlaps: false)), console, cancellationToken).ConfigureAwait(false);
            await console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"medreason: {report.RawRows} accepted rows, {report.FlaggedRows} overlap a benchmark, {report.CleanRows} do not; {report.DuplicateRows} nearly repeat another")).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
