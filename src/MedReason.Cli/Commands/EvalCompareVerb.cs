using System.CommandLine;
using System.Text;
using MedReason.Evaluation;
using MedReason.Reports;
using MedReason.Runs;

namespace MedReason.Cli;

/// <summary><c>medreason eval compare</c>: runs on the same items side by side.</summary>
internal static class EvalCompareVerb
{
    public static Command Create(CommandConsole console)
    {
        Argument<string[]> folders = new("RUN")
        {
            Description =
            "Folders that eval run wrote. The first run of each benchmark is the one that the others are held against.",
            Arity = ArgumentArity.OneOrMore
        };
        Option<bool> json = new("--json") { Description = "JSON instead of Markdown." };
        Option<string?> html = new("--html") { Description = "Also one page with the intervals drawn.", HelpName = "FILE" };
        Option<string?> rows = new("--rows") { Description = "Also the items, a line each, with what every run made of them.", HelpName = "FILE" };
        Option<string[]> allow = new("--allow")
        {
            Description =
            "A setting in which runs of a benchmark may differ, such as prompt, kg or questions; may be given several times.",
            HelpName = "NAME"
        };
        Option<long> seed = new("--seed") { Description = "Seeds the bootstrap.", HelpName = "N" };
        var command = new Command(
            "compare", "Compares runs: intervals, paired tests, both denominators. Refuses runs of different items, prompts, limits or scorers.") { folders,
            json, html, rows, allow, seed };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            RunComparison comparison;
            try
            {
                EvaluatedRun[] runs = [.. parsed.GetRequiredValue(folders).Select(EvaluatedRun.Read)];
                comparison = RunComparison.Of(runs, parsed.GetValue(allow) ?? [], parsed.GetValue(seed));
            }
            catch (Exception exception) when (exception is ComparisonException or RunException { Failure: RunFailure.NotARun or RunFailure.NotAccessible })
            {
                throw new UsageException(exception.Message, exception);
            }

            if (parsed.GetValue(html) is { } page)
            {
                await DataOutput.WriteAsync(page, output => output.Write(ComparisonPage.Render(comparison)), console, cancellationToken).ConfigureAwait(false);
            }

            if (parsed.GetValue(rows) is { } table)
            {
                await DataOutput.WriteAsync(table, output =>
                {
                    foreach (ComparedItem item in comparison.GetItems())
                    {
                        output.WriteRow(item.WriteJson);
                    }
                }, console, cancellationToken).ConfigureAwait(false);
            }

            await DataOutput.WriteAsync(
                null,
                output =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.WriteRow(comparison.WriteJson);
                    }
                    else
                    {
                        output.Write(Encoding.UTF8.GetBytes(ComparisonText.ToMarkdown(comparison)));
                    }
                },
                console,
                cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
