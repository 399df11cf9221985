using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MedReason.Cli;

/// <summary><c>medreason kg diff</c>: reports what changed from one graph to another.</summary>
internal static class KgDiff
{
    private const int MaxExamples = 5;
    private const string NoSource = "(no source)";

    public static Command Create(CommandConsole console)
    {
        Argument<string> before = new("A") { Description = "The earlier graph, a .mrkg snapshot." };
        Argument<string> after = new("B") { Description = "The later graph, a .mrkg snapshot." };
        Option<string?> output = new("--output") { Description = "Also every change, as a JSON line each.", HelpName = "FILE.jsonl" };
        Option<bool> json = new("--json") { Description = "The counts as one JSON object." };
        var command = new Command("diff", "Compares two graphs: relations, nodes and edges that were added, removed or changed, by relation and by source.")
        {
            before, after, output, json,
        };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            string[] inputs = [parsed.GetRequiredValue(before), parsed.GetRequiredValue(after)];
            string? file = parsed.GetValue(output);
            using InMemoryKnowledgeGraph former = await GraphFile.OpenAsync(inputs[0], cancellationToken).ConfigureAwait(false);
            using InMemoryKnowledgeGraph latter = await GraphFile.OpenAsync(inputs[1], cancellationToken).ConfigureAwait(false);
            var summary = new GraphDiffSummary();
            var examples = new SortedDictionary<(string Subject, GraphChangeKind Kind), List<string>>();
            await CompareAsync(former, latter, summary, examples, file, console, cancellationToken).ConfigureAwait(false);
            await DataOutput.WriteAsync(
                null,
                data =>
                {
                    if (parsed.GetValue(json))
                    {
                        data.WriteRow(writer => WriteJson(writer, former.Metadata, latter.Metadata, summary));
                    }
                    else
                    {
                        WriteText(data, former.Metadata, latter.Metadata, summary, examples);
                    }
                },
                console,
                cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task CompareAsync(
        InMemoryKnowledgeGraph before,
        InMemoryKnowledgeGraph after,
        GraphDiffSummary summary,
        SortedDictionary<(string Subject, GraphChangeKind Kind), List<string>> examples,
        string? path,
        CommandConsole console,
        CancellationToken cancellationToken)
    {
        DataOutput? file = path is null ? null : DataOutput.Open(path, console);
        try
        {
            await foreach (GraphChange change in GraphDiff.CompareAsync(before, after, cancellationToken).ConfigureAwait(false))
            {
                summary.Add(change);
                file?.WriteRow(writer => WriteChange(writer, change));
                (string subject, string example) = Describe(change, before, after);
                if (!examples.TryGetValue((subject, change.Kind), out List<string>? known))
                {
                    examples.Add((subject, change.Kind), known = []);
                }

                if (known.Count < MaxExamples)
                {
                    known.Add(example);
                }
            }

            if (file is not null)
            {
                await file.CompleteAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (file is not null)
            {
                await file.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static (string Subject, string Example) Describe(GraphChange change, InMemoryKnowledgeGraph before, InMemoryKnowledgeGraph after)
    {
        string members = change.ChangedMembers.Count == 0 ? string.Empty : $" ({string.Join(", ", change.ChangedMembers.Select(NameOf))})";
        switch (change)
        {
            case NodeChange node:
                return ("nodes", $"{node.After ?? node.Before}{members}");
            case EdgeChange { After: var later, Before: var earlier }:
                KgEdge edge = (later ?? earlier)!;
                InMemoryKnowledgeGraph graph = later is null ? before : after;
                return ("edges", $"{NodeOf(graph, edge.Source)} {edge.Relation} {NodeOf(graph, edge.Target)}{members}");
            default:
                return ("relations", $"{((RelationChange)change).Relation}{members}");
        }
    }

    private static KgNode NodeOf(InMemoryKnowledgeGraph graph, NodeId id) => graph.TryGetOrdinal(id, out int ordinal)
        ? graph.GetNode(ordinal)
        : throw new KnowledgeGraphException($"The graph '{graph.Metadata.Name}' has an edge of the node '{id}', which it does not hold.");

    private static string NameOf(string member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member);

    private static string NameOf(GraphChangeKind kind) => kind.ToString().ToLowerInvariant();

    private static void WriteChange(Utf8JsonWriter writer, GraphChange change)
    {
        (string subject, object? before, object? after) = change switch
        {
            NodeChange node => ("node", node.Before, node.After),
            EdgeChange edge => ("edge", edge.Before, edge.After),
            _ => ("relation", (object?)((RelationChange)change).Before, (object?)((RelationChange)change).After),
        };
        writer.WriteStartObject();
        writer.WriteString("subject", subject);
        writer.WriteString("change", NameOf(change.Kind));
        if (change.ChangedMembers.Count > 0)
        {
            writer.WriteStartArray("members");
            foreach (string member in change.ChangedMembers)
            {
                writer.WriteStringValue(NameOf(member));
            }

            writer.WriteEndArray();
        }

        if ((change as EdgeChange)?.KnowledgeSource is { } source)
        {
            writer.WriteString("knowledge_source", source);
        }

        foreach ((string name, object? value) in new[] { ("before", before), ("after", after) })
        {
            if (value is not null)
            {
                writer.WritePropertyName(name);
                JsonTypeInfo type = MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType());
                JsonSerializer.Serialize(writer, value, type);
            }
        }

        writer.WriteEndObject();
    }

    private static IEnumerable<(string Name, IEnumerable<(string Key, GraphChangeCounts Counts)> Rows)> Groups(GraphDiffSummary summary) =>
    [
        ("edges_by_relation", summary.EdgesByRelation.OrderBy(static pair => pair.Key).Select(static pair => (pair.Key.Value, pair.Value))),
        ("edges_by_source", BySource(summary.EdgesBySource)),
        ("nodes_by_source", BySource(summary.NodesBySource)),
    ];

    private static IEnumerable<(string Key, GraphChangeCounts Counts)> BySource(IReadOnlyDictionary<string, GraphChangeCounts> counts) =>
        counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => (pair.Key, pair.Value));

    private static bool IsSameContent(KnowledgeGraphMetadata before, KnowledgeGraphMetadata after) =>
        string.Equals(before.ContentHash, after.ContentHash, StringComparison.Ordinal);

    private static void WriteJson(Utf8JsonWriter writer, KnowledgeGraphMetadata before, KnowledgeGraphMetadata after, GraphDiffSummary summary)
    {
        writer.WriteStartObject();
        foreach ((string name, KnowledgeGraphMetadata metadata) in new[] { ("before", before), ("after", after) })
        {
            writer.WriteStartObject(name);
            writer.WriteString("name", metadata.Name);
            writer.WriteString("version", metadata.Version);
            writer.WriteString("content_hash", metadata.ContentHash);
            writer.WriteNumber("nodes", metadata.NodeCount);
            writer.WriteNumber("edges", metadata.EdgeCount);
            writer.WriteEndObject();
        }

        writer.WriteBoolean("same_content", IsSameContent(before, after));
        WriteCounts("relations", summary.Relations);
        WriteCounts("nodes", summary.Nodes);
        WriteCounts("edges", summary.Edges);
        foreach ((string name, IEnumerable<(string Key, GraphChangeCounts Counts)> rows) in Groups(summary))
        {
            writer.WriteStartObject(name);
            foreach ((string key, GraphChangeCounts counts) in rows)
            {
                WriteCounts(key, counts);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();

        void WriteCounts(string name, GraphChangeCounts counts)
        {
            writer.WriteStartObject(name);
            writer.WriteNumber("added", counts.Added);
            writer.WriteNumber("removed", counts.Removed);
            writer.WriteNumber("changed", counts.Changed);
            writer.WriteEndObject();
        }
    }

    private static void WriteText(
        DataOutput output,
        KnowledgeGraphMetadata before,
        KnowledgeGraphMetadata after,
        GraphDiffSummary summary,
        SortedDictionary<(string Subject, GraphChangeKind Kind), List<string>> examples)
    {
        foreach ((string name, KnowledgeGraphMetadata metadata) in new[] { ("before", before), ("after ", after) })
        {
            string title = $"{metadata.Name} {metadata.Version}".Trim();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}  {title}, {metadata.NodeCount:N0} nodes, {metadata.EdgeCount:N0} edges, content hash {metadata.ContentHash}"));
        }

        if (IsSameContent(before, after))
        {
            output.WriteLine("The content hashes are equal: nodes and edges are the same.");
        }

        if (summary.IsEmpty)
        {
            return;
        }

        output.WriteLine($"{string.Empty,-38} {"added",12} {"removed",12} {"changed",12}");
        WriteRow("relations", summary.Relations);
        WriteRow("nodes", summary.Nodes);
        WriteRow("edges", summary.Edges);
        foreach ((string name, IEnumerable<(string Key, GraphChangeCounts Counts)> rows) in Groups(summary).Where(static group => group.Rows.Any()))
        {
            output.WriteLine(name.Replace('_', ' '));
            foreach ((string key, GraphChangeCounts counts) in rows)
            {
                WriteRow("  " + (key.Length == 0 ? NoSource : key), counts);
            }
        }

        foreach (((string subject, GraphChangeKind kind), List<string> lines) in examples)
        {
            output.WriteLine($"{subject} {NameOf(kind)}, the first {lines.Count}:");
            foreach (string line in lines)
            {
                output.WriteLine("  " + line.ReplaceLineEndings(" "));
            }
        }

        void WriteRow(string name, GraphChangeCounts counts) => output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{name,-38} {counts.Added,12:N0} {counts.Removed,12:N0} {counts.Changed,12:N0}"));
    }
}
