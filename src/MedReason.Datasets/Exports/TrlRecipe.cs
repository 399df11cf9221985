using System.Reflection;
using System.Text;
using System.Text.Json;

namespace MedReason.Datasets;

/// <summary>Writes a folder to start a fine-tuning run from: matched arms of data, a script with its settings and pinned packages, and all hashes.</summary>
/// <remarks>
/// <para>The arms hold the same ids in the same order: <c>chain</c> with the run's reasoning, <c>source</c> with the source's own, <c>answer</c> only with the
/// answer. Rows whose source gives no reasoning are left out of all arms and counted; when no row has any, there is no such arm.</para>
/// <para>The settings are the published ones. That they train well is the publication's claim, not one that was measured here.</para>
/// </remarks>
public static class TrlRecipe
{
    private const string ManifestName = "manifest.json";
    private const string SumsName = "SHA256SUMS";
    private const string IdsName = "ids.jsonl";
    private static readonly string[] Resources = ["train.py", "config.json", "zero3.json", "requirements.txt"];

    /// <summary>Writes the folder.</summary>
    /// <param name="runFolder">The folder that holds <c>results.jsonl</c>.</param>
    /// <param name="folder">The folder to write; files of an earlier recipe are written over.</param>
    /// <param name="options">Split, form and what is kept; format and shards are the recipe's own.</param>
    /// <param name="cancellationToken">Cancels the work; no file is replaced then.</param>
    /// <returns>What was written and left out; rows are those of one arm.</returns>
    /// <exception cref="InputFormatException">The run cannot be read.</exception>
    /// <exception cref="ExportException">There is nothing to export, what was written breaks a rule, or the folder's README.md is not such a card.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static async Task<ExportReport> WriteAsync(string runFolder, string folder, ExportOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Directory.CreateDirectory(folder);
        await DatasetExporter.RequireOwnCardAsync(Path.Combine(folder, DatasetCard.FileName), cancellationToken).ConfigureAwait(false);
        ExportPlan plan = await ExportPlan.MakeAsync(runFolder, options, needsSourceReasoning: true, cancellationToken).ConfigureAwait(false);
        string[] arms = [TrainingArm.Chain, TrainingArm.Source, TrainingArm.Answer];
        if (plan.Parts.All(part => part == ExportPart.Omitted))
        {
            // No source reasoning anywhere: two arms can still be matched.
            plan = await ExportPlan.MakeAsync(runFolder, options, needsSourceReasoning: false, cancellationToken).ConfigureAwait(false);
            arms = [TrainingArm.Chain, TrainingArm.Answer];
        }

        if (!plan.Parts.Contains(ExportPart.Train))
        {
            throw new ExportException("the run holds no accepted row that could be trained on" + plan.DescribeOmitted());
        }

        string[] splits = plan.Parts.Contains(ExportPart.Validation) ? ["train", "validation"] : ["train"];
        var files = new List<PartialFile>();
        try
        {
            var data = new Dictionary<(string Arm, string Split), PartialFile>();
            foreach (string arm in arms)
            {
                Directory.CreateDirectory(Path.Combine(folder, "data", arm));
                foreach (string split in splits)
                {
                    data.Add((arm, split), Open(Path.Combine("data", arm, split + ".jsonl")));
                }
            }

            PartialFile ids = Open(IdsName);
            var facts = new CardFacts();
            var lengths = new LengthTable();
            int index = 0;
            await foreach (JsonLine line in ResultsFile.ReadAcceptedAsync(runFolder, null, cancellationToken).ConfigureAwait(false))
            {
                ExportPart part = plan.Parts[index++];
                if (part != ExportPart.Omitted)
                {
                    WriteRow(ExportRow.Read(line), part == ExportPart.Validation ? splits[1] : splits[0]);
                }
            }

            foreach (((string arm, string split), PartialFile file) in data)
            {
                file.Close();
                ReasoningForm form = TrainingArm.FormOf(arm, options);
                bool isTraining = split == splits[0];
                await DatasetExporter.RequireValidAsync(file, ExportFormat.TrlPromptCompletion, form, isTraining, cancellationToken).ConfigureAwait(false);
            }

            ids.Close();
            foreach (string name in Resources)
            {
                WriteAll(name, await ReadResourceAsync(name, cancellationToken).ConfigureAwait(false));
            }

            Dictionary<string, int> rows = splits.ToDictionary(split => split, split => data[(arms[0], split)].Rows, StringComparer.Ordinal);
            WriteAll(ManifestName, Manifest(arms, splits, rows, plan));
            WriteAll(DatasetCard.FileName, Encoding.UTF8.GetBytes(DatasetCard.Write(
                "MedReason arms for supervised fine-tuning",
                facts,
                plan,
                options,
                ExportFormat.TrlPromptCompletion,
                [FileOf(data[(arms[0], splits[0])])],
                splits.Length > 1 ? [FileOf(data[(arms[0], splits[1])])] : [],
                lengths.ToMarkdown() + Instructions(arms))));
            IEnumerable<ExportFile> hashed = files.Select(FileOf).OrderBy(file => file.Name, StringComparer.Ordinal);
            WriteAll(SumsName, Encoding.UTF8.GetBytes(string.Concat(hashed.Select(file => $"{file.Sha256}  {file.Name}\n"))));
            files.ForEach(file => file.Keep());
            return new ExportReport
            {
                Files = [.. files.Select(FileOf)],
                Outcomes = plan.Outcomes,
                Omitted = plan.Omitted,
                TrainRows = rows[splits[0]],
                ValidationRows = splits.Length > 1 ? rows[splits[1]] : 0,
            };

            void WriteRow(ExportRow row, string split)
            {
                string prompt = TrainingResponse.Prompt(row, options.IncludeOptions);
                foreach (string arm in arms)
                {
                    string response = TrainingArm.Response(arm, row, options);
                    data[(arm, split)].WriteRow(writer => TrainingRowWriter.Write(writer, ExportFormat.TrlPromptCompletion, prompt, response, string.Empty));
                    lengths.Add(arm, prompt.Length + response.Length);
                }

                ids.WriteRow(writer => DatasetExporter.WriteId(writer, split + ".jsonl", data[(arms[0], split)].Rows, row));
                facts.Add(row);
            }
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }

        PartialFile Open(string name)
        {
            var file = new PartialFile(Path.Combine(folder, name));
            files.Add(file);
            return file;
        }

        void WriteAll(string name, byte[] bytes)
        {
            PartialFile file = Open(name);
            file.Write(bytes);
            file.Close();
        }

        ExportFile FileOf(PartialFile file) => new()
        {
            Name = Path.GetRelativePath(folder, file.FinalPath).Replace(Path.DirectorySeparatorChar, '/'),
            Rows = file.Rows,
            Sha256 = file.Sha256,
        };
    }

    private static byte[] Manifest(string[] arms, string[] splits, Dictionary<string, int> rows, ExportPlan plan)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            WriteTexts(writer, "arms", arms);
            WriteTexts(writer, "splits", splits);
            WriteCounts(writer, "rows", rows.OrderBy(entry => entry.Key, StringComparer.Ordinal));
            WriteCounts(writer, "omitted", plan.Omitted);
            WriteCounts(writer, "outcomes", plan.Outcomes);
            writer.WriteEndObject();
        }

        memory.WriteByte((byte)'\n');
        return memory.ToArray();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, string[] texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, int>> counts)
    {
        writer.WriteStartObject(name);
        foreach ((string key, int count) in counts)
        {
            writer.WriteNumber(key, count);
        }

        writer.WriteEndObject();
    }

    private const string Settings =
        "`config.json` holds the published settings: loss on the response alone, left truncation at 8,192 tokens,\n"
        + "3 epochs, learning rate 5e-6 with a cosine schedule and 5 % warm-up, weight decay 0.1, 1 x 16 x 8 rows a step, bf16, ZeRO-3.";

    private static string Instructions(string[] arms) =>
        $"""

        ## To train

        ```
        python3 train.py --check
        pip install -r requirements.txt
        python3 train.py --check --arm {TrainingArm.Chain} --model MODEL
        torchrun --nproc_per_node 8 train.py --arm {TrainingArm.Chain} --model MODEL --output OUT
        ```

        Arms with the same ids in the same order: {string.Join(", ", arms)}. {Settings} Data contract and hashes are checked by
        `--check`; with a model it also shows the first example as it is trained.
        The training itself was not run where this was written, and no gain is claimed.

        """;

    private static async Task<byte[]> ReadResourceAsync(string name, CancellationToken cancellationToken)
    {
        Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("MedReason.Datasets.Recipe." + name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        await using (stream.ConfigureAwait(false))
        {
            using var memory = new MemoryStream();
            await stream.CopyToAsync(memory, cancellationToken).ConfigureAwait(false);
            return memory.ToArray();
        }
    }
}
