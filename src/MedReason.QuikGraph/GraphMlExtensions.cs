using System.Globalization;
using System.Text;
using System.Xml;
using QuikGraph;

namespace MedReason.QuikGraph;

/// <summary>Writes graphs of QuikGraph whose vertices stand for nodes as GraphML.</summary>
public static class GraphMlExtensions
{
    private const string Namespace = "http://graphml.graphdrawing.org/xmlns";
    private static readonly (string Name, string Element)[] Keys =
        [("id", "node"), ("name", "node"), ("type", "node"), ("relation", "edge"), ("polarity", "edge")];

    private static readonly XmlWriterSettings Settings = new()
    {
        OmitXmlDeclaration = true,
        Indent = true,
        NewLineChars = "\n",

        // A carriage return or line feed of a name is read back as it is.
        NewLineHandling = NewLineHandling.Entitize,
    };

    /// <summary>Returns a graph as GraphML, with id, name and type of each node and the relation of each edge.</summary>
    /// <typeparam name="TVertex">The type of the vertices.</typeparam>
    /// <typeparam name="TEdge">The type of the edges.</typeparam>
    /// <param name="graph">The graph.</param>
    /// <param name="node">Returns the node of a vertex.</param>
    /// <param name="relation">Returns the relation of an edge.</param>
    /// <param name="polarity">Returns the polarity of an edge; null to write none.</param>
    /// <returns>The text, to be stored as UTF-8. Names are escaped; a character that XML cannot hold is written as U+FFFD.</returns>
    public static string ToGraphMl<TVertex, TEdge>(
        this IEdgeListGraph<TVertex, TEdge> graph, Func<TVertex, KgNode> node, Func<TEdge, RelationType> relation, Func<TEdge, Polarity>? polarity = null)
        where TVertex : notnull
        where TEdge : IEdge<TVertex>
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(relation);
        var text = new StringBuilder();
        using var writer = XmlWriter.Create(text, Settings);
        writer.WriteStartElement("graphml", Namespace);
        foreach ((string name, string element) in Keys)
        {
            WriteKey(writer, name, element);
        }

        writer.WriteStartElement("graph", Namespace);
        writer.WriteAttributeString("edgedefault", graph.IsDirected ? "directed" : "undirected");
        var places = new Dictionary<TVertex, string>();
        foreach (TVertex vertex in graph.Vertices)
        {
            // Ids of nodes are free text; those of GraphML are name tokens.
            string place = string.Create(CultureInfo.InvariantCulture, $"n{places.Count}");
            places.Add(vertex, place);
            KgNode written = node(vertex);
            writer.WriteStartElement("node", Namespace);
            writer.WriteAttributeString("id", place);
            WriteData(writer, "id", written.Id.Value);
            WriteData(writer, "name", written.Name);
            WriteData(writer, "type", written.Type.Value);
            writer.WriteEndElement();
        }

        foreach (TEdge edge in graph.Edges)
        {
            writer.WriteStartElement("edge", Namespace);
            writer.WriteAttributeString("source", places[edge.Source]);
            writer.WriteAttributeString("target", places[edge.Target]);
            WriteData(writer, "relation", relation(edge).Value);
            if (polarity is not null)
            {
                WriteData(writer, "polarity", polarity(edge).ToString());
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.Flush();
        return text.ToString();
    }

    private static void WriteKey(XmlWriter writer, string name, string element)
    {
        writer.WriteStartElement("key", Namespace);
        writer.WriteAttributeString("id", name);
        writer.WriteAttributeString("for", element);
        writer.WriteAttributeString("attr.name", name);
        writer.WriteAttributeString("attr.type", "string");
        writer.WriteEndElement();
    }

    private static void WriteData(XmlWriter writer, string key, string value)
    {
        writer.WriteStartElement("data", Namespace);
        writer.WriteAttributeString("key", key);
        var valid = new StringBuilder(value.Length);
        foreach (Rune rune in value.EnumerateRunes())
        {
            // Unpaired surrogates come as U+FFFD already.
            _ = rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? valid.Append('\uFFFD') : valid.Append(rune);
        }

        writer.WriteString(valid.ToString());
        writer.WriteEndElement();
    }
}
