using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MedReason.Datasets;
using MedReason.Evaluation;
using MedReason.Reports;

namespace MedReason.Cli;

/// <summary><c>medreason review</c>: chains rated by people.</summary>
internal static class ReviewVerb
{
    private const string Source = "source";

    public static Command Create(CommandConsole console) =>
        new("review", "Lets people rate chains, and reports their agreement.") { CreateExport(console), CreateImport(console) };

    private static Command CreateImport(CommandConsole console)
    {
        Argument<string[]> files = new("FILE") { Description = "The files that raters saved, of one review.", Arity = ArgumentArity.OneOrMore };
        Option<string[]> pages = new("--page")
        {
            Description =
            "A page that was handed out, as review export wrote it; once for each page whose raters' files are read. Items, sides and repeats come from it: "
            + "a file with an item that its page lacks, or with other sides or repeats, is refused.",
            HelpName = "FILE.html",
            Required = true,
            Arity = ArgumentArity.OneOrMore,
        };
        Option<bool> json = new("--json") { Description = "JSON instead of a table." };
        var command = new Command("import", "Merges raters: agreement with intervals, prevalence, win rates, by specialty.") { files, pages, json };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            var handouts = new List<ReviewHandout>();
            foreach (string page in parsed.GetRequiredValue(pages))
            {
                handouts.Add(await ReviewHandout.ReadPageAsync(page, cancellationToken).ConfigureAwait(false));
            }

            var read = new List<ReviewFile>();
            foreach (string file in parsed.GetRequiredValue(files))
            {
                read.Add(await ReviewFile.ReadAsync(file, handouts, cancellationToken).ConfigureAwait(false));
            }

            ReviewSummary summary;
            try
            {
                summary = ReviewSummary.Create(read);
            }
            catch (ArgumentException exception)
            {
                throw new UsageException("expected files of one review, each rater once: " + exception.Message, exception);
            }

            await DataOutput.WriteAsync(
                null,
                output =>
                {
                    if (parsed.GetValue(json))
                    {
                        // Escaped beyond what JSON asks for: a rater's specialty may hold characters that turn or hide text on a terminal.
                        var row = new ArrayBufferWriter<byte>();
                        using (var writer = new Utf8JsonWriter(row))
                        {
                            summary.WriteJson(writer);
                        }

                        output.WriteLine(row.WrittenSpan);
                    }
                    else
                    {
                        foreach (string line in summary.ToLines())
                        {
                            output.WriteLine(line);
                        }
                    }
                },
                console,
                cancellationToken).ConfigureAwait(false);

            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateExport(CommandConsole console)
    {
        Option<string> run = new(
            "--run")
        { Description = "The folder of a run, finished or not. Rows without a chain are left out.", HelpName = "DIR", Required = true };
        Option<string> output = new("--output") { Description = "The page.", HelpName = "FILE.html", Required = true };
        Option<string?> against = new(
            "--against")
        {
            Description =
            "Another run with the same questions, or \"source\": the reasoning that the source of each question brings (./source is a folder). Chains are "
            + "then chosen between, two at a time.",
            HelpName = "DIR|source"
        };
        Option<double> repeats = new("--repeats")
        {
            Description = "The share of items that is shown twice, to measure how consistently a rater rates.",
            HelpName = "SHARE",
            DefaultValueFactory = _ => 0
        };
        repeats.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out double share)
                && share is not (>= 0 and <= 1))
            {
                result.AddError($"--repeats takes 0 to 1, found {result.Tokens[0].Value}");
            }
        });
        Option<int> overlap = CommonOptions.Count(
            "--overlap",
            "The number of items that every rater of --raters gets, first on the page; each other item is on one page only.", 0,
            0, int.MaxValue);
        Option<int> raters = CommonOptions.Count("--raters", "The number of raters that the items are distributed among.", 1, 1, 1000);
        Option<int> rater = CommonOptions.Count(
            "--rater", "The rater whose page is written, 1 to --raters; keep the other options the same for every page.", 1, 1, 1000);
        Option<int> limit = CommonOptions.Count(
            "--limit", "The maximum number of items for all raters, sampled by seed; repeats are added.", int.MaxValue, 1, int.MaxValue);
        Option<long> seed = new("--seed") { Description = "The seed of order, sides and repeats.", HelpName = "N" };
        var command = new Command("export", "Writes one page that chains are rated in: no server, no network.") { run, output, against, overlap, raters, rater,
            repeats, limit, seed };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            int dealt = parsed.GetValue(raters);
            int whose = parsed.GetValue(rater);
            if (whose > dealt || (dealt > 1 && parsed.GetResult(rater) is null or { Implicit: true }))
            {
                throw new UsageException($"expected --rater from 1 to {dealt}, as many as --raters");
            }

            string folder = parsed.GetRequiredValue(run);
            await RunResults.PrepareAsync(folder, console, cancellationToken).ConfigureAwait(false);
            string? other = parsed.GetValue(against);
            if (other is not (null or Source))
            {
                await RunResults.PrepareAsync(other, console, cancellationToken).ConfigureAwait(false);
            }

            var options = new ReviewOptions
            {
                AgainstSource = other == Source,
                AgainstRun = other == Source ? null : other,
                MaxItems = parsed.GetValue(limit),
                Repeats = parsed.GetValue(repeats),
                Overlap = parsed.GetValue(overlap),
                Raters = dealt,
                Rater = whose,
                Seed = parsed.GetValue(seed),
            };
            ReviewSet set = await ReviewSet.ReadAsync(folder, options, cancellationToken).ConfigureAwait(false);
            if (set.QuestionCount == 0)
            {
                throw new UsageException($"{folder}: there is no chain to review in {ResultsFile.FileName}: expected rows with steps" + other switch
                {
                    null => string.Empty,
                    Source => " and with reasoning of their source",
                    _ => " in both runs, under the same ids",
                });
            }

            if (set.Items.Count == 0)
            {
                throw new UsageException(
                    $"there is no chain for rater {whose}: expected at least as many items as raters, found {set.QuestionCount} for {dealt}");
            }

            string alone = other is null ? string.Empty : $"; chains left out because the other side has none: {set.UnpairedCount}";
            await DataOutput.WriteFileAsync(parsed.GetRequiredValue(output), ReviewPage.Render(set), console, cancellationToken).ConfigureAwait(false);
            await console.Error.WriteLineAsync($"medreason: {set.Items.Count} items to rate{alone}").ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
