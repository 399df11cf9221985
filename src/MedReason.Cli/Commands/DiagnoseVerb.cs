using System.CommandLine;
using System.Globalization;
using MedReason.Datasets;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary><c>medreason diagnose</c>: the diseases that the findings of a patient suggest.</summary>
internal static class DiagnoseVerb
{
    public static Command Create(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<string> input = CommonOptions.Input(
            "Cases as JSON lines, plain or gzip: {\"id\",\"observed\":[id, name or {\"id\",\"label\"}],\"excluded\":[...],\"sex\",\"pmids\":[...]}.");
        Option<string?> output = CommonOptions.Output("A line a case.");
        Option<int> top = CommonOptions.Count("--top", "The maximum number of diseases per case.", 10, 1, 100_000);
        Option<bool> excludes = new("--exclude-publications-of-case")
        {
            Description = "Ignore annotations that rest only on the publications of the case itself, as a fair measurement needs.",
        };
        Option<string[]> diseases = new("--diseases")
        {
            Description = "Rank only diseases whose ids have this prefix, such as OMIM; may be given several times. Default: all.",
            HelpName = "PREFIX",
        };
        var command = new Command("diagnose", "Ranks diseases by the findings of a patient. Not a medical device; gives no advice.")
        {
            kg, input, output, top, excludes, diseases,
        };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(kg), cancellationToken).ConfigureAwait(false);
            var ranker = new DiagnosisRanker(new DiagnosisRankerOptions { DiseasePrefixes = parsed.GetValue(diseases) ?? [] });
            var reader = new DiagnosisCaseReader(graph, parsed.GetValue(top), parsed.GetValue(excludes));
            await RunAsync(graph, ranker, reader, parsed.GetRequiredValue(input), parsed.GetValue(output), console, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task RunAsync(
        InMemoryKnowledgeGraph graph,
        DiagnosisRanker ranker,
        DiagnosisCaseReader reader,
        string input,
        string? output,
        CommandConsole console,
        CancellationToken cancellationToken)
    {
        var ids = new UniqueIds();
        long count = 0;
        long unresolved = 0;
        using var progress = new ProgressLine(console, TimeProvider.System);
        DataOutput rows = DataOutput.Open(output, console);
        await using (rows.ConfigureAwait(false))
        {
            await foreach (JsonLine line in JsonLinesReader.ReadAsync(input, cancellationToken).ConfigureAwait(false))
            {
                RowId id = ids.Require(line);
                DiagnosisCase read = await reader.ReadAsync(line, cancellationToken).ConfigureAwait(false);
                DiagnosisResult result = await ranker.RankAsync(graph, read.Request, cancellationToken).ConfigureAwait(false);
                rows.WriteRow(writer => DiagnosisRow.Write(writer, id, read, result));
                unresolved += read.Unresolved.Count;
                progress.Show("cases", ++count);
            }

            await rows.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }

        if (unresolved > 0)
        {
            await console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"medreason: {unresolved:N0} findings are not one node of the graph; each row lists its own under \"unresolved\"")).ConfigureAwait(false);
        }
    }
}
