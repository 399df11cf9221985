using System.CommandLine;
using System.Text;
using MedReason.Evaluation;
using MedReason.Reports;
using MedReason.Runs;

namespace MedReason.Cli;

/// <summary><c>medreason eval table</c>: models by benchmarks.</summary>
internal static class EvalTableVerb
{
    private const string Markdown = "markdown";
    private const string Html = "html";
    private const string Csv = "csv";

    public static Command Create(CommandConsole console)
    {
        Argument<string[]> folders = new("RUN")
        {
            Description = "Folders that eval run wrote, one for each model and benchmark. NAME=FOLDER names the row; else it has the name of the model.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> format = CommonOptions.Choice("--format", "markdown, html (a page with the intervals drawn) or csv.", Markdown, Markdown, Html, Csv);
        Option<string?> output = CommonOptions.Output("The table.");
        Option<string?> baseline = new("--baseline")
        {
            Description = "The row that the others are tested against. Default: the best of each benchmark.",
            HelpName = "NAME",
        };
        var command = new Command(
            "table",
            "Lays runs out as models by benchmarks, with intervals and paired tests. What differs between runs is noted; runs that are not finished, of one "
            + "model on one benchmark twice, or with different scorers are refused.") { folders, format, output, baseline };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            EvaluationTable table;
            try
            {
                table = EvaluationTable.Of([.. parsed.GetRequiredValue(folders).Select(Read)], parsed.GetValue(baseline));
            }
            catch (Exception exception) when (exception is ComparisonException or RunException { Failure: RunFailure.NotARun or RunFailure.NotAccessible })
            {
                throw new UsageException(exception.Message, exception);
            }

            byte[] text = parsed.GetValue(format) switch
            {
                Html => EvaluationTablePage.Render(table),
                Csv => Encoding.UTF8.GetBytes(EvaluationTableText.ToCsv(table)),
                _ => Encoding.UTF8.GetBytes(EvaluationTableText.ToMarkdown(table)),
            };
            await DataOutput.WriteAsync(parsed.GetValue(output), data => data.Write(text), console, cancellationToken).ConfigureAwait(false);
            foreach (string note in table.Notes)
            {
                await console.Error.WriteLineAsync($"medreason: note: {note}").ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    // A folder whose own name holds the sign is a folder.
    private static EvaluatedRun Read(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        bool isNamed = equals > 0 && !Directory.Exists(argument);
        string folder = isNamed ? argument[(equals + 1)..] : argument;
        return string.IsNullOrWhiteSpace(folder) ? throw new UsageException($"expected a folder of a run or NAME=FOLDER, found \"{argument}\"")
            : isNamed ? EvaluatedRun.Read(folder, argument[..equals])
            : EvaluatedRun.Read(folder);
    }
}
