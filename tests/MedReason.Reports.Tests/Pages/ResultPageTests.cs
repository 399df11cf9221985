using MedReason.Tests;
using Microsoft.Playwright;

namespace MedReason.Reports.Tests;

[Collection(SharedChromium.Name)]
public sealed class ResultPageTests(Chromium chromium)
{
    private const string LitPaths = "() => [...document.querySelectorAll('.paths > li.on')].map(item => item.id).join(' ')";
    private const string LitNodes = "() => [...document.querySelectorAll('.drawing .node.on .name')].map(name => name.textContent).sort().join(', ')";

    private const string ClickAll = """
        () => {
          document.querySelectorAll('button, mark, g').forEach(element => element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })));
          return document.querySelector('.findings li.warning').childNodes[1].data;
        }
        """;

    [Theory]
    [InlineData("starter-001", 360, ColorScheme.Light)]
    [InlineData("starter-002", 360, ColorScheme.Dark)]
    [InlineData("starter-004", 768, ColorScheme.Light)]
    [InlineData("starter-016", 768, ColorScheme.Dark)]
    [InlineData("starter-002", 1280, ColorScheme.Light)]
    [InlineData("starter-001", 1280, ColorScheme.Dark)]
    [InlineData("starter-025", 320, ColorScheme.Light)]
    [InlineData("starter-027", 1920, ColorScheme.Dark)]
    public async Task A_page_is_accessible_fits_its_window_and_asks_for_nothing(string id, int width, ColorScheme scheme)
    {
        (ReasoningResult result, KnowledgeGraphMetadata metadata) = await StarterResults.ReasonAsync(id);
        await using OpenPage page = await chromium.OpenAsync(ResultPage.Render(result, metadata), width, scheme);
        await page.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(details => details.open = true)");

        (await page.AuditAsync()).ShouldBeEmpty();
        (await page.Page.EvaluateAsync<string[]>(PageAudit.Drawing)).ShouldBeEmpty();
        (await page.Page.EvaluateAsync<string[]>(PageAudit.Alive)).ShouldBeEmpty();
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_page_says_what_the_result_says()
    {
        (ReasoningResult result, KnowledgeGraphMetadata metadata) = await StarterResults.ReasonAsync("starter-002");
        await using OpenPage page = await chromium.OpenAsync(ResultPage.Render(result, metadata));

        (await page.Page.Locator("h1").InnerTextAsync()).ShouldBe("Why B. ACE");
        (await page.Page.Locator("header .badge").InnerTextAsync()).ShouldBe("✓ Accepted");
        (await page.Page.Locator("mark.absent").AllInnerTextsAsync()).ShouldBe(["feverdenied", "wheezingdenied"]);
        (await page.Page.Locator(".step").CountAsync()).ShouldBe(result.Chain!.Steps.Count);
        (await page.Page.Locator(".paths > li").CountAsync()).ShouldBe(result.Chain.Evidence.Paths.Count);
        (await page.Page.Locator(".conclusion").InnerTextAsync()).ShouldBe(ChainSections.FindConclusion(result.Chain.Text));
        string[] cited = [.. result.Chain.Steps.SelectMany(step => step.PathIndexes).Distinct().SelectMany(index => result.Chain.Evidence.Paths[index].Path.Nodes).Select(node => node.Name).Distinct()];
        (await page.Page.Locator(".drawing .node").CountAsync()).ShouldBe(cited.Length);
        foreach (string name in cited)
        {
            (await page.Page.Locator(".drawing .name", new PageLocatorOptions { HasTextString = name }).CountAsync()).ShouldBeGreaterThan(0, name);
        }
    }

    [Fact]
    public async Task Citations_light_up_their_paths_by_mouse()
    {
        (ReasoningResult result, KnowledgeGraphMetadata metadata) = await StarterResults.ReasonAsync("starter-002");
        await using OpenPage page = await chromium.OpenAsync(ResultPage.Render(result, metadata));
        ILocator citation = page.Page.Locator("#step-2 .cite").First;
        int path = int.Parse(await citation.InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);
        int[] cited = [.. result.Chain!.Steps.SelectMany(step => step.PathIndexes).Distinct()];
        string nodes = string.Join(", ", result.Chain.Evidence.Paths[cited[path - 1]].Path.Nodes.Select(node => node.Name).Order(StringComparer.Ordinal));

        await citation.HoverAsync();
        (await page.Page.EvaluateAsync<string>(LitPaths)).ShouldBe($"path-{path}");
        (await page.Page.EvaluateAsync<string>(LitNodes)).ShouldBe(nodes);
        (await page.Page.Locator("#step-2").GetAttributeAsync("class")).ShouldBe("step on");

        await page.Page.Mouse.MoveAsync(2, 2);
        (await page.Page.EvaluateAsync<string>(LitPaths)).ShouldBe(string.Empty);

        await page.Page.Locator("#step-2 > button").ClickAsync();
        await page.Page.Mouse.MoveAsync(2, 2);
        string all = string.Join(' ', result.Chain.Steps[1].PathIndexes.Select(index => Array.IndexOf(cited, index) + 1).Order().Select(number => $"path-{number}"));
        (await page.Page.EvaluateAsync<string>(LitPaths)).ShouldBe(all, "what is clicked stays lit");
        (await page.Page.Locator("#step-2 > button").GetAttributeAsync("aria-pressed")).ShouldBe("true");

        await page.Page.Locator("#step-2 > button").ClickAsync();
        await page.Page.Mouse.MoveAsync(2, 2);
        (await page.Page.EvaluateAsync<string>(LitPaths)).ShouldBe(string.Empty);
    }

    [Fact]
    public async Task Citations_bear_the_numbers_of_the_text()
    {
        foreach (string id in (string[])["starter-001", "starter-002", "starter-004"])
        {
            (ReasoningResult result, KnowledgeGraphMetadata metadata) = await StarterResults.ReasonAsync(id);
            string page = System.Text.Encoding.UTF8.GetString(ResultPage.Render(result, metadata));
            string[] steps = [.. result.Chain!.Text.Split('\n').SkipWhile(line => line != ChainSections.Process).Skip(1).TakeWhile(line => line.Length > 0)];
            steps.Length.ShouldBe(result.Chain.Steps.Count);
            for (int i = 0; i < steps.Length; i++)
            {
                string step = page[page.IndexOf($"id=\"step-{i + 1}\"", StringComparison.Ordinal)..];
                step = step[..step.IndexOf("class=\"checks\"", StringComparison.Ordinal)];
                string[] shown = [.. System.Text.RegularExpressions.Regex.Matches(step, "href=\"#path-([0-9]+)\"").Select(match => match.Groups[1].Value)];
                string written = result.Chain.Steps[i].PathIndexes.Count == 0 ? string.Empty : $" [{string.Join(", ", shown)}]";
                steps[i].ShouldEndWith(result.Chain.Steps[i].Text + written);
            }
        }
    }

    [Fact]
    public async Task Doubt_is_shown()
    {
        (ReasoningResult result, KnowledgeGraphMetadata metadata) = await StarterResults.ReasonAsync("starter-002");
        var verdict = new ChainVerdict { Status = VerdictStatus.Accepted, NotChecked = ["dose"] };
        EntityLink partial = result.Links.First(link => link.Mention.OptionLabel == result.Chain!.AnswerLabel) with { Relation = LinkRelation.Broader, Coverage = 0.4 };
        EvidenceSet evidence = result.Evidence! with { Grade = EvidenceGrade.Associated, FavoredLabel = "D", ContestedBy = "D" };
        string page = Render(result with { Verdict = verdict, Evidence = evidence, Links = [partial] });
        page.ShouldContain("evidence: associated");
        page.ShouldContain("broader, covers 40");
        page.ShouldContain("By itself the graph leans to D. It argues more strongly for D than for the answer.");
        page.ShouldContain("Not checked: dose.");
        page.ShouldNotContain("Every check passed");
        Render(result with { Verdict = verdict with { NotChecked = [] } }).ShouldContain("Every check passed.");
        Render(result with { Evidence = evidence with { FavoredLabel = null, ContestedBy = null } }).ShouldContain("By itself the graph leans to no option.");

        string Render(ReasoningResult shown) => System.Text.Encoding.UTF8.GetString(ResultPage.Render(shown, metadata));
    }

    [Theory]
    [InlineData("MONDO:0005148", "https://identifiers.org/MONDO:0005148")]
    [InlineData("DrugBank:DB00945", "https://identifiers.org/drugbank:DB00945")]
    [InlineData("PMID:12565827", "https://identifiers.org/pubmed:12565827")]
    [InlineData("STARTER:drug-metformin", null)]
    [InlineData("MONDO:x", null)]
    [InlineData("MESH:D1/../x", null)]
    [InlineData("MESH:", null)]
    [InlineData(":1", null)]
    [InlineData("MESH:D\"1", null)]
    public void An_id_leads_to_its_page_where_its_prefix_is_registered(string curie, string? address) => CurieAddress.Find(curie).ShouldBe(address);

    [Fact]
    public async Task The_explorer_links_the_prefixes_that_the_page_links()
    {
        string script = await File.ReadAllTextAsync(Path.Combine(TestData.RepositoryRoot, "samples", "WebExplorer", "wwwroot", "js", "curies.js"));
        foreach (System.Text.RegularExpressions.Match entry in System.Text.RegularExpressions.Regex.Matches(script, "'?([A-Z.]+)'?: '([A-Za-z.]+)'"))
        {
            CurieAddress.Find(entry.Groups[1].Value + ":1").ShouldBe($"https://identifiers.org/{entry.Groups[2].Value}:1");
        }

        System.Text.RegularExpressions.Regex.Count(script, "'?[A-Z.]+'?: '[A-Za-z.]+'").ShouldBe(CurieAddress.Prefixes.Count);
    }

    [Fact]
    public async Task Everything_that_lights_up_can_be_reached_and_worked_by_keyboard()
    {
        (ReasoningResult result, KnowledgeGraphMetadata metadata) = await StarterResults.ReasonAsync("starter-002");
        await using OpenPage page = await chromium.OpenAsync(ResultPage.Render(result, metadata));
        var reached = new List<string>();
        for (int i = 0; i < 80; i++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            string name = await page.Page.EvaluateAsync<string>("() => document.activeElement === document.body ? '' : (document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent)");
            if (name.Length == 0)
            {
                break;
            }

            reached.Add(name);
            if (name.StartsWith("Path ", StringComparison.Ordinal))
            {
                string[] lit = (await page.Page.EvaluateAsync<string>(LitPaths)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
                lit.ShouldBe([$"path-{name[5..]}"], "focus lights up as the mouse does");
            }
        }

        reached.Count(name => name.StartsWith("Step ", StringComparison.Ordinal) && name.Contains("light up", StringComparison.Ordinal))
            .ShouldBe(result.Chain!.Steps.Count(step => step.PathIndexes.Count > 0));
        reached.Count(name => name.StartsWith("Light up path", StringComparison.Ordinal)).ShouldBe(result.Chain.Steps.SelectMany(step => step.PathIndexes).Distinct().Count());

        await page.Page.Locator("#step-3 > button").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        string pinned = await page.Page.EvaluateAsync<string>(LitPaths);
        pinned.ShouldNotBeEmpty();
        (await page.Page.Locator("#lit").InnerTextAsync()).ShouldBe($"Lit: path {pinned[5..]}", "what lit up is announced to those who do not see it");
        await page.Page.Locator("summary").Last.FocusAsync();
        (await page.Page.EvaluateAsync<string>(LitPaths)).ShouldBe(pinned);
        await page.Page.Keyboard.PressAsync("Escape");
        (await page.Page.EvaluateAsync<string>(LitPaths)).ShouldBe(string.Empty);
        (await page.Page.Locator("#lit").InnerTextAsync()).ShouldBe("Nothing is lit.");
    }

    [Fact]
    public async Task A_narrow_page_leads_from_a_citation_to_its_path_in_words()
    {
        (ReasoningResult result, KnowledgeGraphMetadata metadata) = await StarterResults.ReasonAsync("starter-002");
        await using OpenPage page = await chromium.OpenAsync(ResultPage.Render(result, metadata), 360);
        await page.Page.Locator("#step-5 .cite").First.ClickAsync();
        string target = await page.Page.EvaluateAsync<string>("() => location.hash.slice(1)");
        target.ShouldStartWith("path-");
        (await page.Page.EvaluateAsync<bool>($"() => {{ const box = document.getElementById('{target}').getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }}")).ShouldBeTrue();
    }

    [Fact]
    public async Task Drawings_of_any_size_keep_nodes_and_words_apart()
    {
        await using OpenPage page = await chromium.OpenAsync(HtmlPage.Render("none", null, null, html => html.Element("h1", "none")));
        for (int i = 0; i <= 12; i++)
        {
            int size = 3 + (i * 27 / 12);
            ReasoningResult result = MadeResults.OfSize(size, 100 + i);
            await page.LoadAsync(ResultPage.Render(result, MadeResults.Metadata("something with words")));
            (await page.Page.EvaluateAsync<string[]>(PageAudit.Drawing)).ShouldBeEmpty($"{size} nodes");
            (await page.Page.Locator(".drawing .node").CountAsync()).ShouldBe(size);
        }

        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Polarity_and_type_are_told_by_more_than_colour()
    {
        ReasoningResult result = MadeResults.Of("word");
        await using OpenPage page = await chromium.OpenAsync(ResultPage.Render(result, MadeResults.Metadata("word")));
        string[] dashes = await page.Page.EvaluateAsync<string[]>(
            "() => ['affirmed', 'absent', 'contraindicated'].map(kind => getComputedStyle(document.querySelector(`.drawing .${kind} .line`)).strokeDasharray + document.querySelector(`.drawing g.${kind} .head`).getAttribute('d').replace(/[\\d.-]+/g, ''))");
        dashes.Distinct().Count().ShouldBe(3);
        string[] shapes = await page.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.drawing .legend .shape')].map(shape => shape.getAttribute('d'))");
        shapes.Distinct().Count().ShouldBe(shapes.Length);
        (await page.Page.Locator(".drawing .kind").AllTextContentsAsync()).ShouldBe(["disease", "drug", "gene/protein", "word"], ignoreOrder: true);
    }

    [Fact]
    public async Task No_hostile_text_comes_alive_in_any_field()
    {
        HostileText.All.Count.ShouldBe(300);
        byte[] harmless = ResultPage.Render(MadeResults.Of("harmless"), MadeResults.Metadata("harmless"));
        await using OpenPage page = await chromium.OpenAsync(harmless);
        int step = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 1 : 3;
        for (int i = 0; i < HostileText.All.Count; i += step)
        {
            string text = HostileText.All[i].Text;
            await page.LoadAsync(ResultPage.Render(MadeResults.Of(text), MadeResults.Metadata(text)));
            string shown = await page.Page.EvaluateAsync<string>(ClickAll);
            (await page.Page.EvaluateAsync<string[]>(PageAudit.Alive)).ShouldBeEmpty($"text {i}: {text}");
            shown.ShouldStartWith(Visible(text));
            page.Problems.ShouldBeEmpty($"text {i}: {text}");
        }
    }

    [Fact]
    public async Task What_would_come_alive_is_noticed()
    {
        byte[] html = System.Text.Encoding.UTF8.GetBytes(
            "<!DOCTYPE html><body onload='window.hit = 1'><img src='https://example.invalid/x.png' onerror='alert(1)'><a href='https://example.invalid'>x</a>");
        await using OpenPage page = await chromium.OpenAsync(html);
        string[] alive = await page.Page.EvaluateAsync<string[]>(PageAudit.Alive);
        alive.ShouldContain("element img");
        alive.ShouldContain("something ran");
        alive.ShouldContain("attribute onerror=alert(1) of img");
        alive.ShouldContain("attribute href=https://example.invalid of a");
        page.Problems.ShouldContain("request: https://example.invalid/x.png");
        (await page.AuditAsync()).ShouldContain(problem => problem.StartsWith("no language", StringComparison.Ordinal));
    }

    private static string Visible(string text)
    {
        var encoded = new System.Text.StringBuilder();
        HtmlWriter.Encode(encoded, text);
        return System.Net.WebUtility.HtmlDecode(encoded.ToString());
    }
}
