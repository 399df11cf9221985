using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MedReason;

/// <summary>The union of a question's evidence as a small graph, to be drawn or exported. Immutable.</summary>
/// <remarks>
/// Every node and every edge occurs once, in the order of ids, with the indexes of the paths that contain it. Names come from graphs and are untrusted: each
/// format escapes them so that no name can end its label, open a tag or start a statement.
/// </remarks>
public sealed class EvidenceGraph
{
    private readonly Dictionary<NodeId, int> _indexes;

    private EvidenceGraph(IReadOnlyList<KgNode> nodes, IReadOnlyList<EvidenceGraphEdge> edges)
    {
        Nodes = nodes;
        Edges = edges;
        _indexes = nodes.Select((node, index) => (node.Id, index)).ToDictionary(entry => entry.Id, entry => entry.index);
    }

    /// <summary>Gets the nodes of all paths, in ordinal order of their ids.</summary>
    public IReadOnlyList<KgNode> Nodes { get; }

    /// <summary>Gets the edges of all paths, by source, relation and target.</summary>
    public IReadOnlyList<EvidenceGraphEdge> Edges { get; }

    /// <summary>Creates the union of the paths of some evidence.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <returns>The graph; empty when there is no path.</returns>
    public static EvidenceGraph Create(EvidenceSet evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var nodes = new SortedDictionary<NodeId, KgNode>();
        var edges = new SortedDictionary<(string Source, string Relation, string Target), (KgHopRelation Relation, List<int> Paths)>();
        for (int i = 0; i < evidence.Paths.Count; i++)
        {
            KgPath path = evidence.Paths[i].Path;
            foreach (KgNode node in path.Nodes)
            {
                nodes.TryAdd(node.Id, node);
            }

            for (int j = 0; j < path.Hops.Count; j++)
            {
                foreach (KgHopRelation relation in path.Hops[j].Relations)
                {
                    (NodeId source, NodeId target) = relation.IsForward ? (path.Nodes[j].Id, path.Nodes[j + 1].Id) : (path.Nodes[j + 1].Id, path.Nodes[j].Id);
                    (string, string, string) key = (source.Value, relation.Relation.Value, target.Value);
                    if (!edges.TryGetValue(key, out (KgHopRelation Relation, List<int> Paths) edge))
                    {
                        edges[key] = edge = (relation, []);
                    }

                    if (edge.Paths.Count == 0 || edge.Paths[^1] != i)
                    {
                        edge.Paths.Add(i);
                    }
                }
            }
        }

        IEnumerable<EvidenceGraphEdge> ordered = edges.OrderBy(edge => edge.Key.Source, StringComparer.Ordinal)
            .ThenBy(edge => edge.Key.Relation, StringComparer.Ordinal).ThenBy(edge => edge.Key.Target, StringComparer.Ordinal)
            .Select(edge => new EvidenceGraphEdge
            {
                Source = new NodeId(edge.Key.Source),
                Target = new NodeId(edge.Key.Target),
                Relation = edge.Value.Relation.Relation,
                Polarity = edge.Value.Relation.Polarity,
                Paths = edge.Value.Paths,
            });
        return new EvidenceGraph([.. nodes.Values], [.. ordered]);
    }

    /// <summary>Returns the graph in Graphviz' DOT language; edges that do not affirm are dashed.</summary>
    /// <returns>The text, lines ended by line feeds.</returns>
    public string ToDot()
    {
        var text = new StringBuilder("digraph evidence {\n  rankdir=LR;\n  node [shape=box];\n");
        for (int i = 0; i < Nodes.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  n{i} [label=\"{EscapeDot(Nodes[i].Name)}\\n{EscapeDot(Nodes[i].Type.Value)}\"];\n");
        }

        foreach (EvidenceGraphEdge edge in Edges)
        {
            string style = edge.Polarity == Polarity.Affirmed ? string.Empty : ", style=dashed";
            (int source, int target) = (_indexes[edge.Source], _indexes[edge.Target]);
            text.Append(CultureInfo.InvariantCulture, $"  n{source} -> n{target} [label=\"{EscapeDot(edge.Relation.Value)}\"{style}];\n");
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>Returns the graph as a Mermaid flowchart; edges that do not affirm are dotted.</summary>
    /// <returns>The text, lines ended by line feeds.</returns>
    public string ToMermaid()
    {
        var text = new StringBuilder("flowchart LR\n");
        for (int i = 0; i < Nodes.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  n{i}[\"{EscapeMermaid(Nodes[i].Name)}\"]\n");
        }

        foreach (EvidenceGraphEdge edge in Edges)
        {
            string arrow = edge.Polarity == Polarity.Affirmed ? "-->" : "-.->";
            (int source, int target) = (_indexes[edge.Source], _indexes[edge.Target]);
            text.Append(CultureInfo.InvariantCulture, $"  n{source} {arrow}|\"{EscapeMermaid(edge.Relation.Value)}\"| n{target}\n");
        }

        return text.ToString();
    }

    /// <summary>Writes the graph as JSON: <c>{"nodes":[{"id","name","type"}],"edges":[{"source","target","relation","polarity","paths":[0]}]}</c>.</summary>
    /// <param name="writer">The writer; neither flushed nor disposed.</param>
    public void WriteJson(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteStartArray("nodes");
        foreach (KgNode node in Nodes)
        {
            writer.WriteStartObject();
            writer.WriteString("id", node.Id.Value);
            writer.WriteString("name", node.Name);
            writer.WriteString("type", node.Type.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("edges");
        foreach (EvidenceGraphEdge edge in Edges)
        {
            writer.WriteStartObject();
            writer.WriteString("source", edge.Source.Value);
            writer.WriteString("target", edge.Target.Value);
            writer.WriteString("relation", edge.Relation.Value);
            writer.WriteString("polarity", edge.Polarity switch
            {
                Polarity.Affirmed => "affirmed",
                Polarity.Absent => "absent",
                _ => "contraindicated",
            });
            writer.WriteStartArray("paths");
            foreach (int path in edge.Paths)
            {
                writer.WriteNumberValue(path);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Returns the graph as JSON text; see <see cref="WriteJson"/>.</summary>
    /// <returns>The text, without indentation, safe inside HTML.</returns>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            WriteJson(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string EscapeDot(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char unit in text)
        {
            // A backslash starts escapes such as \N, which Graphviz replaces by its own names.
            _ = unit switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                _ when char.IsControl(unit) => escaped.Append(' '),
                _ => escaped.Append(unit),
            };
        }

        return escaped.ToString();
    }

    private static string EscapeMermaid(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char unit in text)
        {
            // Mermaid reads #code; inside quotes; everything that it or HTML might take for syntax is written that way.
            if (char.IsControl(unit))
            {
                escaped.Append(' ');
            }
            else if (char.IsAsciiLetterOrDigit(unit) || unit is ' ' or '-' or '_' or '.' or ',' or '\'' or '/' or '(' or ')' || unit > '\u007F')
            {
                escaped.Append(unit);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"#{(int)unit};");
            }
        }

        return escaped.ToString();
    }
}
