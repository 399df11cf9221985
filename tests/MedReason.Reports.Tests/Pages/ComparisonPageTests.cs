using MedReason.Evaluation;
using MedReason.Evaluation.Tests;
using MedReason.Tests;
using Microsoft.Playwright;

namespace MedReason.Reports.Tests;

[Collection(SharedChromium.Name)]
public sealed class ComparisonPageTests(Chromium chromium)
{
    [Theory]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(768, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task A_comparison_is_accessible_fits_its_window_and_draws_an_interval_for_every_run(int width, ColorScheme scheme)
    {
        var comparison = RunComparison.Of(
            [
                MadeRun.Of("base", "medqa", i => i < 60 ? "A" : "B", contaminatedTo: 40, subject: "Cardiology"),
                MadeRun.Of("ours", "medqa", i => i is >= 20 and < 90 ? "A" : i < 90 ? "B" : null, failedFrom: 95, contaminatedTo: 40, subject: "Cardiology"),
                MadeRun.Of("base", "medmcqa", i => i < 95 ? "A" : "B"),
                MadeRun.Of("ours", "medmcqa", _ => "A"),
            ],
            [],
            seed: 1);
        await using OpenPage page = await chromium.OpenAsync(ComparisonPage.Render(comparison), width, scheme);
        (await page.AuditAsync()).ShouldBeEmpty();
        (await page.Page.EvaluateAsync<string[]>(PageAudit.Alive)).ShouldBeEmpty();
        page.Problems.ShouldBeEmpty();
        (await page.Page.Locator("tbody tr svg").CountAsync()).ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task No_hostile_text_comes_alive_in_a_comparison()
    {
        EvaluatedRun[] runs = [.. HostileText.All.SelectMany(hostile => (EvaluatedRun[])
        [
            MadeRun.Of("a" + hostile.Text, hostile.Text, _ => "A", count: 3, subject: hostile.Text),
            MadeRun.Of("b" + hostile.Text, hostile.Text, _ => "B", count: 3, subject: hostile.Text),
        ])];
        await using OpenPage page = await chromium.OpenAsync(ComparisonPage.Render(RunComparison.Of(runs, [], seed: 1)));
        (await page.Page.EvaluateAsync<string[]>(PageAudit.Alive)).ShouldBeEmpty();
        page.Problems.ShouldBeEmpty();
    }
}
