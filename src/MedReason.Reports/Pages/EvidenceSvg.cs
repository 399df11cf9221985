namespace MedReason.Reports;

/// <summary>Draws the evidence of a result as a self-contained SVG image.</summary>
/// <remarks>
/// <para>Colours, sizes and fonts are presentation attributes: the image needs no style sheet, and the style sheet of a page that holds it overrides
/// them. Names are text and can add no element or attribute; nothing in the image runs or is fetched.</para>
/// <para>A page can address <c>g.node</c> by <c>data-node</c> (its index, in the order in which the drawn paths name nodes) and <c>data-column</c>,
/// <c>g.link</c> and <c>g.words</c>, the words on a link, by <c>data-from</c> and <c>data-to</c> (indexes of nodes, from left to right; the arrow runs along
/// the relation). Each has <c>data-paths</c>: the indexes of the paths that it belongs to, as steps cite them, separated by spaces.</para>
/// </remarks>
public static class EvidenceSvg
{
    /// <summary>Draws the paths that the chain cites, or all paths when there is no chain or it cites none.</summary>
    /// <param name="result">The result, whatever its outcome.</param>
    /// <param name="metadata">The metadata of the graph that was reasoned over, which describes its relations.</param>
    /// <returns>An SVG element, well formed as XML, that depends on the arguments alone; null when the result has no paths.</returns>
    public static string? Render(ReasoningResult result, KnowledgeGraphMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(metadata);
        var view = new ResultView(result, metadata);
        if (view.Paths.Count == 0)
        {
            return null;
        }

        var html = new HtmlWriter();
        new EvidenceDrawing(html, view, isImage: true).WriteImage();
        return html.ToString();
    }
}
