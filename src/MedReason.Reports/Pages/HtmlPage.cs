using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>One self-contained page: it fetches nothing, and runs only the script that it holds.</summary>
internal static class HtmlPage
{
    /// <summary>Renders a page in the shared style.</summary>
    /// <param name="title">The title; any text.</param>
    /// <param name="style">The style that the page adds to the shared style; null for none.</param>
    /// <param name="script">The page's script; null for none.</param>
    /// <param name="writeBody">Writes the content of the body.</param>
    /// <returns>UTF-8 bytes that depend on the arguments alone.</returns>
    /// <remarks>The policy names style and script by their SHA-256, so that nothing else could style or run even if it got into the page.</remarks>
    public static byte[] Render(string title, PageAsset? style, PageAsset? script, Action<HtmlWriter> writeBody)
    {
        string styles = style is null ? PageAsset.SharedStyle.Source : $"{PageAsset.SharedStyle.Source} {style.Source}";
        string scripts = script?.Source ?? "'none'";
        var html = new HtmlWriter();
        html.Doctype();
        using (html.Open("html", Of("lang", "en")))
        {
            using (html.Open("head"))
            {
                html.Void("meta", Of("charset", "utf-8"));
                html.Void(
                    "meta",
                    Of("http-equiv", "Content-Security-Policy"),
                    Of("content", $"default-src 'none'; style-src {styles}; script-src {scripts}; base-uri 'none'; form-action 'none'"));
                html.Void("meta", Of("name", "viewport"), Of("content", "width=device-width, initial-scale=1"));
                html.Void("meta", Of("name", "referrer"), Of("content", "no-referrer"));
                html.Void("meta", Of("name", "color-scheme"), Of("content", "light dark"));
                html.Void("meta", Of("name", "generator"), Of("content", "MedReason"));
                html.Element("title", title);
                html.Line();
                html.Style(PageAsset.SharedStyle);
                if (style is not null)
                {
                    html.Style(style);
                }
            }

            html.Line();
            using (html.Open("body"))
            {
                writeBody(html);
                html.Line();
                if (script is not null)
                {
                    html.Script(script);
                }
            }
        }

        html.Line();
        return html.ToUtf8();
    }
}
