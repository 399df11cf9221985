using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MedReason.Reports;

/// <summary>Writes HTML and inline SVG so that no text can become markup.</summary>
/// <remarks>
/// Element and attribute names are constants of the program, which the compiler's analyzer demands; every value goes through <see cref="Encode"/>. There is
/// no way to write markup from a string. Not safe for concurrent use.
/// </remarks>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = [];

    /// <summary>Opens an element until the scope is disposed.</summary>
    public HtmlScope Open([ConstantExpected] string name, params ReadOnlySpan<HtmlAttribute> attributes)
    {
        Start(name, attributes);
        _open.Push(name);
        return new HtmlScope(this);
    }

    /// <summary>A whole element with text in it.</summary>
    public void Element([ConstantExpected] string name, string? text, params ReadOnlySpan<HtmlAttribute> attributes)
    {
        Start(name, attributes);
        Text(text);
        _text.Append("</").Append(name).Append('>');
    }

    /// <summary>An element that has no content and no end, such as <c>input</c>.</summary>
    public void Void([ConstantExpected] string name, params ReadOnlySpan<HtmlAttribute> attributes) => Start(name, attributes);

    /// <summary>Text, encoded.</summary>
    public void Text(string? text) => Encode(_text, text);

    /// <summary>A line break in the source, for a person who reads it.</summary>
    public void Line() => _text.Append('\n');

    /// <summary>Data for the page's script: a block that browsers do not run, in which no text can end the block.</summary>
    public void Data([ConstantExpected] string id, Action<Utf8JsonWriter> write)
    {
        // The writer's default encoder writes <, >, & and quotes as \u escapes.
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            write(json);
        }

        _text.Append("<script type=\"application/json\" id=\"");
        Encode(_text, id);
        _text.Append("\">").Append(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length)).Append("</script>\n");
    }

    /// <summary>Writes a style sheet.</summary>
    public void Style(PageAsset style) => Verbatim("style", style);

    /// <summary>Writes a script.</summary>
    public void Script(PageAsset script) => Verbatim("script", script);

    /// <summary>Returns what was written, as UTF-8 without a byte order mark.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(ToString());

    /// <inheritdoc />
    public override string ToString() =>
        _open.Count == 0 ? _text.ToString() : throw new InvalidOperationException($"<{_open.Peek()}> is still open.");

    /// <summary>Appends text, encoded so that it is safe between tags and inside a quoted attribute.</summary>
    /// <remarks>
    /// Control characters, unpaired surrogates, noncharacters and the characters that turn the direction of the following text become U+FFFD: they
    /// are seen, and do nothing. Line ends become line feeds. Everything else stays as it is.
    /// </remarks>
    public static void Encode(StringBuilder target, ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text[i..], out Rune rune, out int length);
            switch (rune.Value)
            {
                case '&':
                    target.Append("&amp;");
                    break;
                case '<':
                    target.Append("&lt;");
                    break;
                case '>':
                    target.Append("&gt;");
                    break;
                case '"':
                    target.Append("&quot;");
                    break;
                case '\'':
                    target.Append("&#39;");
                    break;
                case '\r':
                    target.Append('\n');
                    length += i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
                    break;
                case '\n' or '\t':
                    target.Append((char)rune.Value);
                    break;
                default:
                    // An unpaired surrogate decodes to U+FFFD by itself.
                    target.Append((IsHarmful(rune) ? Rune.ReplacementChar : rune).ToString());
                    break;
            }

            i += length;
        }
    }

    /// <summary>Closes the innermost element; called by its scope.</summary>
    public void Close() => _text.Append("</").Append(_open.Pop()).Append('>');

    /// <summary>The declaration that a page starts with.</summary>
    public void Doctype() => _text.Append("<!DOCTYPE html>\n");

    private static bool IsHarmful(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control
        || (rune.Value & 0xFFFE) == 0xFFFE
        || rune.Value is (>= 0xFDD0 and <= 0xFDEF) or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private void Start([ConstantExpected] string name, ReadOnlySpan<HtmlAttribute> attributes)
    {
        if (name.Length == 0 || !name.All(char.IsAsciiLetterOrDigit)
            || name is "script" or "style" or "iframe" or "object" or "embed" or "base" or "link" or "template" or "foreignObject" or "use" or "image" or "img")
        {
            throw new ArgumentException($"The page has no element '{name}'.", nameof(name));
        }

        _text.Append('<').Append(name);
        foreach (HtmlAttribute attribute in attributes)
        {
            if (attribute.Value is not null)
            {
                _text.Append(' ').Append(attribute.Name);
                if (attribute.Value.Length > 0)
                {
                    _text.Append("=\"");
                    Encode(_text, attribute.Value);
                    _text.Append('"');
                }
            }
        }

        _text.Append('>');
    }

    private void Verbatim([ConstantExpected] string name, PageAsset asset) =>
        _text.Append('<').Append(name).Append('>').Append(asset.Text).Append("</").Append(name).Append(">\n");
}
