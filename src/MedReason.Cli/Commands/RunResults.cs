using System.Globalization;
using MedReason.Runs;
using MedReason.Runs.Postgres;

namespace MedReason.Cli;

/// <summary>Prepares the results of a run for the verbs that read them.</summary>
internal static class RunResults
{
    /// <summary>Brings the results file of a run up to date, and warns when the run is not finished.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="console">The console that the warning is written to.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>The state of the run; null when the folder holds no database.</returns>
    /// <exception cref="RunException">The database cannot be read, or the file cannot be written.</exception>
    public static async Task<RunState?> PrepareAsync(string folder, CommandConsole console, CancellationToken cancellationToken)
    {
        if (PostgresRunAddress.IsMatch(folder))
        {
            throw new UsageException("this verb reads a run in a folder: medreason run fetch --run ADDRESS --output DIR writes one");
        }

        RunState? state = await RunReader.PrepareResultsAsync(folder, cancellationToken).ConfigureAwait(false);
        if (state is { IsFinished: false })
        {
            await console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                    $"medreason: {folder}: not finished; {state.Results} of {state.Rows} questions have a result, and these are read")).ConfigureAwait(false);
        }

        return state;
    }
}
