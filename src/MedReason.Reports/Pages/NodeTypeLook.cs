using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>
/// How a node type looks: a class of the style sheet, and a shape, so that a type is never shown by colour alone. Types are an open set; unknown ones look
/// neutral.
/// </summary>
internal static class NodeTypeLook
{
    private static readonly (string Part, string Class)[] Classes =
    [
        ("disease", "disease"), ("disorder", "disease"),
        ("drug", "drug"), ("compound", "drug"), ("chemical", "drug"),
        ("gene", "gene"), ("protein", "gene"),
        ("phenotype", "finding"), ("symptom", "finding"), ("side effect", "finding"), ("effect", "finding"),
        ("anatomy", "anatomy"), ("cell", "anatomy"), ("organism", "anatomy"),
        ("process", "biology"), ("function", "biology"), ("component", "biology"), ("pathway", "biology"), ("pharmacologic class", "biology"),
        ("exposure", "exposure"),
    ];

    /// <summary>The class of a type.</summary>
    public static string ClassOf(NodeType type)
    {
        string name = NameOf(type);

        // "cellular component" is biology although "cell" is in it, so the last word decides first.
        string last = name[(name.LastIndexOf(' ') + 1)..];
        foreach (string words in (string[])[last, name])
        {
            foreach ((string part, string look) in Classes)
            {
                if (words.Contains(part, StringComparison.OrdinalIgnoreCase))
                {
                    return look;
                }
            }
        }

        return "other";
    }

    /// <summary>A type in words.</summary>
    public static string NameOf(NodeType type) => type.Value.Replace('_', ' ');

    /// <summary>Draws the shape of a class in a square of ten units; the style sheet fills it when no colour is given.</summary>
    public static void WriteShape(HtmlWriter html, string look, double x, double y, string? fill)
    {
        string path = look switch
        {
            "disease" => Circle(x, y),
            "drug" => FormattableString.Invariant($"M{x + 2.5:0.##} {y + 2:0.##}h5a3 3 0 0 1 0 6h-5a3 3 0 0 1 0 -6z"),
            "gene" => FormattableString.Invariant($"M{x + 2.5:0.##} {y + 0.7:0.##}h5l2.5 4.3l-2.5 4.3h-5l-2.5 -4.3z"),
            "finding" => FormattableString.Invariant($"M{x + 5:0.##} {y + 0.5:0.##}l4.8 9h-9.6z"),
            "anatomy" => FormattableString.Invariant($"M{x + 1:0.##} {y + 1:0.##}h8v8h-8z"),
            "biology" => FormattableString.Invariant($"M{x + 5:0.##} {y:0.##}l5 5l-5 5l-5 -5z"),
            "exposure" => FormattableString.Invariant($"M{x + 3.4:0.##} {y + 0.5:0.##}h3.2v2.9h2.9v3.2h-2.9v2.9h-3.2v-2.9h-2.9v-3.2h2.9z"),
            _ => Circle(x, y) + FormattableString.Invariant($"m0 -2a2.2 2.2 0 1 1 0 -0.01z"),
        };
        html.Element("path", null, Of("class", "shape"), Of("d", path), Of("fill", fill), Of("fill-rule", fill is null ? null : "evenodd"));
    }

    private static string Circle(double x, double y) => FormattableString.Invariant($"M{x + 0.7:0.##} {y + 5:0.##}a4.3 4.3 0 1 0 8.6 0a4.3 4.3 0 1 0 -8.6 0z");
}
