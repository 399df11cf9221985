using MedReason.Reports.Tests;
using Microsoft.Playwright;

namespace MedReason.WebExplorer.Tests;

/// <summary>What tests do on the page.</summary>
internal static class ExplorerPage
{
    /// <summary>The paths in words that are lit, by number.</summary>
    public const string LitPaths = "() => [...document.querySelectorAll('#paths > .path')].flatMap((item, i) => item.classList.contains('on') ? [i + 1] : []).join(' ')";

    /// <summary>The names of the entities that are lit in the drawing.</summary>
    public const string LitNodes = "() => document.querySelector('.lit') ? [...document.querySelectorAll('.drawing .node.on')].map(node => [...node.querySelectorAll('.name')].map(name => name.textContent).join(' ')).sort().join(', ') : ''";

    /// <summary>Opens the explorer and waits until it has its samples.</summary>
    public static async Task<OpenPage> OpenExplorerAsync(this Chromium chromium, Uri address, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        OpenPage page = await chromium.OpenAsync(address, width, scheme);
        await page.Page.WaitForFunctionAsync("() => document.getElementById('sample').length > 1 && document.getElementById('graph').textContent.includes('links')");
        return page;
    }

    /// <summary>Chooses a sample by its number, explains it and waits for the outcome.</summary>
    public static async Task<string> ExplainSampleAsync(this OpenPage page, int number)
    {
        await page.Page.EvaluateAsync("() => { document.getElementById('ask').open = true; }");
        await page.Page.SelectOptionAsync("#sample", (number - 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        return await page.SubmitAsync();
    }

    /// <summary>Sends the form and waits for what becomes of it.</summary>
    public static async Task<string> SubmitAsync(this OpenPage page)
    {
        await page.Page.EvaluateAsync("() => { document.getElementById('badge').textContent = ''; document.getElementById('ask').open = true; }");
        await page.Page.ClickAsync("#go");
        await page.Page.WaitForFunctionAsync("() => document.querySelector('#result[aria-busy=false] #badge:not(:empty), #form .error:not(:empty)')");
        return await page.Page.Locator("#badge").InnerTextAsync();
    }

    /// <summary>Presses Tab until the focus is on an element.</summary>
    public static async Task TabToAsync(this OpenPage page, string selector, string key = "Tab")
    {
        for (int i = 0; i < 60; i++)
        {
            await page.Page.Keyboard.PressAsync(key);
            if (await page.Page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }
        }

        throw new ShouldAssertException($"{key} does not lead to {selector}.");
    }

    /// <summary>The value of an expression on the element that has the focus, named <c>it</c>.</summary>
    public static Task<string> FocusAsync(this OpenPage page, string expression) => page.Page.EvaluateAsync<string>($"() => {{ const it = document.activeElement; return String({expression}); }}");
}
