using System.Globalization;
using System.Text;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Writes graphs as KGX files: one of nodes and one of edges.</summary>
/// <remarks>
/// The same graph gives the same bytes: nodes in ordinal order of their ids, edges in the order of source, relation and target, a row for each statement
/// about an edge. A denied relation (<c>name/negated</c>) is written as its predicate with <c>negated</c>. Tab-separated values have no quoting: a line end or
/// a tab inside a value becomes a space, and a <c>|</c> inside an item of a list divides it; JSON Lines keep all of them.
/// </remarks>
public static class KgxWriter
{
    private const string Negated = "/negated";

    private static readonly string[] NodeColumns = ["id", "category", "name", "synonym", "description", "provided_by"];
    private static readonly string[] EdgeColumns =
    [
        "subject", "predicate", "object", "negated", "primary_knowledge_source", "aggregator_knowledge_source", "publications", "has_evidence",
        "frequency_qualifier", "onset_qualifier", "sex_qualifier", "has_confidence_level",
    ];

    /// <summary>Writes a graph into a folder, as <c>nodes.tsv</c> and <c>edges.tsv</c>, or <c>nodes.jsonl</c> and <c>edges.jsonl</c>.</summary>
    /// <param name="graph">The graph; it offers <see cref="IAdjacencyView"/>.</param>
    /// <param name="folder">The folder; it is created when it does not exist. Files of these names are replaced when the new ones are complete.</param>
    /// <param name="format">The form.</param>
    /// <param name="cancellationToken">Cancels the writing; no file is left behind.</param>
    /// <returns>The paths of the file of nodes and of the file of edges.</returns>
    /// <exception cref="KnowledgeGraphException">The graph does not offer <see cref="IAdjacencyView"/>.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static async Task<(string Nodes, string Edges)> WriteAsync(
        IKnowledgeGraph graph, string folder, KgxFormat format = KgxFormat.Tsv, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        IAdjacencyView view = graph.GetService(typeof(IAdjacencyView)) as IAdjacencyView
            ?? throw new KnowledgeGraphException("Only a graph that offers IAdjacencyView can be written as KGX; copy it into memory first.");
        Directory.CreateDirectory(folder);
        string extension = format == KgxFormat.Tsv ? ".tsv" : ".jsonl";
        string nodes = Path.Combine(folder, "nodes" + extension);
        string edges = Path.Combine(folder, "edges" + extension);
        using var nodeFile = OutputFile.Open(nodes);
        await WriteFileAsync(nodeFile, format, NodeColumns, NodeRows(view, cancellationToken), cancellationToken).ConfigureAwait(false);
        string[] additional = await FindAdditionalAsync(graph, view, cancellationToken).ConfigureAwait(false);
        using var edgeFile = OutputFile.Open(edges);
        await WriteFileAsync(
            edgeFile, format, [.. EdgeColumns, .. additional], EdgeRowsAsync(graph, view, cancellationToken), cancellationToken).ConfigureAwait(false);
        nodeFile.Complete();
        edgeFile.Complete();
        return (nodes, edges);
    }

    private static async IAsyncEnumerable<Dictionary<string, IReadOnlyList<string>>> NodeRows(
        IAdjacencyView view, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        for (int ordinal = 0; ordinal < view.NodeCount; ordinal++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            KgNode node = view.GetNode(ordinal);
            yield return new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
            {
                ["id"] = [node.Id.Value],
                ["category"] = [node.Type.Value],
                ["name"] = node.Name.Length == 0 ? [] : [node.Name],
                ["synonym"] = node.Synonyms,
                ["description"] = node.Definition is null ? [] : [node.Definition],
                ["provided_by"] = node.Source is null ? [] : [node.Source],
            };
        }
    }

    private static async IAsyncEnumerable<Dictionary<string, IReadOnlyList<string>>> EdgeRowsAsync(
        IKnowledgeGraph graph, IAdjacencyView view, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((KgEdge edge, IReadOnlyList<KgEdgeAttributes> statements) in EdgesAsync(graph, view, cancellationToken).ConfigureAwait(false))
        {
            for (int i = 0; i < Math.Max(1, statements.Count); i++)
            {
                yield return ToRow(edge, statements.Count == 0 ? null : statements[i]);
            }
        }
    }

    private static async IAsyncEnumerable<(KgEdge Edge, IReadOnlyList<KgEdgeAttributes> Statements)> EdgesAsync(
        IKnowledgeGraph graph, IAdjacencyView view, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var attributes = graph.GetService(typeof(IEdgeAttributes)) as IEdgeAttributes;
        for (int ordinal = 0; ordinal < view.NodeCount; ordinal++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            KgEdge[] edges = OutgoingOf(view, ordinal);
            IReadOnlyList<IReadOnlyList<KgEdgeAttributes>>? stated = attributes is null || edges.Length == 0
                ? null
                : await attributes.GetAttributesAsync(edges, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < edges.Length; i++)
            {
                yield return (edges[i], stated?[i] ?? []);
            }
        }
    }

    private static KgEdge[] OutgoingOf(IAdjacencyView view, int ordinal)
    {
        ReadOnlySpan<int> neighbors = view.GetNeighbors(ordinal);
        ReadOnlySpan<ushort> codes = view.GetRelationCodes(ordinal);
        var edges = new List<KgEdge>();
        for (int i = 0; i < neighbors.Length; i++)
        {
            if ((codes[i] & 1) == 0)
            {
                edges.Add(new KgEdge { Source = view.GetId(ordinal), Target = view.GetId(neighbors[i]), Relation = view.Relations[codes[i] >> 1].Relation });
            }
        }

        return [.. edges.OrderBy(static edge => edge.Relation).ThenBy(static edge => edge.Target)];
    }

    private static async Task<string[]> FindAdditionalAsync(IKnowledgeGraph graph, IAdjacencyView view, CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        if (graph.GetService(typeof(IEdgeAttributes)) is not null)
        {
            await foreach ((_, IReadOnlyList<KgEdgeAttributes> statements) in EdgesAsync(graph, view, cancellationToken).ConfigureAwait(false))
            {
                names.UnionWith(statements.SelectMany(static statement => statement.Additional.Keys.Select(name => ColumnOf(name, statement))));
            }
        }

        return [.. names.Except(EdgeColumns, StringComparer.Ordinal)];
    }

    // A further attribute must not take the place of what the edge is or of another attribute. A level of confidence that is no number has its own column.
    private static string ColumnOf(string name, KgEdgeAttributes stated) =>
        Array.IndexOf(EdgeColumns, name) < 0 || (name == "has_confidence_level" && stated.Confidence is null) ? name : "other_" + name;

    private static Dictionary<string, IReadOnlyList<string>> ToRow(KgEdge edge, KgEdgeAttributes? stated)
    {
        string relation = edge.Relation.Value;
        bool isNegated = relation.EndsWith(Negated, StringComparison.Ordinal) && relation.Length > Negated.Length;
        var row = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["subject"] = [edge.Source.Value],
            ["predicate"] = [isNegated ? relation[..^Negated.Length] : relation],
            ["object"] = [edge.Target.Value],
            ["negated"] = isNegated ? ["true"] : [],
        };
        if (stated is not null)
        {
            row["primary_knowledge_source"] = [.. stated.Sources.Take(1)];
            row["aggregator_knowledge_source"] = [.. stated.Sources.Skip(1)];
            row["publications"] = stated.Publications;
            row["has_evidence"] = stated.EvidenceCodes;
            row["frequency_qualifier"] = One(stated.Frequency?.Text);
            row["onset_qualifier"] = One(stated.Onset);
            row["sex_qualifier"] = One(stated.Sex);
            row["has_confidence_level"] = One(stated.Confidence?.ToString("R", CultureInfo.InvariantCulture));
            foreach ((string name, string value) in stated.Additional)
            {
                row[ColumnOf(name, stated)] = [value];
            }
        }

        return row;
    }

    private static IReadOnlyList<string> One(string? value) => string.IsNullOrEmpty(value) ? [] : [value];

    private static async Task WriteFileAsync(
        OutputFile file,
        KgxFormat format,
        string[] columns,
        IAsyncEnumerable<Dictionary<string, IReadOnlyList<string>>> rows,
        CancellationToken cancellationToken)
    {
        var writer = new StreamWriter(file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        await using (writer.ConfigureAwait(false))
        {
            if (format == KgxFormat.Tsv)
            {
                await writer.WriteLineAsync(string.Join('\t', columns).AsMemory(), cancellationToken).ConfigureAwait(false);
            }

            await foreach (Dictionary<string, IReadOnlyList<string>> row in rows.ConfigureAwait(false))
            {
                string line = format == KgxFormat.Tsv
                    ? string.Join('\t', columns.Select(column => OnOneLine(string.Join('|', row.GetValueOrDefault(column) ?? []))))
                    : ToJson(columns, row);
                await writer.WriteLineAsync(line.AsMemory(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static string OnOneLine(string value) => value.AsSpan().IndexOfAny("\t\r\n") < 0
        ? value
        : value.Replace('\t', ' ').Replace('\r', ' ').Replace('\n', ' ');

    private static string ToJson(string[] columns, Dictionary<string, IReadOnlyList<string>> row)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (string column in columns)
            {
                if (row.GetValueOrDefault(column) is not { Count: > 0 } values)
                {
                    continue;
                }

                if (column is "category" or "synonym" or "publications" or "has_evidence" or "aggregator_knowledge_source")
                {
                    writer.WriteStartArray(column);
                    foreach (string value in values)
                    {
                        writer.WriteStringValue(value);
                    }

                    writer.WriteEndArray();
                }
                else if (column == "negated")
                {
                    writer.WriteBoolean(column, true);
                }
                else
                {
                    writer.WriteString(column, values[0]);
                }
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
