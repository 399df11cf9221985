using System.CommandLine;
using MedReason.Reports;
using MedReason.Runs;

namespace MedReason.Cli;

/// <summary><c>medreason report</c>: the report of a run, as one page.</summary>
internal static class ReportVerb
{
    public static Command Create(CommandConsole console)
    {
        Option<string> run = new("--run") { Description = "The folder of a run, finished or not.", HelpName = "DIR", Required = true };
        Option<string> output = new("--output") { Description = "The page.", HelpName = "FILE.html", Required = true };
        var command = new Command("report", "Draws the report of a run: acceptance, reasons, paths, grounding, cost.") { run, output };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            string folder = parsed.GetRequiredValue(run);
            RunState? state = await RunResults.PrepareAsync(folder, console, cancellationToken).ConfigureAwait(false);
            byte[] page;
            using (var progress = new ProgressLine(console, TimeProvider.System))
            {
                page = await RunReportPage.RenderAsync(folder, state, rows => progress.Show("rows", rows), cancellationToken).ConfigureAwait(false);
            }

            await DataOutput.WriteFileAsync(parsed.GetRequiredValue(output), page, console, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
