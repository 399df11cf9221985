using System.Runtime.CompilerServices;

namespace MedReason.Datasets;

/// <summary>The file of a run folder that holds one row per question, in input order.</summary>
public static class ResultsFile
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "results.jsonl";

    /// <summary>Gets the path of the file in a run folder.</summary>
    /// <param name="runFolder">The folder.</param>
    /// <returns>The path; the file need not exist.</returns>
    public static string GetPath(string runFolder) => Path.Combine(runFolder, FileName);

    /// <summary>Reads the accepted rows in the order of the file.</summary>
    /// <param name="runFolder">The folder.</param>
    /// <param name="onOutcome">Called with the outcome of every row, accepted or not; may be null.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <returns>The rows whose outcome is <c>accepted</c>.</returns>
    /// <exception cref="InputFormatException">The file cannot be read, or a line is not a row.</exception>
    public static async IAsyncEnumerable<JsonLine> ReadAcceptedAsync(
        string runFolder, Action<string>? onOutcome = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IAsyncEnumerator<JsonLine> lines = JsonLinesReader.ReadAsync(GetPath(runFolder), cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (lines.ConfigureAwait(false))
        {
            while (await lines.MoveNextAsync().ConfigureAwait(false))
            {
                string outcome = lines.Current.RequireString("outcome");
                onOutcome?.Invoke(outcome);
                if (outcome == "accepted")
                {
                    yield return lines.Current;
                }
            }
        }
    }
}
