using MedReason.Evaluation;
using MedReason.Evaluation.Tests;
using MedReason.Tests;
using Microsoft.Playwright;

namespace MedReason.Reports.Tests;

[Collection(SharedChromium.Name)]
public sealed class EvaluationTablePageTests(Chromium chromium)
{
    [Theory]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    public async Task A_table_is_accessible_fits_its_window_and_draws_an_interval_for_every_run(int width, ColorScheme scheme)
    {
        EvaluationTable table = EvaluationTable.Of(
        [
            .. ((string[])["medqa", "medmcqa", "medbullets", "pubmedqa", "mmlu", "medxpertqa", "hle"]).SelectMany(benchmark => (EvaluatedRun[])
            [
                MadeRun.Of("base", benchmark, i => i < 60 ? "A" : "B"), MadeRun.Of("ours", benchmark, i => i < 90 ? "A" : null, failedFrom: 95),
            ]),
        ]);
        await using OpenPage page = await chromium.OpenAsync(EvaluationTablePage.Render(table), width, scheme);
        (await page.AuditAsync()).ShouldBeEmpty();
        (await page.Page.EvaluateAsync<string[]>(PageAudit.Alive)).ShouldBeEmpty();
        page.Problems.ShouldBeEmpty();
        (await page.Page.Locator("tbody tr svg").CountAsync()).ShouldBe(14);
        (await page.Page.Locator("section[aria-labelledby=table] strong").CountAsync()).ShouldBe(7);
    }

    [Fact]
    public async Task No_hostile_text_comes_alive_in_a_table()
    {
        EvaluatedRun[] runs = [.. HostileText.All.SelectMany(hostile => (EvaluatedRun[])
        [
            MadeRun.Of("a" + hostile.Text, hostile.Text, _ => "A", count: 3), MadeRun.Of("b" + hostile.Text, hostile.Text, _ => "B", failedFrom: 2, count: 3),
        ])];
        await using OpenPage page = await chromium.OpenAsync(EvaluationTablePage.Render(EvaluationTable.Of(runs)));
        (await page.Page.EvaluateAsync<string[]>(PageAudit.Alive)).ShouldBeEmpty();
        page.Problems.ShouldBeEmpty();
    }
}
