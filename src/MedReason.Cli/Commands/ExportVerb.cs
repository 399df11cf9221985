using System.CommandLine;
using System.Globalization;
using MedReason.Datasets;

namespace MedReason.Cli;

/// <summary><c>medreason export</c>: the accepted rows of a run as training data.</summary>
internal static class ExportVerb
{
    private const string Trl = "trl";

    public static Command Create(CommandConsole console)
    {
        Option<string> run = new("--run") { Description = "The folder that generate wrote.", HelpName = "DIR", Required = true };
        Option<string?> format = Choice(
            "--format", "The format of the rows.", "medreason", "trl-messages", "trl-prompt-completion", "sharegpt", "alpaca", "openai");
        Option<string?> recipe = Choice(
            "--recipe", "Instead of a format: a folder with matched arms of data, a training script, its settings and hashes.", Trl);
        Option<string> output = new("--output")
        {
            Description = "The data file, or the recipe's folder. A card and the used ids are written beside it.",
            HelpName = "FILE|DIR",
            Required = true
        };
        Option<string?> reasoning = Choice(
            "--reasoning",
            "How a response separates reasoning from answer: <think> tags (default of a format), the published headings (of a recipe), or the answer alone.",
            "think",
            "published",
            "none");
        Option<string> answerForm = CommonOptions.Choice(
            "--answer-form", "The answer's text, or the string that the published code wrote.", "text", "text", "published");
        Option<bool> withOptions = new("--with-options") { Description = "Puts the options into the prompt; the published prompts do not hold them." };
        Option<int> shards = CommonOptions.Count("--shards", "How many files the training rows are spread over.", 1, 1, 10_000);
        Option<double> validation = new(
            "--validation")
        { Description = "The share of rows for validation; clusters of near-duplicates stay whole.", HelpName = "SHARE" };
        validation.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double share)
                && share is not (>= 0 and < 1))
            {
                result.AddError("--validation takes a share from 0 to below 1");
            }
        });
        Option<long> seed = new("--seed") { Description = "The seed of the split.", HelpName = "N" };
        Option<string> minGrade = CommonOptions.Choice(
            "--min-grade", "The least grade of evidence of a row that is kept.", "none", CommonOptions.GradeNames);
        Option<bool> keepContaminated = new("--keep-contaminated") { Description = "Keeps the rows that decontaminate flagged; the card says so." };
        Option<bool> dropNearDuplicates = new("--drop-near-duplicates") { Description = "Keeps the first row alone of each cluster of near-duplicates." };
        Option<string?> graphTerms = new(
            "--graph-terms")
        { Description = "The terms of a graph that this version does not know, for the card.", HelpName = "TEXT" };
        Option<string?> sourceTerms = new(
            "--source-terms")
        { Description = "The terms of banks that this version does not know, for the card.", HelpName = "TEXT" };
        var command = new Command("export", "Writes the accepted rows of a run as training data, with a card, and checks what it wrote.")
        {
            run, format, recipe, output, reasoning, answerForm, withOptions, shards, validation, seed, minGrade, keepContaminated, dropNearDuplicates,
                graphTerms, sourceTerms,
        };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            string? name = parsed.GetValue(format);
            if (name is null == parsed.GetValue(recipe) is null)
            {
                throw new UsageException("export takes either --format or --recipe");
            }

            var options = new ExportOptions
            {
                Format = FormatOf(name),
                Reasoning = parsed.GetValue(reasoning) switch
                {
                    "think" => ReasoningForm.Think,
                    "published" => ReasoningForm.Published,
                    "none" => ReasoningForm.None,
                    _ => null,
                },
                Answer = parsed.GetValue(answerForm) == "published" ? AnswerForm.Published : AnswerForm.Text,
                IncludeOptions = parsed.GetValue(withOptions),
                Shards = parsed.GetValue(shards),
                ValidationShare = parsed.GetValue(validation),
                Seed = parsed.GetValue(seed),
                MinGrade = CommonOptions.ToGrade(parsed.GetRequiredValue(minGrade)),
                KeepContaminated = parsed.GetValue(keepContaminated),
                DropNearDuplicates = parsed.GetValue(dropNearDuplicates),
                GraphTerms = parsed.GetValue(graphTerms),
                SourceTerms = parsed.GetValue(sourceTerms),
            };
            string folder = parsed.GetRequiredValue(run);
            string target = parsed.GetRequiredValue(output);
            await RunResults.PrepareAsync(folder, console, cancellationToken).ConfigureAwait(false);
            ExportReport report = name is null
                ? await TrlRecipe.WriteAsync(folder, target, options, cancellationToken).ConfigureAwait(false)
                : await DatasetExporter.WriteAsync(folder, target, options, cancellationToken).ConfigureAwait(false);
            await WriteReportAsync(report, console).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task WriteReportAsync(ExportReport report, CommandConsole console)
    {
        await console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
                $"medreason: {report.TrainRows} rows to train on, {report.ValidationRows} to validate with; every file keeps the rules of its format"))
                .ConfigureAwait(false);
        foreach ((string reason, int count) in report.Omitted)
        {
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  left out ({reason}): {count}")).ConfigureAwait(false);
        }
    }

    private static ExportFormat FormatOf(string? name) => name switch
    {
        "trl-messages" => ExportFormat.TrlMessages,
        "trl-prompt-completion" => ExportFormat.TrlPromptCompletion,
        "sharegpt" => ExportFormat.ShareGpt,
        "alpaca" => ExportFormat.Alpaca,
        "openai" => ExportFormat.OpenAI,
        _ => ExportFormat.MedReason,
    };

    private static Option<string?> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
