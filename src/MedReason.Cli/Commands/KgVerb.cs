using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MedReason.Kg.Primekg;

namespace MedReason.Cli;

/// <summary><c>medreason kg</c>: builds and describes graphs.</summary>
internal static class KgVerb
{
    public static Command Create(CommandConsole console) => new(
        "kg", "Builds, describes, compares or exports graphs, downloads PrimeKG, loads a graph into PostgreSQL.")
    {
        CreateBuild(console),
        CreateInfo(console),
        KgDiff.Create(console),
        KgExport.Create(console),
        CreateDownload(console),
        KgLoadPostgres.Create(console),
    };

    private static Command CreateBuild(CommandConsole console)
    {
        Option<string[]> source = new("--source")
        {
            Description = "The format of a source; each begins a group, to which the --input, --name, --version and --license after it belong. "
                + "Default: primekg. Several sources are joined by id and by what ontologies state to be the same.",
        };
        source.AcceptOnlyFromAmong(KgBuildSource.Formats);
        Option<string[]> input = new("--input")
        {
            Description = "The source's file, plain or gzip; for hetionet and csv the nodes, then the edges; for kgx nodes and edges, or an archive; "
                + "for optimuskg the folder of nodes.parquet and edges.parquet, or both.",
            HelpName = "FILE",
            Required = true,
        };
        Option<string[]> name = new("--name") { Description = "The name of the source.", HelpName = "NAME" };
        Option<string[]> version = new("--version") { Description = "The version of the source.", HelpName = "VERSION" };
        Option<string[]> license = new("--license") { Description = "The licence of the source, recorded in the graph.", HelpName = "LICENSE" };
        Option<string?> relations = new("--relations")
        {
            Description = "A table that describes relations: relation, forward_phrase, reverse_phrase, polarity, meaning, symmetric, family.",
            HelpName = "TABLE.csv",
        };
        Option<bool> byName = new("--join-by-name") { Description = "Also joins nodes of one type and one name; names are not unique." };
        Option<bool> definitions = new("--read-definitions")
        {
            Description = "Also adds the findings that definitions of nodes state by a relation, such as 'has_symptom fever'.",
        };
        Option<string[]> synonyms = new("--synonyms")
        {
            Description = "OBO ontologies whose synonyms are added to nodes of the same id.",
            HelpName = "FILE.obo",
            AllowMultipleArgumentsPerToken = true
        };
        Option<string> output = new("--output") { Description = "The snapshot to write.", HelpName = "GRAPH.mrkg", Required = true };
        Option<string> onError = CommonOptions.Choice(
            "--on-error", "What a row that cannot be read does: ends the work, or is reported and left out.", "fail", "fail", "report");
        Option<string?> report = new("--report")
        {
            Description =
            "Where the rows that were left out and the joins are named, a JSON line each; rows on standard error where it is not given.",
            HelpName = "FILE.jsonl"
        };
        var command = new Command("build", "Builds a snapshot from one graph or ontology, or joins several.")
        {
            source, input, name, version, license, relations, byName, definitions, synonyms, output, onError, report,
        };
        command.SetVerb(console, (parsed, cancellationToken) => KgBuild.RunAsync(
            new KgBuildCall
            {
                Sources = KgBuildSource.Group(parsed.Tokens),
                Synonyms = parsed.GetValue(synonyms) ?? [],
                Relations = parsed.GetValue(relations),
                JoinByName = parsed.GetValue(byName),
                ReadDefinitions = parsed.GetValue(definitions),
                Output = parsed.GetRequiredValue(output),
                ReportErrors = parsed.GetValue(onError) == "report",
                Report = parsed.GetValue(report),
            },
            console,
            cancellationToken));
        return command;
    }

    private static Command CreateInfo(CommandConsole console)
    {
        Argument<string> graphFile = new("GRAPH") { Description = "A .mrkg snapshot." };
        Option<bool> json = new("--json") { Description = "As one JSON object." };
        var command = new Command("info", "Describes the content of a graph.") { graphFile, json };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(graphFile), cancellationToken).ConfigureAwait(false);
            KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
            await DataOutput.WriteAsync(
                null,
                output =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.WriteRow(writer => WriteJson(writer, metadata));
                    }
                    else
                    {
                        WriteText(output, metadata);
                    }
                },
                console,
                cancellationToken).ConfigureAwait(false);

            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreateDownload(CommandConsole console)
    {
        Argument<string> what = new("WHAT") { Description = "What to fetch: primekg." };
        what.AcceptOnlyFromAmong("primekg");
        Option<string> output = new("--output") { Description = "The folder that kg.csv is fetched into.", HelpName = "DIR", Required = true };
        Option<string?> address = new("--address") { Description = "Where to fetch it from, instead of the published address.", HelpName = "URL" };
        var command = new Command("download", "Fetches PrimeKG's file; a cut download goes on where it was cut.") { what, output, address };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            PrimeKgDownloadOptions options = parsed.GetValue(address) is string text
                ? new PrimeKgDownloadOptions { Address = Address(text), MetadataAddress = null }
                : new PrimeKgDownloadOptions();
            using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            using var progress = new ProgressLine(console, TimeProvider.System);
            PrimeKgDownloadResult result = await new PrimeKgDownloader(client, options)
                .DownloadAsync(parsed.GetRequiredValue(output), new DownloadProgress(progress), cancellationToken).ConfigureAwait(false);
            progress.Dispose();
            string verified = result.VerifiedBy is null ? "nothing to compare it with" : "verified by " + result.VerifiedBy;
            await console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"medreason: {result.Path}: {result.Length:N0} bytes{(result.WasPresent ? ", already there" : string.Empty)}, sha256 {result.Sha256}, "
                    + $"{verified}")).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? address
            : throw new UsageException("--address takes an http or https address");

    private sealed class DownloadProgress(ProgressLine line) : IProgress<PrimeKgDownloadProgress>
    {
        public void Report(PrimeKgDownloadProgress value) => line.Show("bytes", value.ReceivedBytes, value.TotalBytes);
    }

    private static IEnumerable<IGrouping<string, (RelationInfo Info, long Count)>> Families(KnowledgeGraphMetadata metadata) => metadata.Relations
        .Where(info => metadata.RelationCounts.ContainsKey(info.Relation))
        .Select(info => (info, metadata.RelationCounts[info.Relation]))
        .GroupBy(pair => pair.info.Family, StringComparer.Ordinal)
        .OrderBy(family => family.Key, StringComparer.Ordinal);

    private static void WriteJson(Utf8JsonWriter writer, KnowledgeGraphMetadata metadata)
    {
        writer.WriteStartObject();
        writer.WriteString("name", metadata.Name);
        writer.WriteString("version", metadata.Version);
        writer.WriteString("content_hash", metadata.ContentHash);
        writer.WriteNumber("nodes", metadata.NodeCount);
        writer.WriteNumber("edges", metadata.EdgeCount);
        writer.WriteStartObject("node_types");
        foreach ((NodeType type, long count) in metadata.NodeTypes.OrderBy(pair => pair.Key))
        {
            writer.WriteNumber(type.Value, count);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("relations");
        foreach (IGrouping<string, (RelationInfo Info, long Count)> family in Families(metadata))
        {
            writer.WriteStartObject(family.Key);
            writer.WriteNumber("edges", family.Sum(part => part.Count));
            writer.WriteStartObject("parts");
            foreach ((RelationInfo info, long count) in family)
            {
                writer.WriteNumber(info.Relation.Value, count);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        if (metadata.Sources.Count > 0)
        {
            writer.WriteStartArray("sources");
            foreach (KgSource source in metadata.Sources)
            {
                writer.WriteStartObject();
                writer.WriteString("name", source.Name);
                writer.WriteString("version", source.Version);
                writer.WriteString("license", source.License);
                writer.WriteString("sha256", source.FileHash);
                writer.WriteNumber("nodes", source.NodeCount);
                writer.WriteNumber("edges", source.EdgeCount);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteText(DataOutput output, KnowledgeGraphMetadata metadata)
    {
        output.WriteLine($"{metadata.Name} {metadata.Version}".TrimEnd());
        output.WriteLine($"content hash  {metadata.ContentHash}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nodes         {metadata.NodeCount:N0}"));
        foreach ((NodeType type, long count) in metadata.NodeTypes.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {type,-36} {count,12:N0}"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"edges         {metadata.EdgeCount:N0}"));
        foreach (IGrouping<string, (RelationInfo Info, long Count)> family in Families(metadata))
        {
            foreach ((RelationInfo info, long count) in family)
            {
                string polarity = info.Polarity == Polarity.Affirmed ? string.Empty : "  " + info.Polarity.ToString().ToLowerInvariant();
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {info.Relation,-36} {count,12:N0}  {info.Meaning,-15}  \"{info.ForwardPhrase}\" / \"{info.ReversePhrase}\"{polarity}"));
            }
        }

        foreach (KgSource source in metadata.Sources)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"source        {$"{source.Name} {source.Version}".TrimEnd()}: {source.NodeCount:N0} nodes, {source.EdgeCount:N0} edges, licence "
                    + $"{(source.License.Length == 0 ? "not stated" : source.License)}, sha256 {source.FileHash}"));
        }
    }
}
