using System.Buffers.Binary;
using MedReason.Reports.Tests;
using MedReason.Tests;
using Microsoft.Playwright;

namespace MedReason.WebExplorer.Tests;

/// <summary>The pictures of the guide: there, small, and of the width that they say. With MEDREASON_WRITE_PICTURES=FOLDER they are taken anew, into that folder.</summary>
[Collection(SharedChromium.Name)]
public sealed class PictureTests(Chromium chromium)
{
    private const int MaxBytes = 200 * 1024;

    [Theory]
    [InlineData("webexplorer-360", 360, 1, ColorScheme.Light)]
    [InlineData("webexplorer-768", 768, 2, ColorScheme.Light)]
    [InlineData("webexplorer-1280", 1280, 1, ColorScheme.Light)]
    [InlineData("webexplorer-1280-dark", 1280, 4, ColorScheme.Dark)]
    public async Task The_guide_shows_the_page(string name, int width, int sample, ColorScheme scheme)
    {
        if (Environment.GetEnvironmentVariable("MEDREASON_WRITE_PICTURES") is { Length: > 0 } folder)
        {
            await TakeAsync(Path.Combine(folder, name + ".png"), width, sample, scheme);
        }

        byte[] picture = await File.ReadAllBytesAsync(Path.Combine(TestData.RepositoryRoot, "docs", "images", name + ".png"));
        picture.Length.ShouldBeLessThan(MaxBytes);
        BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(16)).ShouldBe(width);
        (await File.ReadAllTextAsync(Path.Combine(TestData.RepositoryRoot, "docs", "guides", "web-explorer.md"))).ShouldContain($"../images/{name}.png");
    }

    private async Task TakeAsync(string path, int width, int sample, ColorScheme scheme)
    {
        await using RunningExplorer explorer = await RunningExplorer.StartAsync();
        await using OpenPage page = await chromium.OpenExplorerAsync(explorer.Address, width, scheme);
        await page.ExplainSampleAsync(sample);
        await page.Page.ClickAsync("#steps .step:nth-child(2) > button");
        await page.Page.Mouse.MoveAsync(2, 2);
        await page.Page.EvaluateAsync("() => { document.activeElement.blur(); scrollTo(0, 0); }");
        await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = true });
    }
}
