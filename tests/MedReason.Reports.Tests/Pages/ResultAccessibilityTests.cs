using Microsoft.Playwright;

namespace MedReason.Reports.Tests;

/// <summary>The page of a result by axe-core, at the widths of a telephone, a tablet and a screen, in light and dark.</summary>
[Collection(SharedChromium.Name)]
public sealed class ResultAccessibilityTests(Chromium chromium)
{
    public static TheoryData<string, int, ColorScheme> Pages => new(
        from question in (string[])["starter-001", "starter-004", "starter-027"]
        from width in (int[])[390, 768, 1280]
        from scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark]
        select (question, width, scheme));

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Axe_finds_no_violation_and_nothing_is_outside_the_view(string question, int width, ColorScheme scheme)
    {
        (ReasoningResult result, KnowledgeGraphMetadata metadata) = await StarterResults.ReasonAsync(question);
        await using OpenPage page = await chromium.OpenAsync(ResultPage.Render(result, metadata), width, scheme);
        await page.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(details => { details.open = true; })");
        (await page.AuditAsync()).ShouldBeEmpty();
        (await page.FindViolationsAsync()).ShouldBeEmpty();
        if (Environment.GetEnvironmentVariable("MEDREASON_WRITE_PICTURES") is { Length: > 0 } folder)
        {
            string name = $"result-{question}-{width}-{scheme}.png".ToLowerInvariant();
            await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name), FullPage = true });
        }
    }
}
