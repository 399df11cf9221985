using System.Runtime.CompilerServices;

namespace MedReason.Datasets;

/// <summary>The rows of a run folder.</summary>
internal static class AcceptedRows
{
    /// <summary>The file that holds a row a question.</summary>
    public const string FileName = "results.jsonl";

    public static string PathOf(string runFolder) => Path.Combine(runFolder, FileName);

    /// <summary>The accepted rows in their order.</summary>
    /// <param name="runFolder">The folder.</param>
    /// <param name="onOutcome">Told the outcome of every row, accepted or not; null where nobody counts.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public static async IAsyncEnumerable<JsonLine> ReadAsync(string runFolder, Action<string>? onOutcome, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerator<JsonLine> lines = JsonLinesReader.ReadAsync(PathOf(runFolder), cancellationToken).GetAsyncEnumerator(cancellationToken);
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
