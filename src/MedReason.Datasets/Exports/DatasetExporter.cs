using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>Writes the accepted rows of a run as training data, with a card and the used ids, and checks it against the rules of the format.</summary>
public static class DatasetExporter
{
    /// <summary>Writes an export.</summary>
    /// <param name="runFolder">The folder that holds <c>results.jsonl</c>.</param>
    /// <param name="output">
    /// The data file. With shards it is <c>name-00000-of-00004.jsonl</c> and so on; validation rows are in <c>name.validation.jsonl</c>, used ids in
    /// <c>name.ids.jsonl</c>, the card is <c>README.md</c> in the same folder.
    /// </param>
    /// <param name="options">What is written.</param>
    /// <param name="cancellationToken">Cancels the work; no file is replaced then.</param>
    /// <returns>What was written and left out.</returns>
    /// <exception cref="InputFormatException">The run cannot be read.</exception>
    /// <exception cref="ExportException">There is nothing to export, what was written breaks a rule, or the folder's README.md is not such a card.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static async Task<ExportReport> WriteAsync(string runFolder, string output, ExportOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        ArgumentException.ThrowIfNullOrEmpty(output);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        string folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
        Directory.CreateDirectory(folder);
        string cardPath = Path.Combine(folder, DatasetCard.FileName);
        await RequireOwnCardAsync(cardPath, cancellationToken).ConfigureAwait(false);
        ExportPlan plan = await ExportPlan.MakeAsync(runFolder, options, needsSourceReasoning: false, cancellationToken).ConfigureAwait(false);
        if (plan.Parts.All(part => part == ExportPart.Omitted))
        {
            throw new ExportException("the run holds no accepted row that could be exported" + plan.DescribeOmitted());
        }

        string stem = Path.Combine(folder, Path.GetFileNameWithoutExtension(output));
        string extension = Path.GetExtension(output);
        var files = new List<PartialFile>();
        try
        {
            PartialFile[] train = [.. Enumerable.Range(0, options.Shards).Select(shard => Open(options.Shards == 1
                ? Path.GetFullPath(output)
                : string.Create(CultureInfo.InvariantCulture, $"{stem}-{shard:D5}-of-{options.Shards:D5}{extension}")))];
            PartialFile? validation = plan.Parts.Contains(ExportPart.Validation) ? Open($"{stem}.validation{extension}") : null;
            PartialFile ids = Open($"{stem}.ids.jsonl");
            var facts = new CardFacts();
            await WriteRowsAsync(runFolder, options, plan, train, validation, ids, facts, cancellationToken).ConfigureAwait(false);
            files.ForEach(file => file.Close());
            foreach (PartialFile data in files.Where(file => file != ids))
            {
                await RequireValidAsync(data, options.Format, options.ExportForm, data != validation, cancellationToken).ConfigureAwait(false);
            }

            PartialFile card = Open(cardPath);
            card.Write(Encoding.UTF8.GetBytes(DatasetCard.Write(
                Path.GetFileNameWithoutExtension(output),
                facts,
                plan,
                options,
                options.Format,
                [.. train.Select(ToFile)],
                validation is null ? [] : [ToFile(validation)],
                furtherSection: null)));
            card.Close();
            files.ForEach(file => file.Keep());
            return new ExportReport
            {
                Files = [.. files.Select(ToFile)],
                Outcomes = plan.Outcomes,
                Omitted = plan.Omitted,
                TrainRows = train.Sum(file => file.Rows),
                ValidationRows = validation?.Rows ?? 0,
            };
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }

        PartialFile Open(string path)
        {
            var file = new PartialFile(path);
            files.Add(file);
            return file;
        }
    }

    /// <summary>Refuses to overwrite a README.md that is not such a card.</summary>
    internal static async Task RequireOwnCardAsync(string cardPath, CancellationToken cancellationToken)
    {
        string? card = File.Exists(cardPath) ? await File.ReadAllTextAsync(cardPath, cancellationToken).ConfigureAwait(false) : null;
        if (card?.Contains(DatasetCard.Mark, StringComparison.Ordinal) == false)
        {
            throw new ExportException($"{cardPath} is no card of an export: choose a folder of its own for the output");
        }
    }

    /// <summary>Checks a file against the rules of its format.</summary>
    internal static async Task RequireValidAsync(
        PartialFile file, ExportFormat format, ReasoningForm form, bool isTraining, CancellationToken cancellationToken)
    {
        IReadOnlyList<ExportViolation> violations =
            await ExportValidator.ValidateAsync(file.PartialPath, format, form, isTraining, cancellationToken).ConfigureAwait(false);
        if (violations.Count > 0)
        {
            string where = violations[0].Line is long line ? string.Create(CultureInfo.InvariantCulture, $", line {line}") : string.Empty;
            throw new ExportException($"{Path.GetFileName(file.FinalPath)}{where}: {violations[0].Message} ({violations[0].Rule}; {violations.Count} in all)");
        }
    }

    internal static void WriteId(Utf8JsonWriter writer, string file, int row, ExportRow source)
    {
        writer.WriteStartObject();
        writer.WriteString("file", file);
        writer.WriteNumber("row", row);
        writer.WriteString("dataset", source.Dataset);
        writer.WriteString("split", source.Split);
        writer.WriteString("role", source.Role);
        writer.WriteString("id", source.Id.Text);
        writer.WriteString("content_hash", source.ContentHash);
        writer.WriteEndObject();
    }

    internal static ExportFile ToFile(PartialFile file) => new() { Name = Path.GetFileName(file.FinalPath), Rows = file.Rows, Sha256 = file.Sha256 };

    private static async Task WriteRowsAsync(
        string runFolder,
        ExportOptions options,
        ExportPlan plan,
        PartialFile[] train,
        PartialFile? validation,
        PartialFile ids,
        CardFacts facts,
        CancellationToken cancellationToken)
    {
        int index = 0;
        int next = 0;
        await foreach (JsonLine line in ResultsFile.ReadAcceptedAsync(runFolder, null, cancellationToken).ConfigureAwait(false))
        {
            ExportPart part = plan.Parts[index++];
            if (part == ExportPart.Omitted)
            {
                continue;
            }

            ExportRow row = ExportRow.Read(line);
            PartialFile file = part == ExportPart.Validation ? validation! : train[next++ % train.Length];
            file.WriteRow(writer => WriteRow(writer, row, options, plan));
            ids.WriteRow(writer => WriteId(writer, Path.GetFileName(file.FinalPath), file.Rows, row));
            facts.Add(row);
        }
    }

    private static void WriteRow(Utf8JsonWriter writer, ExportRow row, ExportOptions options, ExportPlan plan)
    {
        if (options.Format == ExportFormat.MedReason)
        {
            MedReasonRowWriter.Write(writer, row, options.Answer, plan.HasIntegerIds, plan.Overlaps[row.Id.Text]);
            return;
        }

        // Alpaca has a place of its own for what an instruction is about.
        bool hasInput = options is { Format: ExportFormat.Alpaca, IncludeOptions: true };
        TrainingRowWriter.Write(
            writer,
            options.Format,
            TrainingResponse.Prompt(row, options.IncludeOptions && !hasInput),
            TrainingResponse.Compose(row.Reasoning, row.AnswerIn(options.Answer)!, options.ExportForm),
            hasInput ? SpecialTokens.Neutralize(row.Options.Trim()) : string.Empty);
    }
}
