using Microsoft.Playwright;

namespace MedReason.Reports.Tests;

/// <summary>A page in Chromium, with everything that it asked for or complained of.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _address;

    public OpenPage(IBrowserContext context, IPage page, Uri address)
    {
        _context = context;
        Page = page;
        _address = address;
        page.Request += (_, request) =>
        {
            // A file is all of its page; a server may be asked for more of its own.
            if (address.IsFile ? request.Url.Split('#')[0] != address.AbsoluteUri : !request.Url.StartsWith(address.AbsoluteUri, StringComparison.Ordinal))
            {
                Problems.Add("request: " + request.Url);
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Problems.Add($"console: {message.Text}");
            }
        };
        page.PageError += (_, error) => Problems.Add("error: " + error);
        page.Dialog += (_, dialog) =>
        {
            Problems.Add("dialog: " + dialog.Message);
            _ = dialog.DismissAsync();
        };
        context.Page += (_, other) =>
        {
            if (other != page)
            {
                Problems.Add("window: " + other.Url);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Requests beyond the page itself, script errors, violations of the policy, dialogs and windows.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Loads a page in place of the one that is open, through its file.</summary>
    public async Task LoadAsync(byte[] html)
    {
        await File.WriteAllBytesAsync(_address.LocalPath, html);
        await Page.GotoAsync(_address.AbsoluteUri);
    }

    /// <summary>What an accessibility audit of the page finds; see <see cref="PageAudit"/>.</summary>
    public async Task<IReadOnlyList<string>> AuditAsync() => await Page.EvaluateAsync<string[]>(PageAudit.Script);

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
