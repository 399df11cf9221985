using MedReason.Reports.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using WebExplorer;

namespace MedReason.WebExplorer.Tests;

[Collection(SharedChromium.Name)]
public sealed class ExplorerPageTests(Chromium chromium, SharedExplorer explorer) : IClassFixture<SharedExplorer>
{
    [Fact]
    public async Task A_question_is_asked_and_its_result_read_by_keyboard_alone()
    {
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        IKeyboard keyboard = page.Page.Keyboard;
        await keyboard.PressAsync("Tab");
        (await page.FocusAsync("it.textContent")).ShouldBe("Skip to the question");
        await keyboard.PressAsync("Enter");
        await page.TabToAsync("#sample");
        for (int i = 0; i < 4; i++)
        {
            await keyboard.PressAsync("ArrowDown");
        }

        (await page.Page.InputValueAsync("#question")).ShouldContain("muscle cramps");
        await page.TabToAsync("#question");
        await keyboard.PressAsync("Control+A");
        await keyboard.TypeAsync(Questions.Text);
        await page.TabToAsync("input[aria-label='Option A']");
        await keyboard.PressAsync("Control+A");
        await keyboard.TypeAsync("Liddle syndrome");
        await page.TabToAsync("[type=radio]");
        (await page.FocusAsync("it.getAttribute('aria-label') + it.checked")).ShouldBe("Option C is righttrue");
        await keyboard.PressAsync("ArrowDown");
        (await page.FocusAsync("it.getAttribute('aria-label') + it.checked")).ShouldBe("Option D is righttrue");
        await keyboard.PressAsync("ArrowUp");
        await page.TabToAsync("#go");
        await keyboard.PressAsync("Enter");

        await page.Page.WaitForSelectorAsync("#badge:not(:empty)");
        (await page.FocusAsync("it.id")).ShouldBe("result-title", "the focus goes where the result is");
        (await page.Page.Locator("#result-title").InnerTextAsync()).ShouldBe("Why C. Gitelman syndrome");
        (await page.Page.Locator("#badge").InnerTextAsync()).ShouldBe("✓ accepted");
        (await page.Page.Locator("#status").InnerTextAsync()).ShouldEndWith("what was checked holds, not everything was checked.");
        (await page.Page.Locator("#status").GetAttributeAsync("role")).ShouldBe("status", "what comes is announced to those who do not see it");
        (await page.Page.Locator("#stages .done").CountAsync()).ShouldBe(6);

        await page.TabToAsync("#marked mark");
        await keyboard.PressAsync("Enter");
        (await page.FocusAsync("it.getAttribute('role') + it.getAttribute('aria-pressed')")).ShouldBe("buttontrue", "what a mark lights up needs no mouse");
        (await page.Page.EvaluateAsync<string>(ExplorerPage.LitPaths)).ShouldNotBeEmpty();
        await keyboard.PressAsync("Escape");

        await page.TabToAsync(".node");
        string first = await page.FocusAsync("it.getAttribute('aria-label')");
        (await page.Page.Locator(".node[tabindex='0']").CountAsync()).ShouldBe(1, "the drawing is one stop");
        await keyboard.PressAsync("ArrowRight");
        string second = await page.FocusAsync("it.getAttribute('aria-label')");
        second.ShouldNotBe(first);
        second.ShouldContain("disease");
        await keyboard.PressAsync("ArrowLeft");
        await keyboard.PressAsync("End");
        string last = await page.FocusAsync("it.getAttribute('aria-label')");
        last.ShouldContain("option");
        await keyboard.PressAsync("Home");
        (await page.FocusAsync("it.getAttribute('aria-label')")).ShouldBe(first);
        await keyboard.PressAsync("Enter");
        (await page.FocusAsync("it.getAttribute('aria-pressed')")).ShouldBe("true");
        first.ShouldContain(await page.Page.Locator("#detail strong").First.InnerTextAsync());
        await keyboard.PressAsync("Escape");
        (await page.FocusAsync("it.getAttribute('aria-pressed')")).ShouldBe("false");

        await page.TabToAsync("#steps .ordinal");
        (await page.FocusAsync("!!it.closest('svg')")).ShouldBe("false");
        string cited = await page.FocusAsync("[...it.closest('li').querySelectorAll('.cite')].map(mark => mark.textContent).join(' ')");
        (await page.Page.EvaluateAsync<string>(ExplorerPage.LitPaths)).ShouldBe(cited, "focus lights up what the step cites");
        await keyboard.PressAsync("Enter");
        (await page.Page.Locator("#detail .path > strong").AllInnerTextsAsync()).ShouldBe(cited.Split(' '), "what is chosen is described in words");
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Entities_are_marked_where_the_question_names_them()
    {
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        (await page.ExplainSampleAsync(2)).ShouldBe("✓ accepted");
        (await page.Page.Locator("#marked mark").AllInnerTextsAsync()).ShouldBe(["hypertension", "cough", "angioedema", "feverdenied", "wheezingdenied", "hyperkalemia"]);
        (await page.Page.Locator("#marked mark.absent").AllInnerTextsAsync()).ShouldBe(["feverdenied", "wheezingdenied"]);
        (await page.Page.EvaluateAsync<string>("() => { const copy = document.getElementById('marked').cloneNode(true); copy.querySelectorAll('.tag').forEach(tag => tag.remove()); return copy.textContent; }"))
            .ShouldBe(await page.Page.InputValueAsync("#question"), "marks change no letter");
        (await page.Page.Locator("#compared mark").AllInnerTextsAsync()).ShouldBe(["ADRB1", "ACE", "CACNA1C", "SLC12A3"]);
        (await page.Page.Locator("#compared .chosen").InnerTextAsync()).ShouldContain("right, and reached");
        (await page.Page.Locator("#steps .step").CountAsync()).ShouldBe(5);
        (await page.Page.Locator("#steps .good").CountAsync()).ShouldBe(4, "four steps hold and one is background");
        (await page.Page.Locator("#measures strong").AllInnerTextsAsync()).ShouldBe(["100 %", "100 %", "80 %"]);
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_step_lights_its_paths_and_an_entity_its_own()
    {
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        await page.ExplainSampleAsync(2);
        ILocator step = page.Page.Locator("#steps .step").Nth(1);
        await step.HoverAsync();
        const string Expected = "ACE, Angioedema, Cough, Hyperkalemia, Lisinopril";
        (await page.Page.EvaluateAsync<string>(ExplorerPage.LitNodes)).ShouldBe(Expected);
        await page.Page.Mouse.MoveAsync(2, 2);
        (await page.Page.EvaluateAsync<string>(ExplorerPage.LitNodes)).ShouldBeEmpty();
        await step.Locator("p").ClickAsync();
        await page.Page.Mouse.MoveAsync(2, 2);
        (await page.Page.EvaluateAsync<string>(ExplorerPage.LitNodes)).ShouldBe(Expected, "what is clicked stays lit");
        (await step.Locator(".ordinal").GetAttributeAsync("aria-pressed")).ShouldBe("true");
        (await page.Page.Locator("#marked mark.on").AllInnerTextsAsync()).ShouldBe(["cough", "angioedema", "hyperkalemia"]);

        await page.Page.Locator(".node", new PageLocatorOptions { HasTextString = "Amlodipine" }).ClickAsync();
        await page.Page.Mouse.MoveAsync(2, 2);
        (await page.Page.EvaluateAsync<string>(ExplorerPage.LitNodes)).ShouldBe("Amlodipine, CACNA1C, hypertension");
        (await step.Locator(".ordinal").GetAttributeAsync("aria-pressed")).ShouldBe("false");
        (await page.Page.Locator("#detail .links li").AllInnerTextsAsync()).ShouldBe(["Amlodipine is indicated for hypertension", "Amlodipine targets CACNA1C"]);

        await page.Page.Locator("#marked mark", new PageLocatorOptions { HasTextString = "cough" }).ClickAsync();
        (await page.Page.EvaluateAsync<string>(ExplorerPage.LitNodes)).ShouldBe("ACE, Cough, Lisinopril");

        int cited = await page.Page.Locator(".node").CountAsync();
        await page.Page.CheckAsync("#more");
        (await page.Page.Locator(".node").CountAsync()).ShouldBeGreaterThan(cited);
        page.Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, 360, ColorScheme.Light)]
    [InlineData(2, 390, ColorScheme.Light)]
    [InlineData(4, 360, ColorScheme.Dark)]
    [InlineData(20, 768, ColorScheme.Light)]
    [InlineData(16, 768, ColorScheme.Dark)]
    [InlineData(1, 1280, ColorScheme.Light)]
    [InlineData(27, 1280, ColorScheme.Dark)]
    [InlineData(25, 320, ColorScheme.Light)]
    public async Task The_page_fits_its_window_and_is_accessible(int sample, int width, ColorScheme scheme)
    {
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address, width, scheme);
        (await page.AuditAsync()).ShouldBeEmpty("before a question");
        await page.ExplainSampleAsync(sample);
        await page.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(details => { details.open = true; })");
        (await page.AuditAsync()).ShouldBeEmpty();
        if (await page.Page.Locator(".node").CountAsync() > 0)
        {
            await page.Page.Locator(".node").First.FocusAsync();
            await page.Page.Keyboard.PressAsync("Enter");
            (await page.AuditAsync()).ShouldBeEmpty("with an entity chosen");
        }

        int dark = await page.Page.EvaluateAsync<int>("() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).reduce((sum, part) => sum + part)");
        (dark < 200).ShouldBe(scheme == ColorScheme.Dark);
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Drawings_of_the_samples_keep_entities_and_words_apart()
    {
        bool isLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        int drawn = 0;
        for (int sample = 1; sample <= 32; sample += isLong ? 1 : 5)
        {
            await page.ExplainSampleAsync(sample);
            if (await page.Page.Locator("#more-field").IsVisibleAsync())
            {
                await page.Page.CheckAsync("#more");
            }

            if (await page.Page.Locator(".node").CountAsync() > 0)
            {
                drawn++;
                (await page.Page.EvaluateAsync<string[]>(PageAudit.Drawing)).ShouldBeEmpty($"sample {sample}");
            }
        }

        drawn.ShouldBeGreaterThan(5);
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Steps_are_provisional_until_the_verdict()
    {
        var held = new HeldStage(verifier: new GroundingVerifier());
        await using RunningExplorer slow = await RunningExplorer.StartAsync(services =>
            services.AddSingleton<IChainVerifier>(held));
        await using OpenPage page = await chromium.OpenExplorerAsync(slow.Address);
        await page.Page.ClickAsync("#go");
        await page.Page.WaitForSelectorAsync("#steps .step");
        (await page.Page.Locator("#provisional").IsVisibleAsync()).ShouldBeTrue();
        (await page.Page.Locator("#verdict").IsVisibleAsync()).ShouldBeFalse();
        (await page.Page.Locator("#stages .now .name").InnerTextAsync()).ShouldBe("Verdict");
        (await page.Page.Locator("#steps .checks > span").Nth(1).InnerTextAsync()).ShouldBe("not checked yet");
        held.Open();
        await page.Page.WaitForSelectorAsync("#badge:not(:empty)");
        (await page.Page.Locator("#provisional").IsVisibleAsync()).ShouldBeFalse();
        (await page.Page.Locator("#steps .checks > span").Nth(1).InnerTextAsync()).ShouldBe("✓ holds in the graph");
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Work_can_be_stopped()
    {
        var held = new HeldStage(new EntityLinker());
        await using RunningExplorer slow = await RunningExplorer.StartAsync(services => services.AddSingleton<IEntityLinker>(held));
        await using OpenPage page = await chromium.OpenExplorerAsync(slow.Address);
        await page.Page.ClickAsync("#go");
        await page.Page.WaitForSelectorAsync("#stages .now");
        await page.Page.ClickAsync("#stop");
        await Assertions.Expect(page.Page.Locator("#badge")).ToHaveTextAsync("stopped");
        await held.Cancelled.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_question_that_is_refused_leaves_no_earlier_one_at_work()
    {
        var held = new HeldStage(new EntityLinker());
        await using RunningExplorer slow = await RunningExplorer.StartAsync(
            services => services.AddSingleton<IEntityLinker>(held), "--Explorer:RequestsAtOnce", "2", "--Explorer:RequestsPerMinute", "1");
        await using OpenPage page = await chromium.OpenExplorerAsync(slow.Address);
        await page.Page.ClickAsync("#go");
        await held.ReachAsync(1);

        // The form closes when the answer begins, which may be after the stage was reached.
        await page.Page.WaitForSelectorAsync("#ask:not([open])", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        await page.Page.EvaluateAsync("() => { document.getElementById('ask').open = true; }");
        await page.Page.ClickAsync("#go");
        await held.Cancelled.WaitAsync(TimeSpan.FromSeconds(5));
        await held.ReachAsync(1);
        (await page.Page.Locator("#go").GetAttributeAsync("aria-busy")).ShouldBe("true", "the second one is still at work");
        await page.Page.WaitForSelectorAsync("#ask:not([open])", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        await page.Page.WaitForSelectorAsync("#badge:empty", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });

        await page.Page.EvaluateAsync("() => { document.getElementById('ask').open = true; }");
        await page.Page.ClickAsync("#go");
        await page.Page.WaitForSelectorAsync("#form-error:not(:empty)");
        (await page.Page.Locator("#form-error").InnerTextAsync()).ShouldStartWith("This address has sent too many questions.");
        await Assertions.Expect(page.Page.Locator("#badge")).ToHaveTextAsync("stopped");
        await Assertions.Expect(page.Page.Locator("#result-title")).ToHaveTextAsync("No outcome");
        await Assertions.Expect(page.Page.Locator("#result")).ToHaveAttributeAsync("aria-busy", "false");
        (await page.Page.Locator("#stop").IsVisibleAsync()).ShouldBeFalse();
        (await page.Page.Locator("#go[aria-busy]").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_graph_that_cannot_be_told_is_said_and_samples_are_offered_all_the_same()
    {
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        await page.Page.RouteAsync("**/api/graph", route => route.FulfillAsync(new RouteFulfillOptions { Status = 500, Body = "{}" }));
        await page.Page.ReloadAsync();
        await page.Page.WaitForSelectorAsync("#form-error:not(:empty)");
        (await page.Page.Locator("#form-error").InnerTextAsync()).ShouldBe("The server did not send its graph: it answered 500.");
        (await page.Page.InputValueAsync("#question")).ShouldNotBeEmpty();
        (await page.SubmitAsync()).ShouldBe("✓ accepted", "a chain needs no phrases to be shown");
    }

    [Fact]
    public async Task Doubt_is_shown_and_citations_bear_the_numbers_of_the_text()
    {
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        await page.ExplainSampleAsync(2);
        (await page.Page.Locator("#grade").InnerTextAsync()).ShouldBeEmpty("with every path counted, nothing is graded");
        (await page.Page.Locator("#answer-link").InnerTextAsync()).ShouldBe("The answer in the graph: ACE (STARTER:gene-ACE, exact, covers 100 % of the words)");
        (await page.Page.Locator("#lean").InnerTextAsync()).ShouldBe("By itself the graph leans to B.");
        (await page.Page.Locator("#compared li").First.InnerTextAsync()).ShouldContain("in the graph ADRB1 (STARTER:gene-ADRB1, exact");
        (await page.Page.Locator("#status").InnerTextAsync()).ShouldNotContain("every check passed");
        (await page.Page.Locator("#findings").InnerTextAsync()).ShouldContain("Not checked");

        string text = await page.Page.EvaluateAsync<string>("""
            async () => {
              const body = { question: document.getElementById('question').value, options: {}, answer: 'B' };
              document.querySelectorAll('#options [type=text]').forEach((input, i) => { body.options['ABCD'[i]] = input.value; });
              const reply = await fetch('api/explain', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
              return (await reply.json()).result.chain.text;
            }
            """);
        string[] written = [.. text.Split('\n').SkipWhile(line => line != ChainSections.Process).Skip(1).TakeWhile(line => line.Length > 0)
            .Select(line => line.EndsWith(']') ? line[(line.LastIndexOf('[') + 1)..^1] : string.Empty)];
        string[] shown = await page.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#steps .step')].map(step => [...step.querySelectorAll('.cite')].map(mark => mark.textContent).join(', '))");
        shown.ShouldBe(written);
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_grade_of_the_evidence_stands_beside_the_outcome()
    {
        await using RunningExplorer graded = await RunningExplorer.StartAsync();
        await using OpenPage page = await chromium.OpenExplorerAsync(graded.Address);
        await page.ExplainSampleAsync(4);
        (await page.Page.Locator("#grade").InnerTextAsync()).ShouldBe("evidence: discriminating");
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_shows_its_edges_and_arrows_run_along_the_relation()
    {
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        await page.ExplainSampleAsync(2);
        ILocator words = page.Page.Locator(".words", new PageLocatorOptions { HasTextString = "is indicated" }).First;
        await words.DispatchEventAsync("click");
        string edge = await page.Page.Locator("#detail .links li").First.InnerTextAsync();
        edge.ShouldContain(" is indicated for ");

        // The disease stands on the left, where the arrow of a drug's indication ends.
        string place = await page.Page.EvaluateAsync<string>("""
            () => {
              const words = [...document.querySelectorAll('.words')].find(group => group.textContent.includes('is indicated'));
              const link = document.querySelector(`.link[data-from="${words.dataset.from}"][data-to="${words.dataset.to}"]`);
              const head = link.querySelector('.head').getBBox();
              const [left, right] = [words.dataset.from, words.dataset.to].map(index => document.querySelector(`.node[data-node="${index}"] .box`).getBBox());
              return Math.abs(head.x - left.x - left.width) < Math.abs(head.x - right.x) ? 'left' : 'right';
            }
            """);
        place.ShouldBe("left");
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_question_is_kept_in_an_address_and_its_result_in_files()
    {
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        await page.ExplainSampleAsync(5);
        string asked = await page.Page.InputValueAsync("#question");
        string title = await page.Page.Locator("#result-title").InnerTextAsync();
        string address = await page.Page.EvaluateAsync<string>("() => document.getElementById('permalink').href");
        foreach ((string button, string name, string content) in ((string, string, string)[])
            [("#save-json", "result.json", "\"outcome\": \"accepted\""), ("#save-svg", "evidence.svg", "xmlns=\"http://www.w3.org/2000/svg\""), ("#save-html", "result.html", "<!DOCTYPE html>")])
        {
            IDownload download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.ClickAsync(button));
            download.SuggestedFilename.ShouldBe(name);
            (await File.ReadAllTextAsync(await download.PathAsync())).ShouldContain(content, Case.Insensitive);
        }

        page.Problems.Where(problem => !problem.StartsWith("request: blob:", StringComparison.Ordinal)).ShouldBeEmpty();
        await using OpenPage other = await chromium.OpenAsync(new Uri(address));
        await other.Page.WaitForSelectorAsync("#result[aria-busy=false] #badge:not(:empty)");
        (await other.Page.InputValueAsync("#question")).ShouldBe(asked);
        (await other.Page.Locator("#result-title").InnerTextAsync()).ShouldBe(title);

        foreach (string wrong in (string[])["#q=", "#q=%%%", "#q=bnVsbA", "#q=eyJxdWVzdGlvbiI6MX0", "#other"])
        {
            await using OpenPage broken = await chromium.OpenExplorerAsync(new Uri(explorer.Address, wrong));
            (await broken.Page.Locator("#result").IsVisibleAsync()).ShouldBeFalse(wrong);
            (await broken.Page.InputValueAsync("#question")).ShouldNotBeEmpty("the sample stands there");
        }
    }

    [Fact]
    public async Task The_graph_is_searched_and_expanded()
    {
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        await page.ExplainSampleAsync(2);
        await page.Page.FillAsync("#seek", "lisinopril");
        await page.Page.PressAsync("#seek", "Enter");
        await page.Page.WaitForSelectorAsync("#found .entry");
        (await page.Page.Locator(".node.found").GetAttributeAsync("aria-label"))!.ShouldContain("Lisinopril");
        await page.Page.Locator("#found .entry button").ClickAsync();
        await page.Page.WaitForSelectorAsync("#found .links li");
        (await page.Page.Locator("#found .links li").AllInnerTextsAsync()).ShouldContain(text => text.StartsWith("Lisinopril has the side effect Cough", StringComparison.OrdinalIgnoreCase));
        (await page.Page.Locator("#found .entry button").GetAttributeAsync("aria-expanded")).ShouldBe("true");
        await page.Page.FillAsync("#seek", "qqqq");
        await page.Page.PressAsync("#seek", "Enter");
        await page.Page.WaitForFunctionAsync("() => document.getElementById('found').textContent === 'The graph knows no such name.'");
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_form_offers_as_many_options_as_the_server_takes()
    {
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        while (await page.Page.Locator("#add").IsVisibleAsync())
        {
            await page.Page.ClickAsync("#add");
        }

        (await page.Page.Locator("#options > li").CountAsync()).ShouldBe(26);
    }

    [Fact]
    public async Task What_is_wrong_is_told_at_its_field_and_has_the_focus()
    {
        await using RunningExplorer strict = await RunningExplorer.StartAsync(null, "--Explorer:RequestsAtOnce", "3", "--Explorer:RequestsPerMinute", "1");
        await using OpenPage page = await chromium.OpenExplorerAsync(strict.Address);
        await page.Page.FillAsync("#question", string.Empty);
        await page.SubmitAsync();
        (await page.FocusAsync("it.id + it.getAttribute('aria-invalid') + document.getElementById(it.getAttribute('aria-describedby')).textContent")).ShouldBe("questiontrueExpected a text that is not blank.");

        await page.Page.FillAsync("#question", Questions.Text);
        await page.Page.FillAsync("input[aria-label='Option B']", new string('x', 4_001));
        await page.SubmitAsync();
        (await page.FocusAsync("it.getAttribute('aria-label') + ': ' + document.getElementById(it.getAttribute('aria-describedby')).textContent"))
            .ShouldBe("Option B: Expected at most 4000 characters, found 4001.");
        (await page.Page.Locator("#question-error").InnerTextAsync()).ShouldBeEmpty();

        await page.Page.ClickAsync("button[aria-label='Remove option B']");
        await page.SubmitAsync();
        (await page.FocusAsync("it.getAttribute('aria-label')")).ShouldBe("Option A is right");
        (await page.Page.Locator("#answer_label-error").InnerTextAsync()).ShouldBe("Expected a text, found nothing.");

        await page.SubmitAsync();
        (await page.Page.Locator("#form-error").InnerTextAsync()).ShouldMatch(@"^This address has sent too many questions\. Try again in \d+ seconds?\.$");
        page.Problems.ShouldAllBe(problem => problem.Contains("status of 4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_is_not_known_is_found_and_an_open_one_explained()
    {
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address);
        await page.Page.SelectOptionAsync("#sample", "5");
        await page.Page.SelectOptionAsync("#mode", "answer");
        (await page.Page.Locator("#options [type=radio]").First.IsVisibleAsync()).ShouldBeFalse();
        (await page.SubmitAsync()).ShouldBe("✓ accepted");
        (await page.Page.Locator("#result-title").InnerTextAsync()).ShouldBe("Found C. Gitelman syndrome");
        (await page.Page.Locator("#provenance").InnerTextAsync()).ShouldContain("the answer is not known");

        (await page.ExplainSampleAsync(25)).ShouldBe("✓ accepted");
        (await page.Page.Locator("#result-title").InnerTextAsync()).ShouldBe("Why Rheumatoid arthritis");
        (await page.Page.Locator("#contrast").IsVisibleAsync()).ShouldBeFalse();

        (await page.ExplainSampleAsync(27)).ShouldBe("✕ rejected");
        (await page.Page.Locator("#result-title").InnerTextAsync()).ShouldBe("No chain was written");
        (await page.Page.Locator("#status").InnerTextAsync()).ShouldContain("no path");
        page.Problems.ShouldBeEmpty();
    }
}
