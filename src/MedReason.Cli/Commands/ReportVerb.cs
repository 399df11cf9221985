using System.CommandLine;
using MedReason.Datasets;
using MedReason.Reports;
using MedReason.Runs;
using MedReason.Runs.Postgres;

namespace MedReason.Cli;

/// <summary><c>medreason report</c>: the report of a run, as one page.</summary>
internal static class ReportVerb
{
    public static Command Create(CommandConsole console)
    {
        Option<string> run = new("--run")
        {
            Description = "The folder of a run, finished or not, or the address of one in PostgreSQL.",
            HelpName = "DIR|ADDRESS",
            Required = true,
        };
        Option<string> output = new("--output") { Description = "The page.", HelpName = "FILE.html", Required = true };
        var command = new Command("report", "Draws the report of a run: acceptance, reasons, paths, grounding, cost.") { run, output };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            string place = parsed.GetRequiredValue(run);
            byte[] page = PostgresRunAddress.IsMatch(place)
                ? await RenderSharedAsync(place, console, cancellationToken).ConfigureAwait(false)
                : await RenderAsync(
                    place, await RunResults.PrepareAsync(place, console, cancellationToken).ConfigureAwait(false), console, cancellationToken)
                    .ConfigureAwait(false);

            await DataOutput.WriteFileAsync(parsed.GetRequiredValue(output), page, console, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    // The state of the run as it is now, and the results that it has.
    private static async Task<byte[]> RenderSharedAsync(string place, CommandConsole console, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("medreason-report-").FullName;
        try
        {
            PostgresRunAddress address = RunPlace.ReadAddress(place);
            PostgresRunReader reader = await RunPlace.OpenAsync(place, () => PostgresRunReader.OpenAsync(address, cancellationToken)).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                RunState state = await reader.ReadStateAsync(cancellationToken).ConfigureAwait(false);
                await reader.WriteResultsAsync(ResultsFile.GetPath(folder), cancellationToken).ConfigureAwait(false);
                return await RenderAsync(folder, state, console, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<byte[]> RenderAsync(string folder, RunState? state, CommandConsole console, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(console, TimeProvider.System);
        return await RunReportPage.RenderAsync(folder, state, rows => progress.Show("rows", rows), cancellationToken).ConfigureAwait(false);
    }
}
