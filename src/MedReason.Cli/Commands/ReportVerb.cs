using System.CommandLine;
using MedReason.Datasets;
using MedReason.Reports;
using MedReason.Runs;

namespace MedReason.Cli;

/// <summary><c>medreason report</c>: what a run came to, as one page.</summary>
internal static class ReportVerb
{
    public static Command Create(CommandConsole console)
    {
        Option<string> run = new("--run") { Description = "The folder of a run, finished or not.", HelpName = "DIR", Required = true };
        Option<string> output = new("--output") { Description = "The page.", HelpName = "FILE.html", Required = true };
        var command = new Command("report", "Draws what a run came to: acceptance, reasons, paths, grounding, cost.") { run, output };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            string folder = parsed.GetRequiredValue(run);
            RunState? state = await RunResults.PrepareAsync(folder, console, cancellationToken).ConfigureAwait(false);
            var report = new RowSummary();
            using (var progress = new ProgressLine(console, TimeProvider.System))
            {
                await foreach (JsonLine line in JsonLinesReader.ReadAsync(ResultsFile.GetPath(folder), cancellationToken).ConfigureAwait(false))
                {
                    report.Add(line);
                    progress.Show("rows", report.All.Total);
                }
            }

            string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
            await DataOutput.WriteFileAsync(parsed.GetRequiredValue(output), RunReportPage.Render(report, name, state), console, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
