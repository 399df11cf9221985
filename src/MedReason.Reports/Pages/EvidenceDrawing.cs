using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>Draws the evidence of a result as SVG: in a page whose style sheet colours it, or as an image that carries its own colours.</summary>
/// <param name="html">The writer.</param>
/// <param name="view">The result.</param>
/// <param name="isImage">Whether the drawing is an image of its own.</param>
internal sealed class EvidenceDrawing(HtmlWriter html, ResultView view, bool isImage)
{
    // Faces that TextLines measures; the style sheet of the page of a result has the same.
    private const string Fonts = "Arial, Liberation Sans, Roboto, Helvetica, sans-serif";
    private readonly EvidenceLayout _layout = view.CreateLayout();
    private readonly Dictionary<NodeId, string> _tags = view.Tags();

    /// <summary>Gets the height of the drawing.</summary>
    public double Height => _layout.Height;

    /// <summary>Writes the drawing into a page, where the text beside it says the same, so that it is one image to a screen reader.</summary>
    public void WriteFigure()
    {
        using (html.Open(
            "div",
            Of("class", "scroll"),
            Of("role", "region"),
            Of("aria-label", "Drawing of the evidence"),
            Of("tabindex", "0"),
            Of("data-columns", _layout.Columns)))
        using (OpenSvg(Of("aria-labelledby", "drawing-title")))
        {
            html.Element("title", Description() + "; every path is listed below", Of("id", "drawing-title"));
            WriteContent();
        }
    }

    /// <summary>Writes the drawing as an image of its own.</summary>
    public void WriteImage()
    {
        using (OpenSvg(
            Of("xmlns", "http://www.w3.org/2000/svg"), Of("class", "evidence"), Of("aria-label", Description()), Of("font-family", Fonts)))
        {
            WriteContent();
        }
    }

    /// <summary>Writes the meaning of the shapes and lines that the drawing uses.</summary>
    public void WriteLegend()
    {
        using (html.Open("ul", Of("class", "legend"), Of("aria-label", "Legend")))
        {
            foreach (NodeType type in _layout.Nodes.Select(node => node.Node.Type).Distinct().OrderBy(type => type.Value, StringComparer.Ordinal))
            {
                using (html.Open("li", Of("class", "type " + NodeTypeLook.ClassOf(type))))
                {
                    using (html.Open("svg", Of("viewBox", "0 0 10 10"), Of("width", 11), Of("height", 11), Of("aria-hidden", "true")))
                    {
                        NodeTypeLook.WriteShape(html, NodeTypeLook.ClassOf(type), 0, 0, null);
                    }

                    html.Text(" " + NodeTypeLook.NameOf(type));
                }
            }

            // Where every link is affirmed, there is nothing to distinguish.
            Polarity[] polarities = [.. _layout.Links.Select(link => link.Polarity).Distinct().Order()];
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

    /// <summary>Gets the class of a polarity.</summary>
    public static string ClassOf(Polarity polarity) => polarity switch
    {
        Polarity.Affirmed => "affirmed",
        Polarity.Absent => "absent",
        _ => "contraindicated",
    };

    private string Description() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_layout.Nodes.Count} entities and {_layout.Links.Count} links, from the question on the left to the answers on the right");

    private HtmlScope OpenSvg(params ReadOnlySpan<HtmlAttribute> attributes)
    {
        HtmlAttribute viewBox = Of("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {_layout.Width} {_layout.Height}"));
        return html.Open("svg", [viewBox, Of("width", _layout.Width), Of("height", _layout.Height), Of("role", "img"), .. attributes]);
    }

    private void WriteContent()
    {
        foreach (EvidenceLink link in _layout.Links)
        {
            WriteLine(link);
        }

        foreach (EvidenceLink link in _layout.Links)
        {
            WriteWords(link);
        }

        for (int i = 0; i < _layout.Nodes.Count; i++)
        {
            WriteNode(_layout.Nodes[i], i, _tags.GetValueOrDefault(_layout.Nodes[i].Node.Id));
        }
    }

    private void WriteLine(EvidenceLink link)
    {
        string paths = Join(link.Paths);
        string ink = EvidencePalette.InkOf(link.Polarity);
        string? dashes = link.Polarity switch { Polarity.Affirmed => null, Polarity.Absent => "5 4", _ => "9 3 2 3" };
        string kind = "link " + ClassOf(link.Polarity);
        using (html.Open(
            "g", Of("class", kind), Of("data-paths", paths), Of("data-light", paths), Of("data-from", Index(link.From)), Of("data-to", Index(link.To))))
        {
            html.Element("title", Sentence(link));
            string line = Line(link);
            html.Element("path", null, Of("class", "reach"), Of("d", line), Presentation("fill", "none"));
            html.Element(
                "path", null, Of("class", "line"), Of("d", line),
                Presentation("fill", "none"), Presentation("stroke", ink), Presentation("stroke-width", "1.6"), Presentation("stroke-dasharray", dashes));
            bool isSymmetric = link.Polarity == Polarity.Affirmed
                && link.Relations.All(relation => view.Relations.TryGetValue(relation.Relation, out RelationInfo? info) && info.IsSymmetric);
            if (!isSymmetric)
            {
                // A head stands where a relation ends; relations that run both ways have both.
                if (link.Relations.Any(static relation => relation.IsForward))
                {
                    WriteHead(link, link.Points[^1], _layout.Nodes[link.To].X, ink);
                }

                if (link.Relations.Any(static relation => !relation.IsForward))
                {
                    WriteHead(link, link.Points[0], _layout.Nodes[link.From].X, ink);
                }
            }
        }

        html.Line();
    }

    private void WriteHead(EvidenceLink link, DrawingPoint end, double left, string ink) => html.Element(
        "path", null, Of("class", "head"), Of("d", Head(link.Polarity, end.X, end.Y, end.X > left ? -1 : 1)),
        Presentation("fill", link.Polarity switch { Polarity.Affirmed => ink, Polarity.Absent => EvidencePalette.Paper, _ => "none" }),
        Presentation("stroke", ink), Presentation("stroke-width", link.Polarity == Polarity.Contraindicated ? "3" : null));

    private void WriteWords(EvidenceLink link)
    {
        string paths = Join(link.Paths);
        double width = (link.Words.Max(TextLines.Measure) * EvidenceLayout.WordSize) + 8;
        double height = link.Words.Count * EvidenceLayout.WordHeight;
        double top = link.WordsAt.Y - (height / 2);
        using (html.Open(
            "g", Of("class", "words " + ClassOf(link.Polarity)), Of("data-paths", paths), Of("data-light", paths),
            Of("data-from", Index(link.From)), Of("data-to", Index(link.To)),
            Presentation("fill", EvidencePalette.WordInkOf(link.Polarity)),
            Presentation("font-size", EvidenceLayout.WordSize), Presentation("text-anchor", "middle")))
        {
            html.Element(
                "rect", null, Of("x", link.WordsAt.X - (width / 2)), Of("y", top - 1), Of("width", width), Of("height", height + 2), Of("rx", 3),
                Presentation("fill", EvidencePalette.Paper));
            for (int i = 0; i < link.Words.Count; i++)
            {
                html.Element("text", link.Words[i], Of("x", link.WordsAt.X), Of("y", top + ((i + 0.78) * EvidenceLayout.WordHeight)));
            }
        }

        html.Line();
    }

    private void WriteNode(EvidenceNode node, int index, string? tag)
    {
        string paths = Join(node.Paths);
        string look = NodeTypeLook.ClassOf(node.Node.Type);
        (string ink, string soft) = EvidencePalette.OfType(look);
        double top = node.Y - (node.Height / 2);
        string kind = $"node type {look}{(tag is null ? string.Empty : " tagged")}";
        using (html.Open(
            "g", Of("class", kind), Of("data-paths", paths), Of("data-light", paths), Of("data-node", Index(index)), Of("data-column", Index(node.Layer)),
            Presentation("fill", EvidencePalette.Text), Presentation("font-size", EvidenceLayout.WordSize)))
        {
            html.Element("title", $"{node.Node.Name}\n{NodeTypeLook.NameOf(node.Node.Type)}, {node.Node.Id.Value}");
            html.Element(
                "rect", null, Of("class", "box"), Of("x", node.X), Of("y", top), Of("width", EvidenceLayout.NodeWidth), Of("height", node.Height), Of("rx", 7),
                Presentation("fill", soft), Presentation("stroke", ink), Presentation("stroke-width", tag is null ? null : "2.2"));
            NodeTypeLook.WriteShape(html, look, node.X + 10, top + 8, isImage ? ink : null);
            double room = (EvidenceLayout.NodeWidth - 34) / EvidenceLayout.WordSize;
            string shown = tag is null ? string.Empty : TextLines.Wrap(tag, room * 0.6, 1)[0];
            html.Element(
                "text",
                TextLines.Wrap(NodeTypeLook.NameOf(node.Node.Type), Math.Max(4, room - TextLines.Measure(shown) - 1), 1)[0],
                Of("class", "kind"), Of("x", node.X + 25), Of("y", top + 17), Presentation("fill", ink));
            if (shown.Length > 0)
            {
                html.Element(
                    "text", shown, Of("class", "tag"), Of("x", node.X + EvidenceLayout.NodeWidth - 10), Of("y", top + 17),
                    Presentation("font-weight", "700"), Presentation("text-anchor", "end"));
            }

            for (int i = 0; i < node.Lines.Count; i++)
            {
                html.Element(
                    "text", node.Lines[i], Of("class", "name"), Of("x", node.X + 10),
                    Of("y", top + EvidenceLayout.HeadHeight + ((i + 0.75) * EvidenceLayout.LineHeight)),
                    Presentation("font-size", EvidenceLayout.NameSize), Presentation("font-weight", "600"));
            }
        }

        html.Line();
    }

    /// <summary>A smooth line that is horizontal at each of its points.</summary>
    private string Line(EvidenceLink link)
    {
        IReadOnlyList<DrawingPoint> points = link.Points;
        var path = new StringBuilder();
        path.Append(CultureInfo.InvariantCulture, $"M{points[0].X:0.#} {points[0].Y:0.#}");
        if (_layout.Nodes[link.From].Layer == _layout.Nodes[link.To].Layer)
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

    private string Sentence(EvidenceLink link)
    {
        var text = new StringBuilder();
        foreach (KgHopRelation relation in link.Relations)
        {
            (int from, int to) = relation.IsForward ? (link.From, link.To) : (link.To, link.From);
            text.Append(text.Length > 0 ? "\n" : string.Empty)
                .Append(_layout.Nodes[from].Node.Name).Append(" \u2014 ").Append(relation.Relation.Value).Append(" \u2192 ").Append(_layout.Nodes[to].Node.Name)
                .Append(relation.Polarity == Polarity.Affirmed ? string.Empty : $" ({ClassOf(relation.Polarity)})");
            foreach (string reference in view.ReferencesOf(_layout.Nodes[from].Node.Id, relation.Relation, _layout.Nodes[to].Node.Id))
            {
                text.Append("\n  ").Append(reference);
            }
        }

        return text.ToString();
    }

    /// <summary>Makes an attribute that only an image has. A style sheet overrides it, unlike inline style.</summary>
    private HtmlAttribute Presentation([ConstantExpected] string name, string? value) => Of(name, isImage ? value : null);

    private HtmlAttribute Presentation([ConstantExpected] string name, double value) => Presentation(name, value.ToString(CultureInfo.InvariantCulture));

    // Positions for the script of a host; the page of a result needs none.
    private string? Index(int index) => isImage ? ResultText.Digits(index) : null;

    private static string Join(IReadOnlyList<int> paths) => string.Join(' ', paths.Select(ResultText.Digits));
}
