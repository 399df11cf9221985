using System.Xml.Linq;
using MedReason.Tests;

namespace MedReason.Reports.Tests;

public sealed class EvidenceSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public async Task The_image_holds_what_the_steps_cite()
    {
        (ReasoningResult result, KnowledgeGraphMetadata metadata) = await StarterResults.ReasonAsync("starter-002");
        string text = EvidenceSvg.Render(result, metadata)!;
        EvidenceSvg.Render(result, metadata).ShouldBe(text, "the same result gives the same image");

        var image = XElement.Parse(text);
        image.Name.ShouldBe(Svg + "svg");
        IReadOnlyList<EvidencePath> paths = result.Chain!.Evidence.Paths;
        int[] cited = [.. result.Chain.Steps.SelectMany(step => step.PathIndexes).Distinct().Order()];
        string[] names = [.. cited.SelectMany(index => paths[index].Path.Nodes).Select(node => node.Name).Distinct()];
        XElement[] nodes = Groups(image, "node");
        nodes.Select(node => node.Element(Svg + "title")!.Value.Split('\n')[0]).ShouldBe(names);
        nodes.Select(node => (int)node.Attribute("data-node")!).ShouldBe(Enumerable.Range(0, names.Length));
        Groups(image, "link").ShouldAllBe(link => (int)link.Attribute("data-from")! < names.Length && (int)link.Attribute("data-to")! < names.Length);
        Groups(image, "link").Length.ShouldBe(Groups(image, "words").Length);
        image.Descendants(Svg + "g").SelectMany(group => group.Attribute("data-paths")!.Value.Split(' ')).Distinct().Select(int.Parse).Order().ShouldBe(cited);
    }

    [Fact]
    public void Hostile_names_are_text()
    {
        HashSet<string> elements = ["svg", "g", "title", "rect", "path", "text"];
        foreach ((string kind, string text) in HostileText.All)
        {
            var image = XElement.Parse(EvidenceSvg.Render(MadeResults.Of(text), MadeResults.Metadata(text))!);
            Groups(image, "node").Length.ShouldBe(4, $"{kind}: {text}");
            image.DescendantsAndSelf().ShouldAllBe(element => element.Name.Namespace == Svg && elements.Contains(element.Name.LocalName), $"{kind}: {text}");
            image.DescendantsAndSelf().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration)
                .ShouldAllBe(attribute => attribute.Name.Namespace == XNamespace.None && !attribute.Name.LocalName.StartsWith("on")
                    && attribute.Name.LocalName != "href" && attribute.Name.LocalName != "style", $"{kind}: {text}");
        }
    }

    [Fact]
    public async Task A_result_without_paths_has_no_image()
    {
        (ReasoningResult result, KnowledgeGraphMetadata metadata) = await StarterResults.ReasonAsync("starter-027");
        EvidenceSvg.Render(result, metadata).ShouldBeNull();
    }

    [Fact]
    public void Colours_are_those_of_the_pages()
    {
        string page = PageAsset.SharedStyle.Text, result = PageAsset.ResultStyle.Text;
        page.ShouldContain($"--surface: {EvidencePalette.Paper};");
        page.ShouldContain($"--text: {EvidencePalette.Text};");
        page.ShouldContain($"--edge: {EvidencePalette.InkOf(Polarity.Affirmed)};");
        page.ShouldContain($"--muted: {EvidencePalette.WordInkOf(Polarity.Affirmed)};");
        page.ShouldContain($"--warn: {EvidencePalette.InkOf(Polarity.Absent)};");
        page.ShouldContain($"--bad: {EvidencePalette.InkOf(Polarity.Contraindicated)};");
        foreach (string look in new[] { "disease", "drug", "gene", "finding", "anatomy", "biology", "exposure", "other" })
        {
            (string ink, string soft) = EvidencePalette.OfType(look);
            result.ShouldContain($"--{look}: {ink}; --{look}-soft: {soft};");
        }
    }

    private static XElement[] Groups(XElement image, string kind) =>
        [.. image.Elements(Svg + "g").Where(group => group.Attribute("class")!.Value.Split(' ')[0] == kind)];
}
