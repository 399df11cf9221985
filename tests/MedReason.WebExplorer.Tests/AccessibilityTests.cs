using MedReason.Reports.Tests;
using Microsoft.Playwright;

namespace MedReason.WebExplorer.Tests;

/// <summary>The page by axe-core, at the widths of a telephone, a tablet and a screen, in light and dark.</summary>
[Collection(SharedChromium.Name)]
public sealed class AccessibilityTests(Chromium chromium, SharedExplorer explorer) : IClassFixture<SharedExplorer>
{
    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(768, ColorScheme.Light)]
    [InlineData(768, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Axe_finds_no_violation_and_nothing_is_outside_the_view(int width, ColorScheme scheme)
    {
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address, width, scheme);
        (await page.FindViolationsAsync()).ShouldBeEmpty("before a question");
        await page.ExplainSampleAsync(4);
        await page.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(details => { details.open = true; })");
        await page.Page.Locator(".node").First.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.FillAsync("#seek", "Metoprolol and cough");
        await page.Page.PressAsync("#seek", "Enter");
        await page.Page.Locator("#found .entry button").First.ClickAsync();
        await page.Page.WaitForSelectorAsync("#found .links li");
        (await page.AuditAsync()).ShouldBeEmpty();
        (await page.FindViolationsAsync()).ShouldBeEmpty();
        if (Environment.GetEnvironmentVariable("MEDREASON_WRITE_PICTURES") is { Length: > 0 } folder)
        {
            string name = $"explorer-{width}-{scheme}.png".ToLowerInvariant();
            await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name), FullPage = true });
        }
    }
}
