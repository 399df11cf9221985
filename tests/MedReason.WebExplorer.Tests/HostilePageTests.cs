using System.Text;
using MedReason.Reports.Tests;
using MedReason.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace MedReason.WebExplorer.Tests;

[Collection(SharedChromium.Name)]
public sealed class HostilePageTests(Chromium chromium)
{
    private const string Write = """
        ([question, text]) => {
          document.getElementById('question').value = question;
          document.querySelectorAll('#options [type=text]').forEach((input, i) => { if (i !== 2) input.value = text; });
        }
        """;

    /// <summary>What the page shows of a text, and what it should; both without the words that marks add.</summary>
    private const string Shown = """
        () => {
          const plain = element => { const copy = element.cloneNode(true); copy.querySelectorAll('.tag').forEach(tag => tag.remove()); return copy.textContent; };
          const written = [document.getElementById('question').value, ...[...document.querySelectorAll('#options [type=text]')].map(input => input.value)].map(text => text.toWellFormed());
          const read = [plain(document.getElementById('marked')), ...[...document.querySelectorAll('#compared .headline > p')].map(option => plain(option).slice(2))];
          return written.flatMap((text, i) => text === read[i] ? [] : [`${JSON.stringify(text)} is shown as ${JSON.stringify(read[i])}`]);
        }
        """;

    private const string Alive = """
        () => {
          const problems = [];
          if ('hit' in window) problems.push('something ran');
          if (document.scripts.length !== 1) problems.push('a further script');
          for (const element of document.querySelectorAll('iframe, object, embed, base, math, foreignObject, a[href]:not(.skip, #permalink, [href^="https://identifiers.org/"]), img:not([alt=""]), style, svg style, svg script, animate, set, use, image')) problems.push(element.outerHTML.slice(0, 120));
          for (const element of document.querySelectorAll('*')) {
            for (const attribute of element.attributes) {
              if (/^on|^style$|^action$|^formaction$|^srcdoc$/i.test(attribute.name)) problems.push(`${attribute.name} of ${element.localName}`);
            }
          }
          return problems;
        }
        """;

    /// <summary>The names of the elements of the drawing.</summary>
    private const string Drawn = "() => [...new Set([...document.querySelectorAll('#drawing *')].map(element => element.localName))].sort()";

    private static IEnumerable<(string Kind, string Text)> Texts()
    {
        bool isLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";
        return HostileText.All.GroupBy(entry => entry.Kind).SelectMany(kind => isLong ? kind : kind.Take(kind.Key == HostileText.Markup ? 10 : 1));
    }

    [Fact]
    public async Task Hostile_input_in_every_field_is_shown_as_text_and_runs_nothing()
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync(null, "--Explorer:RequestsAtOnce", "10000");
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        await page.Page.SelectOptionAsync("#sample", "5");
        foreach ((string kind, string text) in Texts().Where(entry => !string.IsNullOrWhiteSpace(entry.Text) && entry.Text.Length <= 500))
        {
            // Halves of surrogate pairs pass no protocol as text, so code units are sent.
            await page.Page.EvaluateAsync($"codes => ({Write})(codes.map(units => String.fromCharCode(...units)))", new[] { Units(text + "\n" + Questions.Text), Units(text) });
            await page.SubmitAsync();
            (await page.Page.Locator("#steps .step, #status").CountAsync()).ShouldBeGreaterThan(0, text);
            (await page.Page.Locator("#form .error:not(:empty)").AllInnerTextsAsync()).ShouldBeEmpty(text);
            (await page.Page.EvaluateAsync<string[]>(Shown)).ShouldBeEmpty($"{kind}: {text}");
            (await page.Page.EvaluateAsync<string[]>(Alive)).ShouldBeEmpty($"{kind}: {text}");
        }

        page.Problems.ShouldBeEmpty();

        static int[] Units(string text) => [.. text.Select(unit => (int)unit)];
    }

    [Fact]
    public async Task Hostile_graphs_and_models_are_shown_as_text_and_run_nothing()
    {
        var stages = new HostileStages();
        await using RunningExplorer explorer = await RunningExplorer.StartAsync(
            services => services.AddSingleton<IPathRanker>(stages).AddSingleton<IChainWriter>(stages).AddSingleton<IChainVerifier>(stages), "--Explorer:RequestsAtOnce", "10000");
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        foreach ((string kind, string text) in Texts().Where(entry => !string.IsNullOrWhiteSpace(entry.Text)))
        {
            stages.Made = MadeResults.Of(text);
            (await page.SubmitAsync()).ShouldBe("✕ rejected", text);
            (await page.Page.Locator("#steps .step").CountAsync()).ShouldBe(2, text);
            (await page.Page.Locator(".node").CountAsync()).ShouldBe(4, text);
            await page.Page.EvaluateAsync("() => document.querySelectorAll('button.cite, .ordinal, mark, .node, .link, .words').forEach(element => element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })))");
            string told = await page.Page.EvaluateAsync<string>("() => document.querySelector('#findings .error').lastChild.data");
            told.ShouldStartWith($": {Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))} (expected: ", Case.Sensitive, text);
            (await page.Page.EvaluateAsync<string[]>(Alive)).ShouldBeEmpty($"{kind}: {text}");
        }

        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hostile_name_is_only_text_in_the_drawing()
    {
        const string Name = "</text></svg><script>window.hit=1</script><a href='javascript:window.hit=1'>x</a><img src=x onerror=window.hit=1>";
        var stages = new HostileStages { Made = MadeResults.Of(Name) };
        await using RunningExplorer explorer = await RunningExplorer.StartAsync(
            services => services.AddSingleton<IPathRanker>(stages).AddSingleton<IChainWriter>(stages).AddSingleton<IChainVerifier>(stages));
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        await page.SubmitAsync();
        (await page.Page.EvaluateAsync<string[]>(Drawn)).ShouldBe(["g", "path", "rect", "svg", "text", "title"]);
        (await page.Page.Locator(".node title").AllTextContentsAsync()).ShouldAllBe(title => title.StartsWith(Name, StringComparison.Ordinal));
        string.Concat(await page.Page.Locator(".node").First.Locator(".name").AllTextContentsAsync()).ShouldStartWith("</text></svg><script>window");
        (await page.Page.EvaluateAsync<string[]>(Alive)).ShouldBeEmpty();
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_drawing_with_other_markup_is_shown_without_it()
    {
        const string Markup = "<script>window.hit=1</script><style>*{display:none}</style><foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>"
            + "<a href='https://example.org'><text>x</text></a><g id='go' onclick='window.hit=1' style='fill:red'><text>kept</text></g></svg>";
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        await page.Page.RouteAsync("**/api/explain", async route =>
        {
            IAPIResponse response = await route.FetchAsync();
            string body = (await response.TextAsync()).Replace("</svg>", Markup, StringComparison.Ordinal);
            await route.FulfillAsync(new RouteFulfillOptions { Response = response, Body = body });
        });
        (await page.SubmitAsync()).ShouldBe("✓ accepted");
        (await page.Page.EvaluateAsync<string[]>(Drawn)).ShouldBe(["g", "path", "rect", "svg", "text", "title"]);
        (await page.Page.Locator("#drawing svg > g:last-child > text").TextContentAsync()).ShouldBe("kept");
        (await page.Page.Locator("#drawing svg > g:last-child").EvaluateAsync<int>("group => group.attributes.length")).ShouldBe(0);
        (await page.Page.EvaluateAsync<string[]>(Alive)).ShouldBeEmpty();
        page.Problems.ShouldAllBe(problem => problem.Contains("Content Security Policy", StringComparison.Ordinal), "the policy holds where the drawing is parsed");
    }

    [Fact]
    public async Task The_policy_stops_what_code_might_miss()
    {
        const string Attack = """
            () => {
              const tries = [
                () => { document.body.innerHTML += '<img src=x onerror="window.hit=1">'; },
                () => { const script = document.createElement('script'); script.textContent = 'window.hit=1'; document.body.append(script); },
                () => { document.body.setAttribute('onclick', 'window.hit=1'); document.body.click(); document.body.removeAttribute('onclick'); },
              ];
              return tries.filter(attempt => { try { attempt(); return 'hit' in window; } catch { return 'hit' in window; } }).length;
            }
            """;
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        (await page.Page.EvaluateAsync<int>(Attack)).ShouldBe(0);
        page.Problems.ShouldNotBeEmpty("the browser reports what it blocked");
        page.Problems.ShouldAllBe(problem => problem.Contains("Content Security Policy", StringComparison.Ordinal) || problem.Contains("Trusted", StringComparison.Ordinal));
    }

    /// <summary>Stages that say what they are told to, whatever the question.</summary>
    private sealed class HostileStages : IPathRanker, IChainWriter, IChainVerifier
    {
        public ReasoningResult? Made { get; set; }

        public Task<EvidenceSet> RankAsync(IKnowledgeGraph graph, RankingRequest request, CancellationToken cancellationToken = default) => Task.FromResult(Made!.Evidence!);

        public Task<ReasoningChain> WriteAsync(IKnowledgeGraph graph, WritingRequest request, CancellationToken cancellationToken = default) => Task.FromResult(Made!.Chain!);

        public Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, VerificationRequest request, CancellationToken cancellationToken = default) => Task.FromResult(Made!.Verdict!);
    }
}
