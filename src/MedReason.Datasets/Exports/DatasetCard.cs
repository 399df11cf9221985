using System.Globalization;
using System.Text;

namespace MedReason.Datasets;

/// <summary>Writes the card of a dataset: YAML for the hub first, then what a reader must know before using it.</summary>
internal static class DatasetCard
{
    public const string FileName = "README.md";

    /// <summary>Stands in every card of ours, so that no other file of that name is written over.</summary>
    public const string Mark = "<!-- written by medreason export -->";

    private static readonly string[] ForbiddenUses =
    [
        "Diagnosis, treatment or any decision about a person: the rows are training material, not medical advice.",
        "Measuring a model on a benchmark whose questions, or rewordings of them, it was trained on: leave out the ids of `*.ids.jsonl` that overlap it.",
        "Commercial use where a source below forbids it: the terms of the questions, of the cited edges and of the models that wrote the text all apply.",
        "Passing the chains off as expert-written or reviewed: "
            + "they are machine-made and were checked against a graph, which is incomplete and sometimes wrong.",
    ];

    public static string Write(
        string title,
        CardFacts facts,
        ExportPlan plan,
        ExportOptions options,
        ExportFormat format,
        IReadOnlyList<ExportFile> train,
        IReadOnlyList<ExportFile> validation,
        string? furtherSection)
    {
        int rows = train.Sum(file => file.Rows) + validation.Sum(file => file.Rows);
        var text = new StringBuilder();
        WriteYaml(text, title, rows, train, validation);
        text.Append("dataset_info:\n  config_name: default\n  features:\n");
        ExportShapes.Of(format).WriteFeatures(text, plan.HasIntegerIds);
        text.Append("---\n");
        text.Append(CultureInfo.InvariantCulture, $"\n{Mark}\n\n# {Inline(title)}\n\nReasoning chains over a medical knowledge graph, ");
        text.Append("written and checked by MedReason for .NET after arXiv 2504.00993.\nNot a medical device; gives no advice.\n");
        WriteCounts(text, plan, train, validation, options);
        Table(text, "Sources", ["Dataset", "Split", "Role", "Rows", "Terms"], facts.Sources.Select(entry =>
        {
            string[] parts = entry.Key.Split(CardFacts.Separator);
            return new[] { parts[0], parts[1].Length == 0 ? "not declared" : parts[1], parts[2], Number(entry.Value), options.FindSourceTerms(parts[0])! };
        }));
        if (facts.Sources.Keys.Any(key => key.EndsWith(CardFacts.Separator + SourceRoles.NameOf(SourceRole.Benchmark), StringComparison.Ordinal)))
        {
            text.Append("\n**Rows of benchmarks are in this dataset.** Nothing that learns from it can be measured by them.\n");
        }

        Table(text, "Grade of the evidence", ["Dataset", "Grade", "Rows"], facts.Grades.Select(Cells));
        text.Append("\nSupporting: the graph argues for the answer. Discriminating: more than for every other option, by a margin. ");
        text.Append("Associated: paths join question and answer. Not graded: arguments were not sought.\n");
        Table(text, "Graph", ["Name", "Version", "Content hash", "Rows"], facts.Graphs.Select(Cells));
        Table(text, "Terms of the cited edges", ["Relation", "Graph", "Cited hops", "Terms"], facts.CitedRelations.Select(entry =>
        {
            string[] parts = entry.Key.Split(CardFacts.Separator);
            string terms = RelationTerms.Of(parts[0], parts[1]) ?? options.GraphTerms ?? "not known to this version: ask the graph's origin";
            return new[] { parts[0], parts[1], Number(entry.Value), terms };
        }));
        Table(text, "How the chains were written", ["Mode", "Writer saw the answer", "Rows"], facts.Modes.Select(Cells));
        if (facts.Models.Count == 0)
        {
            text.Append("\nNo model was called: the text is the graph's own wording.\n");
        }
        else
        {
            Table(text, "Models", ["Model", "Rows"], facts.Models.Select(Cells));
        }

        Table(text, "Prompts", ["Prompt", "Version or hash", "Rows"], facts.Prompts.Select(Cells));
        WriteDecontamination(text, plan.Decontamination, options);
        text.Append("\n## Not to be used for\n\n");
        foreach (string use in ForbiddenUses)
        {
            text.Append("- ").Append(use).Append('\n');
        }

        text.Append("\nTerms are those that the origins stated when this version of the software was made; check them there.\n");
        text.Append(furtherSection);
        Table(text, "Files", ["File", "Rows", "SHA-256"], train.Concat(validation).Select(file => new[] { file.Name, Number(file.Rows), file.Sha256 }));
        return text.ToString();
    }

    private static void WriteYaml(StringBuilder text, string title, int rows, IReadOnlyList<ExportFile> train, IReadOnlyList<ExportFile> validation)
    {
        text.Append("---\npretty_name: ").Append(Quoted(title)).Append("\nlicense: other\nlicense_name: terms-of-the-sources\nlicense_link: README.md\n");
        text.Append("language:\n- en\ntask_categories:\n- question-answering\n- text-generation\nsize_categories:\n- ").Append(SizeCategory(rows)).Append('\n');
        text.Append("tags:\n- medical\n- reasoning\n- knowledge-graph\n- medreason\nconfigs:\n- config_name: default\n  data_files:\n");
        WriteSplit(text, "train", train);
        WriteSplit(text, "validation", validation);
    }

    private static void WriteSplit(StringBuilder text, string split, IReadOnlyList<ExportFile> files)
    {
        if (files.Count > 0)
        {
            text.Append("  - split: ").Append(split).Append("\n    path:\n");
            foreach (ExportFile file in files)
            {
                text.Append("    - ").Append(Quoted(file.Name)).Append('\n');
            }
        }
    }

    private static void WriteCounts(
        StringBuilder text, ExportPlan plan, IReadOnlyList<ExportFile> train, IReadOnlyList<ExportFile> validation, ExportOptions options)
    {
        Table(
            text,
            "Counts",
            ["What", "Rows"],
            [
                .. plan.Outcomes.Select(outcome => new[] { $"questions of the run: {outcome.Key}", Number(outcome.Value) }),
                .. plan.Omitted.Select(omission => new[] { $"accepted and left out: {omission.Key}", Number(omission.Value) }),
                ["train", Number(train.Sum(file => file.Rows))],
                ["validation", Number(validation.Sum(file => file.Rows))],
            ]);
        text.Append("\nSplit by clusters of near-duplicates, none of them torn apart; ");
        text.Append(CultureInfo.InvariantCulture, $"share {options.ValidationShare}, seed {options.Seed}.\n");
    }

    private static void WriteDecontamination(StringBuilder text, DecontaminationReport? report, ExportOptions options)
    {
        text.Append("\n## Decontamination\n\n");
        if (report is null)
        {
            text.Append("**Not compared with any benchmark.**\n");
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"{report.RawRows} accepted rows were compared, {report.FlaggedRows} overlap a benchmark, ");
        text.Append(CultureInfo.InvariantCulture, $"{report.CleanRows} do not. ");
        text.Append(options.KeepContaminated ? "Those that overlap are **kept**.\n" : "Those that overlap are left out.\n");
        OverlapOptions bounds = report.Options;
        text.Append(CultureInfo.InvariantCulture, $"Measure: containment of word {bounds.NGramLength}-grams of {bounds.Containment} or more either way ");
        text.Append(CultureInfo.InvariantCulture, $"in stems of {bounds.ShortStemWords} words or more, a fuzzy ratio of {bounds.FuzzyRatio} in shorter ones, ");
        text.Append(CultureInfo.InvariantCulture, $"a longest common subsequence of {bounds.SubsequenceShare} of the longer in any.\nInside the set ");
        text.Append(CultureInfo.InvariantCulture, $"{report.DuplicateRows} rows nearly repeat an earlier one, in {report.DuplicateClusters} clusters.\n");
        IEnumerable<string[]> pairs = report.CountByMeasure().Select(entry => new[] { DecontaminationReport.NameOf(entry.Measure), Number(entry.Count) });
        Table(text, null, ["Overlap by", "Pairs"], pairs);
        Table(text, null, ["Benchmark", "Questions", "Rows that overlap", "SHA-256"], report.Benchmarks.Select(benchmark =>
            new[] { benchmark.File, Number(benchmark.Questions), Number(benchmark.FlaggedRows), benchmark.Sha256 }));
    }

    private static void Table(StringBuilder text, string? heading, string[] columns, IEnumerable<string[]> rows)
    {
        text.Append(heading is null ? "\n" : $"\n## {heading}\n\n");
        text.Append("| ").AppendJoin(" | ", columns).Append(" |\n|").AppendJoin('|', columns.Select(_ => "---")).Append("|\n");
        foreach (string[] row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row.Select(Inline)).Append(" |\n");
        }
    }

    private static string[] Cells(KeyValuePair<string, int> entry) => [.. entry.Key.Split(CardFacts.Separator), Number(entry.Value)];

    private static string SizeCategory(int rows) => rows switch
    {
        < 1_000 => "n<1K",
        < 10_000 => "1K<n<10K",
        < 100_000 => "10K<n<100K",
        < 1_000_000 => "100K<n<1M",
        _ => "1M<n<10M",
    };

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Escapes text so that it becomes neither markup nor a further cell.</summary>
    private static string Inline(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (char unit in text)
        {
            safe.Append(unit switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '|' or '[' or ']' or '`' or '*' or '\\' => "\\" + unit,
                _ when char.IsControl(unit) => " ",
                _ => unit.ToString(),
            });
        }

        return safe.ToString();
    }

    /// <summary>Gets a double-quoted YAML scalar, which JSON strings are.</summary>
    private static string Quoted(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"";
}
