using System.Globalization;
using System.Text;
using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>Draws a layout as SVG. What it shows stands as text beside it, so the drawing is one image to a screen reader.</summary>
internal static class EvidenceDrawing
{
    /// <summary>Draws.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="layout">What to draw.</param>
    /// <param name="tags">What the question says of a node, in a word, by its id.</param>
    /// <param name="relations">The graph's relations.</param>
    public static void Write(
        HtmlWriter html, EvidenceLayout layout, IReadOnlyDictionary<NodeId, string> tags, IReadOnlyDictionary<RelationType, RelationInfo> relations)
    {
        using (html.Open("div", Of("class", "scroll"), Of("role", "region"), Of("aria-label", "Drawing of the evidence"), Of("tabindex", "0"), Of(
            "data-columns", layout.Columns)))
        using (html.Open(
            "svg",
            Of("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {layout.Width} {layout.Height}")),
            Of("width", layout.Width),
            Of("height", layout.Height),
            Of("role", "img"),
            Of("aria-labelledby", "drawing-title")))
        {
            html.Element(
                "title",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{layout.Nodes.Count} entities and {layout.Links.Count} links, from the question on the left to the answers on the right; every path "
                    + $"is told below"),
                Of("id", "drawing-title"));
            foreach (EvidenceLink link in layout.Links)
            {
                WriteLine(html, layout, link, relations);
            }

            foreach (EvidenceLink link in layout.Links)
            {
                WriteWords(html, link);
            }

            foreach (EvidenceNode node in layout.Nodes)
            {
                WriteNode(html, node, tags.GetValueOrDefault(node.Node.Id));
            }
        }
    }

    /// <summary>Tells the shapes and lines that a drawing uses.</summary>
    public static void WriteLegend(HtmlWriter html, EvidenceLayout layout)
    {
        using (html.Open("ul", Of("class", "legend"), Of("aria-label", "Legend")))
        {
            foreach (NodeType type in layout.Nodes.Select(node => node.Node.Type).Distinct().OrderBy(type => type.Value, StringComparer.Ordinal))
            {
                using (html.Open("li", Of("class", "type " + NodeTypeLook.ClassOf(type))))
                {
                    using (html.Open("svg", Of("viewBox", "0 0 10 10"), Of("width", 11), Of("height", 11), Of("aria-hidden", "true")))
                    {
                        NodeTypeLook.WriteShape(html, NodeTypeLook.ClassOf(type), 0, 0);
                    }

                    html.Text(" " + NodeTypeLook.NameOf(type));
                }
            }

            // Where every link says that something holds, there is nothing to tell apart.
            Polarity[] polarities = [.. layout.Links.Select(link => link.Polarity).Distinct().Order()];
            foreach (Polarity polarity in polarities is [Polarity.Affirmed] ? [] : polarities)
            {
                using (html.Open("li", Of("class", "link " + ClassOf(polarity))))
                {
                    using (html.Open("svg", Of("viewBox", "0 0 34 12"), Of("width", 34), Of("height", 12), Of("aria-hidden", "true")))
                    {
                        html.Element("path", null, Of("class", "line"), Of("d", "M1 6H27"));
                        html.Element("path", null, Of("class", "head"), Of("d", Head(polarity, 33, 6, 1)));
                    }

                    html.Text(polarity switch
                    {
                        Polarity.Affirmed => " holds",
                        Polarity.Absent => " does not occur",
                        _ => " is to be avoided",
                    });
                }
            }
        }
    }

    /// <summary>The class of a polarity.</summary>
    public static string ClassOf(Polarity polarity) => polarity switch
    {
        Polarity.Affirmed => "affirmed",
        Polarity.Absent => "absent",
        _ => "contraindicated",
    };

    private static void WriteLine(HtmlWriter html, EvidenceLayout layout, EvidenceLink link, IReadOnlyDictionary<RelationType, RelationInfo> relations)
    {
        string paths = Join(link.Paths);
        using (html.Open("g", Of("class", "link " + ClassOf(link.Polarity)), Of("data-paths", paths), Of("data-light", paths)))
        {
            html.Element("title", Tell(layout, link));
            html.Element("path", null, Of("class", "reach"), Of("d", Line(layout, link)));
            html.Element("path", null, Of("class", "line"), Of("d", Line(layout, link)));
            bool isSymmetric = link.Polarity == Polarity.Affirmed
                && link.Relations.All(relation => relations.TryGetValue(relation.Relation, out RelationInfo? info) && info.IsSymmetric);
            if (!isSymmetric)
            {
                DrawingPoint end = link.Points[^1];
                html.Element("path", null, Of("class", "head"), Of("d", Head(link.Polarity, end.X, end.Y, end.X > layout.Nodes[link.To].X ? -1 : 1)));
            }
        }

        html.Line();
    }

    private static void WriteWords(HtmlWriter html, EvidenceLink link)
    {
        string paths = Join(link.Paths);
        double width = (link.Words.Max(TextLines.Measure) * EvidenceLayout.WordSize) + 8;
        double height = link.Words.Count * EvidenceLayout.WordHeight;
        double top = link.WordsAt.Y - (height / 2);
        using (html.Open("g", Of("class", "words " + ClassOf(link.Polarity)), Of("data-paths", paths), Of("data-light", paths)))
        {
            html.Element(
                "rect", null, Of("x", link.WordsAt.X - (width / 2)), Of("y", top - 1), Of("width", width), Of("height", height + 2), Of("rx", 3));
            for (int i = 0; i < link.Words.Count; i++)
            {
                html.Element("text", link.Words[i], Of("x", link.WordsAt.X), Of("y", top + ((i + 0.78) * EvidenceLayout.WordHeight)));
            }
        }

        html.Line();
    }

    private static void WriteNode(HtmlWriter html, EvidenceNode node, string? tag)
    {
        string paths = Join(node.Paths);
        string look = NodeTypeLook.ClassOf(node.Node.Type);
        double top = node.Y - (node.Height / 2);
        using (html.Open("g", Of("class", $"node type {look}{(tag is null ? string.Empty : " told")}"), Of("data-paths", paths), Of("data-light", paths)))
        {
            html.Element("title", $"{node.Node.Name}\n{NodeTypeLook.NameOf(node.Node.Type)}, {node.Node.Id.Value}");
            html.Element(
                "rect", null, Of("class", "box"), Of("x", node.X), Of("y", top), Of("width", EvidenceLayout.NodeWidth), Of("height", node.Height), Of("rx", 7));
            NodeTypeLook.WriteShape(html, look, node.X + 10, top + 8);
            double room = (EvidenceLayout.NodeWidth - 34) / EvidenceLayout.WordSize;
            string shown = tag is null ? string.Empty : TextLines.Wrap(tag, room * 0.6, 1)[0];
            html.Element(
                "text",
                TextLines.Wrap(NodeTypeLook.NameOf(node.Node.Type), Math.Max(4, room - TextLines.Measure(shown) - 1), 1)[0],
                Of("class", "kind"),
                Of("x", node.X + 25),
                Of("y", top + 17));
            if (shown.Length > 0)
            {
                html.Element("text", shown, Of("class", "tag"), Of("x", node.X + EvidenceLayout.NodeWidth - 10), Of("y", top + 17));
            }

            for (int i = 0; i < node.Lines.Count; i++)
            {
                html.Element(
                    "text", node.Lines[i], Of("class", "name"), Of("x", node.X + 10), Of(
                        "y", top + EvidenceLayout.HeadHeight + ((i + 0.75) * EvidenceLayout.LineHeight)));
            }
        }

        html.Line();
    }

    /// <summary>A smooth line that is horizontal at each of its points.</summary>
    private static string Line(EvidenceLayout layout, EvidenceLink link)
    {
        IReadOnlyList<DrawingPoint> points = link.Points;
        var path = new StringBuilder();
        path.Append(CultureInfo.InvariantCulture, $"M{points[0].X:0.#} {points[0].Y:0.#}");
        if (layout.Nodes[link.From].Layer == layout.Nodes[link.To].Layer)
        {
            (DrawingPoint start, DrawingPoint middle, DrawingPoint end) = (points[0], points[1], points[2]);
            path.Append(CultureInfo.InvariantCulture, $"C{middle.X:0.#} {start.Y:0.#} {middle.X:0.#} {start.Y:0.#} {middle.X:0.#} {middle.Y:0.#}");
            return path.Append(CultureInfo.InvariantCulture, $"C{middle.X:0.#} {end.Y:0.#} {middle.X:0.#} {end.Y:0.#} {end.X:0.#} {end.Y:0.#}").ToString();
        }

        for (int i = 1; i < points.Count; i++)
        {
            double half = (points[i].X - points[i - 1].X) / 2;
            path.Append(
                CultureInfo.InvariantCulture,
                $"C{points[i - 1].X + half:0.#} {points[i - 1].Y:0.#} {points[i].X - half:0.#} {points[i].Y:0.#} {points[i].X:0.#} {points[i].Y:0.#}");
        }

        return path.ToString();
    }

    /// <summary>The end of a link: an arrow for what holds, an open arrow for what does not occur, a bar for what is to be avoided.</summary>
    private static string Head(Polarity polarity, double x, double y, int direction) => polarity == Polarity.Contraindicated
        ? FormattableString.Invariant($"M{x - (2 * direction):0.#} {y - 6:0.#}v12")
        : FormattableString.Invariant($"M{x:0.#} {y:0.#}l{-8 * direction} -4.5v9z");

    private static string Tell(EvidenceLayout layout, EvidenceLink link)
    {
        var text = new StringBuilder();
        foreach (KgHopRelation relation in link.Relations)
        {
            (int from, int to) = relation.IsForward ? (link.From, link.To) : (link.To, link.From);
            text.Append(text.Length > 0 ? "\n" : string.Empty)
                .Append(layout.Nodes[from].Node.Name).Append(" \u2014 ").Append(relation.Relation.Value).Append(" \u2192 ").Append(layout.Nodes[to].Node.Name)
                .Append(relation.Polarity == Polarity.Affirmed ? string.Empty : $" ({ClassOf(relation.Polarity)})");
        }

        return text.ToString();
    }

    private static string Join(IReadOnlyList<int> paths) => string.Join(' ', paths.Select(path => path.ToString(CultureInfo.InvariantCulture)));
}
