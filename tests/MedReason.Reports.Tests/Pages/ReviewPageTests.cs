using System.Globalization;
using System.Text.Json;
using MedReason.Evaluation;
using MedReason.Tests;
using Microsoft.Playwright;

namespace MedReason.Reports.Tests;

[Collection(SharedChromium.Name)]
public sealed class ReviewPageTests(Chromium chromium)
{
    // Rates what is on the screen as a hurried person would, by clicks, and goes on; the rating depends on the key alone.
    private const string Rate = """
        count => {
          const set = JSON.parse(document.getElementById('review-data').textContent);
          for (let i = 0; i < count; i++) {
            const at = Number(document.getElementById('progress').textContent.split(' ')[0]) - 1;
            const mark = parseInt(set.items[at].key.slice(0, 6), 16);
            document.querySelectorAll('.steps > li').forEach((step, j) => step.querySelectorAll('input')[(mark + j) % 4].click());
            if (mark % 10 === 0) {
              document.getElementById('cannot-judge').click();
            } else {
              document.querySelectorAll('input[name=correctness]')[mark % 5].click();
              document.querySelectorAll('input[name=completeness]')[(mark >> 2) % 5].click();
              document.querySelectorAll('input[name=harm]')[(mark >> 3) % 4].click();
              document.querySelectorAll('input[name=overall]')[(mark >> 4) % 5].click();
            }
            const comment = document.getElementById('comment');
            comment.value = 'seen ' + set.items[at].key;
            comment.dispatchEvent(new Event('input'));
            document.getElementById('next').click();
          }
        }
        """;

    [Fact]
    public async Task Two_hundred_chains_are_rated_closed_half_way_opened_again_and_exported()
    {
        var set = ReviewSet.Create([.. Enumerable.Range(0, 200).Select(index => Row(index, $"Question {index}?"))], 0.1, 7);
        set.Items.Count.ShouldBe(220);
        byte[] html = ReviewPage.Render(set);
        await using OpenPage page = await chromium.OpenAsync(html);
        await BeginAsync(page.Page);
        await page.Page.EvaluateAsync(Rate, 110);

        await page.LoadAsync(html);
        (await page.Page.Locator("#progress").InnerTextAsync()).ShouldBe("111 of 220, 110 rated");
        (await page.Page.Locator("#start").IsVisibleAsync()).ShouldBeFalse();
        await page.Page.EvaluateAsync(Rate, 110);
        (await page.Page.Locator("#progress").InnerTextAsync()).ShouldBe("220 of 220, 220 rated");

        JsonElement file = await ExportAsync(page.Page);
        file.GetProperty("format").GetString().ShouldBe(ReviewFile.Format);
        file.GetProperty("rater").GetString().ShouldBe("rater one");
        file.GetProperty("specialty").GetString().ShouldBe("Nephrology");
        foreach (ReviewItem item in set.Items)
        {
            JsonElement rating = file.GetProperty("ratings").GetProperty(item.Key);
            int mark = int.Parse(item.Key[..6], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            rating.GetProperty("comment").GetString().ShouldBe("seen " + item.Key);
            rating.GetProperty("cannotJudge").GetBoolean().ShouldBe(mark % 10 == 0);
            rating.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString())
                .ShouldBe(Enumerable.Range(0, item.Chains[0].Steps.Count).Select(step => ((string[])["supported", "unsupported", "wrong", "harmful"])[(mark + step) % 4]));
            if (mark % 10 != 0)
            {
                rating.GetProperty("overall").GetString().ShouldBe((1 + ((mark >> 4) % 5)).ToString(CultureInfo.InvariantCulture));
            }

            file.GetProperty("items").GetProperty(item.Key).GetProperty("id").GetString().ShouldBe(item.Question.Id);
            file.GetProperty("items").GetProperty(item.Key).GetProperty("repeatOf").GetString().ShouldBe(item.RepeatOf);
        }

        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_saved_file_is_taken_up_in_another_browser_and_a_foreign_one_refused()
    {
        ReviewSet Share(int rater) => ReviewSet.Create([.. Enumerable.Range(0, 20).Select(index => Row(index, $"Question {index}?"))], 0, 1, overlap: 4, raters: 2, rater);
        byte[] html = ReviewPage.Render(Share(1));
        string saved;
        await using (OpenPage first = await chromium.OpenAsync(html))
        {
            await BeginAsync(first.Page);
            await first.Page.EvaluateAsync(Rate, 5);
            saved = (await ExportAsync(first.Page)).GetRawText();
        }

        await using OpenPage second = await chromium.OpenAsync(html);
        await ImportAsync(second.Page, "{\"format\":\"medreason-review-1\",\"review\":\"another\",\"ratings\":{}}");
        (await second.Page.Locator("#saved").InnerTextAsync()).ShouldBe("That file is not one of this page.");
        await ImportAsync(second.Page, "no json");
        (await second.Page.Locator("#saved").InnerTextAsync()).ShouldBe("That file is not one of this page.");
        await using (OpenPage other = await chromium.OpenAsync(ReviewPage.Render(Share(2))))
        {
            await ImportAsync(other.Page, saved);
            (await other.Page.Locator("#saved").InnerTextAsync()).ShouldBe("That file is not one of this page.");
        }

        await ImportAsync(second.Page, saved);
        (await second.Page.Locator("#progress").InnerTextAsync()).ShouldBe("6 of 12, 5 rated");
        (await ExportAsync(second.Page)).GetRawText().ShouldBe(saved);
        second.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Gold_verdict_and_model_are_shown_after_the_rating_which_then_stands()
    {
        var set = ReviewSet.Create([Row(0, "Which?")], 0, 1);
        await using OpenPage page = await chromium.OpenAsync(ReviewPage.Render(set));
        await BeginAsync(page.Page);
        string before = await page.Page.EvaluateAsync<string>("() => document.querySelector('.review').textContent");
        before.ShouldNotContain("model-7");
        before.ShouldNotContain("rejected");
        (await page.Page.Locator("#reveal").IsDisabledAsync()).ShouldBeTrue();

        await page.Page.EvaluateAsync(Rate.Replace("document.getElementById('next').click();", string.Empty, StringComparison.Ordinal), 1);
        await page.Page.Locator("#reveal").ClickAsync();
        string facts = await page.Page.Locator("#revealed").InnerTextAsync();
        facts.ShouldContain("model-7");
        facts.ShouldContain("rejected");
        facts.ShouldContain("A. Gold 0");
        (await page.Page.Locator("input[name=overall]").First.IsDisabledAsync()).ShouldBeTrue();
        (await page.Page.Locator("input[name=flag-0]").First.IsDisabledAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_chain_is_rated_by_keyboard_alone()
    {
        await using OpenPage page = await chromium.OpenAsync(ReviewPage.Render(ReviewSet.Create([Row(0, "One?"), Row(1, "Two?")], 0, 1)));
        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.Keyboard.TypeAsync("snapdw");
        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.Keyboard.TypeAsync("Neph");
        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.Keyboard.TypeAsync("sw");
        await page.Page.Keyboard.TypeAsync("a4");
        foreach (string scale in (string[])["correctness", "completeness", "harm"])
        {
            await page.Page.Locator($"input[name={scale}]").First.FocusAsync();
            await page.Page.Keyboard.PressAsync("ArrowRight");
        }

        await page.Page.Keyboard.PressAsync("n");
        (await page.Page.Locator("#progress").InnerTextAsync()).ShouldBe("2 of 2, 1 rated");
        JsonElement file = await ExportAsync(page.Page);
        file.GetProperty("rater").GetString().ShouldBe("snapdw");
        JsonElement rating = file.GetProperty("ratings").EnumerateObject().First(entry => entry.Value.TryGetProperty("overall", out _)).Value;
        rating.GetProperty("overall").GetString().ShouldBe("4");
        rating.GetProperty("correctness").GetString().ShouldBe("2");
        rating.GetProperty("harm").GetString().ShouldBe("mild");
        rating.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()).ShouldBe(["supported", "wrong", "supported"]);
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_chains_are_chosen_between_with_sides_by_chance()
    {
        var set = ReviewSet.Create([.. Enumerable.Range(0, 60).Select(index => Row(index, "Which?", isPair: true))], 0.2, 3);
        set.Items.Take(60).Count(item => item.Chains[0].Side == "run").ShouldBeInRange(18, 42);
        ReviewItem repeat = set.Items[^1];
        repeat.Chains[0].Side.ShouldNotBe(set.Items.Single(item => item.Key == repeat.RepeatOf).Chains[0].Side);
        await using OpenPage page = await chromium.OpenAsync(ReviewPage.Render(set));
        await BeginAsync(page.Page);
        foreach (string key in (string[])["l", "n", "t", "n", "r"])
        {
            await page.Page.Keyboard.PressAsync(key);
        }

        JsonElement file = await ExportAsync(page.Page);
        set.Items.Take(3).Select(item => file.GetProperty("ratings").GetProperty(item.Key).GetProperty("preference").GetString()).ShouldBe(["left", "tie", "right"]);
        set.Items.ShouldAllBe(item => file.GetProperty("items").GetProperty(item.Key).GetProperty("sides")[0].GetString() == item.Chains[0].Side);
    }

    [Theory]
    [InlineData(320, ColorScheme.Light, false)]
    [InlineData(768, ColorScheme.Dark, true)]
    [InlineData(1280, ColorScheme.Light, true)]
    [InlineData(1280, ColorScheme.Dark, false)]
    public async Task The_page_is_accessible_and_fits_its_window(int width, ColorScheme scheme, bool isPair)
    {
        await using OpenPage page = await chromium.OpenAsync(ReviewPage.Render(ReviewSet.Create([Row(0, "A rather long question?", isPair)], 0, 1)), width, scheme);
        (await page.AuditAsync()).ShouldBeEmpty();
        await BeginAsync(page.Page);
        (await page.AuditAsync()).ShouldBeEmpty();
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hundred_hostile_texts_in_every_field_run_nothing()
    {
        string[] texts = [.. HostileText.All.Select(entry => entry.Text).Where((_, index) => index % 3 == 0)];
        texts.Length.ShouldBe(100);
        ReviewSet set = ReviewSet.Create(
            [.. texts.Select((text, index) => (index.ToString(CultureInfo.InvariantCulture) + text, Question(text, text), (IReadOnlyList<ReviewChain>)[Chain(text, text)]))], 0, 1);
        await using OpenPage page = await chromium.OpenAsync(ReviewPage.Render(set));
        await BeginAsync(page.Page, "<img src=x onerror=\"window.hit=1\">");
        for (int i = 0; i < set.Items.Count; i++)
        {
            string text = set.Items[i].Question.Text;
            await page.Page.EvaluateAsync(
                """
                text => {
                  document.querySelectorAll('.steps > li').forEach(step => step.querySelector('input').click());
                  document.getElementById('cannot-judge').click();
                  const comment = document.getElementById('comment');
                  comment.value = text;
                  comment.dispatchEvent(new Event('input'));
                  document.getElementById('reveal').click();
                }
                """,
                text);
            (await page.Page.EvaluateAsync<string[]>(PageAudit.Alive)).ShouldBeEmpty(text);
            await page.Page.EvaluateAsync("() => document.getElementById('next').click()");
        }

        string saved = (await ExportAsync(page.Page)).GetRawText();
        await ImportAsync(page.Page, saved);
        (await page.Page.EvaluateAsync<string[]>(PageAudit.Alive)).ShouldBeEmpty();
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Agreement_of_saved_files_is_that_of_the_textbook_formula_on_the_same_ratings()
    {
        var set = ReviewSet.Create([.. Enumerable.Range(0, 40).Select(index => Row(index, $"Question {index}?"))], 0.25, 5);
        var files = new List<ReviewFile>();
        using var folder = new TemporaryFiles();
        for (int rater = 0; rater < 3; rater++)
        {
            await using OpenPage page = await chromium.OpenAsync(ReviewPage.Render(set));
            await BeginAsync(page.Page, $"rater {rater}");

            // Raters differ, and some see less: the second rates 30 items, the third another way where the key says so.
            string rate = Rate.Replace("(mark >> 4) % 5", $"((mark >> 4) + (mark % 3 === 0 ? {rater} : 0)) % 5", StringComparison.Ordinal);
            await page.Page.EvaluateAsync(rate, rater == 1 ? 30 : 50);
            files.Add(await ReviewFile.ReadAsync(folder.Write($"{rater}.json", (await ExportAsync(page.Page)).GetRawText()), [ReviewHandout.Of(set)], CancellationToken.None));
        }

        // The ratings as the script gave them, not as the files record them.
        var units = new List<int[]>();
        for (int i = 0; i < 40; i++)
        {
            int mark = int.Parse(set.Items[i].Key[..6], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            units.Add([.. Enumerable.Range(0, 3).Where(rater => mark % 10 != 0 && (rater != 1 || i < 30)).Select(rater => 1 + (((mark >> 4) + (mark % 3 == 0 ? rater : 0)) % 5))]);
        }

        ReviewAgreement agreement = ReviewSummary.Create(files).Agree("overall");
        agreement.Ratings.ShouldBe(units.Sum(unit => unit.Length));
        agreement.Alpha.ShouldNotBeNull().ShouldBe(OrdinalAlpha(units), 1e-12);
        agreement.AlphaInterval!.Value.Contains(agreement.Alpha.Value).ShouldBeTrue();
        agreement.Kappa.ShouldNotBeNull().ShouldBe(Kappa([.. units.Where(unit => unit.Length == 3)]), 1e-12);
        (int same, int pairs) = ReviewSummary.Create(files).Repeat("overall");
        pairs.ShouldBeGreaterThan(0);
        same.ShouldBeLessThanOrEqualTo(pairs);
        Should.Throw<ArgumentException>(() => ReviewSummary.Create([files[0], files[0]]));
    }

    // Krippendorff's definition by pairs: 1 - observed over expected disagreement, distances from the cumulated frequencies.
    private static double OrdinalAlpha(List<int[]> units)
    {
        int[][] paired = [.. units.Where(unit => unit.Length > 1)];
        int[] all = [.. paired.SelectMany(unit => unit)];
        double Distance(int a, int b)
        {
            (int low, int high) = (Math.Min(a, b), Math.Max(a, b));
            double between = Enumerable.Range(low, high - low + 1).Sum(value => all.Count(rating => rating == value)) - ((all.Count(rating => rating == low) + all.Count(rating => rating == high)) / 2d);
            return a == b ? 0 : between * between;
        }

        double observed = paired.Sum(unit => unit.SelectMany((a, i) => unit.Where((_, j) => j != i).Select(b => Distance(a, b))).Sum() / (unit.Length - 1)) / all.Length;
        double expected = all.SelectMany((a, i) => all.Where((_, j) => j != i).Select(b => Distance(a, b))).Sum() / ((double)all.Length * (all.Length - 1));
        return 1 - (observed / expected);
    }

    private static double Kappa(List<int[]> units)
    {
        double observed = units.Average(unit => unit.SelectMany((a, i) => unit.Where((_, j) => j != i).Select(b => a == b ? 1d : 0)).Average());
        double expected = Enumerable.Range(1, 5).Sum(value => Math.Pow(units.Average(unit => unit.Count(rating => rating == value) / 3d), 2));
        return (observed - expected) / (1 - expected);
    }

    private static async Task BeginAsync(IPage page, string rater = "rater one")
    {
        await page.Locator("#rater").FillAsync(rater);
        await page.Locator("#specialty").SelectOptionAsync("Nephrology");
        await page.Locator("#begin").ClickAsync();
    }

    private static async Task<JsonElement> ExportAsync(IPage page)
    {
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.Locator("#export").ClickAsync());
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllTextAsync(await download.PathAsync()));
        return document.RootElement.Clone();
    }

    // The page reads the file after the event, and says what became of it whether it is taken or refused.
    private static async Task ImportAsync(IPage page, string text)
    {
        await page.EvaluateAsync("() => { document.getElementById('saved').textContent = ''; }");
        await page.Locator("#import").SetInputFilesAsync(
            new FilePayload { Name = "saved.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(text) });
        await Assertions.Expect(page.Locator("#saved")).Not.ToBeEmptyAsync();
    }

    private static (string Id, MedicalQuestion Question, IReadOnlyList<ReviewChain> Chains) Row(int index, string text, bool isPair = false)
    {
        string id = index.ToString(CultureInfo.InvariantCulture);
        return (id, Question(id, text), isPair ? [Chain("run", id), Chain("against", id)] : [Chain("run", id)]);
    }

    private static MedicalQuestion Question(string id, string text) => new()
    {
        Id = id,
        Text = text,
        Options = [new AnswerOption { Label = "A", Text = text }, new AnswerOption { Label = "B", Text = "Other" }],
        Answer = "Gold " + id,
        AnswerLabel = "A",
    };

    private static ReviewChain Chain(string side, string text) => new()
    {
        Side = side,
        Steps = [$"First step, {text}.", text, "A last step."],
        Conclusion = text,
        Model = "model-7 " + text,
        Verdict = "rejected",
    };
}
