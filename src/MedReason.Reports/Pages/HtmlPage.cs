using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>One self-contained page: it fetches nothing, and runs the one script that stands in it.</summary>
internal static class HtmlPage
{
    /// <summary>Renders a page in the shared style.</summary>
    /// <param name="title">The title; any text.</param>
    /// <param name="style">What the page adds to the shared style; empty for nothing.</param>
    /// <param name="script">The page's script; empty for none.</param>
    /// <param name="writeBody">Writes what stands in the body.</param>
    /// <returns>UTF-8 bytes that depend on the arguments alone.</returns>
    /// <remarks>The policy names style and script by their SHA-256, so that nothing else could style or run even if it got into the page.</remarks>
    public static byte[] Render(string title, [ConstantExpected] string style, [ConstantExpected] string script, Action<HtmlWriter> writeBody)
    {
        string styles = style.Length == 0 ? Source(PageStyle.Css) : $"{Source(PageStyle.Css)} {Source(style)}";
        string scripts = script.Length == 0 ? "'none'" : Source(script);
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
                html.Style(PageStyle.Css);
                if (style.Length > 0)
                {
                    html.Style(style);
                }
            }

            html.Line();
            using (html.Open("body"))
            {
                writeBody(html);
                html.Line();
                if (script.Length > 0)
                {
                    html.Script(script);
                }
            }
        }

        html.Line();
        return html.ToUtf8();
    }

    private static string Source(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";
}
