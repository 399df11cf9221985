using System.Globalization;
using MedReason.Datasets;
using MedReason.Runs;

namespace MedReason.Cli;

/// <summary>The results of a run's folder for the verbs that read them, also where the run is not finished.</summary>
internal static class RunResults
{
    /// <summary>Sees to it that <c>results.jsonl</c> holds what the run's database holds. A folder without a database stays as it is.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="console">Where a person is told that the run is not finished.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>How far the run is; null where the folder holds no database.</returns>
    /// <exception cref="RunException">The database cannot be read or the results not be written.</exception>
    public static async Task<RunState?> PrepareAsync(string folder, CommandConsole console, CancellationToken cancellationToken)
    {
        if (!File.Exists(RunDatabase.PathOf(folder)))
        {
            return null;
        }

        using var reader = RunReader.Open(folder);
        var state = new RunState(reader.RowCount, reader.ResultCount, reader.ReadSpending());
        bool isFinished = reader.IsFinished;
        if (!isFinished)
        {
            await console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"medreason: {folder}: not finished; {state.Results} of {state.Rows} questions have a result, and these are read")).ConfigureAwait(false);
        }

        if (!isFinished || !File.Exists(ResultsFile.GetPath(folder)))
        {
            await reader.WriteResultsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        return state;
    }
}
