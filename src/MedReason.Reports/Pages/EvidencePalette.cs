namespace MedReason.Reports;

/// <summary>The colours of an image of its own: the light theme of <c>page.css</c> and <c>result.css</c>.</summary>
internal static class EvidencePalette
{
    public const string Paper = "#ffffff";
    public const string Text = "#1d2227";

    /// <summary>Gets the colour of a link.</summary>
    public static string InkOf(Polarity polarity) => polarity switch { Polarity.Affirmed => "#7c848c", Polarity.Absent => "#7d5000", _ => "#ac231b" };

    /// <summary>Gets the colour of the words on a link.</summary>
    public static string WordInkOf(Polarity polarity) => polarity == Polarity.Affirmed ? "#586069" : InkOf(polarity);

    /// <summary>Gets the colours of a class of node types: of border and text, and of the surface.</summary>
    public static (string Ink, string Soft) OfType(string look) => look switch
    {
        "disease" => ("#a3302a", "#fbeae8"),
        "drug" => ("#1557a5", "#e5effb"),
        "gene" => ("#6238a8", "#efe9fa"),
        "finding" => ("#7d5000", "#faf0da"),
        "anatomy" => ("#0a6363", "#def2f1"),
        "biology" => ("#2a662d", "#e6f3e5"),
        "exposure" => ("#87286a", "#f8e7f3"),
        _ => ("#4b555f", "#ebedef"),
    };
}
