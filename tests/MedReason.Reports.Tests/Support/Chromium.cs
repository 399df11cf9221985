using Microsoft.Playwright;

namespace MedReason.Reports.Tests;

/// <summary>Debian's Chromium, started once for all tests; none is ever downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string ExecutablePath = "/usr/bin/chromium";
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("medreason-pages-");
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (File.Exists(ExecutablePath))
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = ExecutablePath, Args = Arguments });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Opens a page from a file, as a person does; skips the calling test, with the reason, where there is no Chromium.</summary>
    internal async Task<OpenPage> OpenAsync(byte[] html, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        IBrowserContext context = await NewContextAsync(width, scheme);
        var page = new OpenPage(context, await context.NewPageAsync(), new Uri(Path.Combine(_folder.FullName, "page.html")));
        await page.LoadAsync(html);
        return page;
    }

    /// <summary>Opens a page of a server; skips as the other does.</summary>
    internal async Task<OpenPage> OpenAsync(Uri address, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        IBrowserContext context = await NewContextAsync(width, scheme);
        var page = new OpenPage(context, await context.NewPageAsync(), address);
        await page.Page.GotoAsync(address.AbsoluteUri);
        return page;
    }

    private async Task<IBrowserContext> NewContextAsync(int width, ColorScheme scheme)
    {
        Assert.SkipWhen(_browser is null, $"Chromium is absent: pages are tested with {ExecutablePath}.");
        return await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 860 },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
        });
    }
}
