using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace MedReason.Reports;

/// <summary>A style sheet or a script of a page, embedded in this library. Immutable.</summary>
/// <remarks>No text from outside becomes one, so that nothing but the library's own code is styled by or runs in a page.</remarks>
internal sealed class PageAsset
{
    private PageAsset(string text)
    {
        if (text.Contains("</", StringComparison.Ordinal) || text.Contains("<!--", StringComparison.Ordinal) || text.Contains('\r'))
        {
            throw new ArgumentException("The content would end its element, or its hash would depend on line ends.", nameof(text));
        }

        Text = text;
        Source = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
    }

    /// <summary>The style that all pages share: light and dark, on paper and at any width, in the reader's own fonts.</summary>
    public static PageAsset SharedStyle { get; } = Read("page.css");

    /// <summary>The style that the page of a result adds.</summary>
    public static PageAsset ResultStyle { get; } = Read("result.css");

    /// <summary>The script of the page of a result: citations highlight what they cite. Without it, citations lead to the paths.</summary>
    public static PageAsset ResultScript { get; } = Read("result.js");

    /// <summary>The style that the review page adds.</summary>
    public static PageAsset ReviewStyle { get; } = Read("review.css");

    /// <summary>The script of the review page: shows items, keeps ratings in the browser, reads and saves files.</summary>
    public static PageAsset ReviewScript { get; } = Read("review.js");

    /// <summary>The text of the file, without its last line end.</summary>
    public string Text { get; }

    /// <summary>The hash by which a content security policy allows it.</summary>
    public string Source { get; }

    /// <summary>Makes an asset of a text in the program.</summary>
    public static PageAsset Of([ConstantExpected] string text) => new(text);

    private static PageAsset Read([ConstantExpected] string name)
    {
        using var reader = new StreamReader(typeof(PageAsset).Assembly.GetManifestResourceStream("MedReason.Reports." + name)!, Encoding.UTF8);
        return new PageAsset(reader.ReadToEnd().TrimEnd('\n'));
    }
}
