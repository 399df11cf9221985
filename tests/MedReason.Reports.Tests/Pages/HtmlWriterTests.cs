using System.Globalization;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports.Tests;

public sealed class HtmlWriterTests
{
    [Theory]
    [InlineData("&<>\"'", "&amp;&lt;&gt;&quot;&#39;")]
    [InlineData("a\tb\nc", "a\tb\nc")]
    [InlineData("a\r\nb\rc", "a\nb\nc")]
    [InlineData("\0\u0001\u001B\u007F\u0085\u009F", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("\u202Eevil\u202C \u2066x\u2069", "\uFFFDevil\uFFFD \uFFFDx\uFFFD")]
    [InlineData("\uFFFE\uFFFF\uFDD0", "\uFFFD\uFFFD\uFFFD")]
    [InlineData("é β 漢 \u05D0 😀 e\u0301 \u200D \u00A0", "é β 漢 \u05D0 😀 e\u0301 \u200D \u00A0")]
    public void Each_class_of_characters_is_written_so_that_it_stays_text(string text, string expected) => Encoded(text).ShouldBe(expected);

    [Fact]
    public void An_unpaired_surrogate_is_seen_and_breaks_nothing()
    {
        Encoded("a" + '\uD83D' + "b").ShouldBe("a\uFFFDb");
        Encoded("a" + '\uDE00').ShouldBe("a\uFFFD");
        Encoded(string.Concat('\uDBFF', '\uDFFF')).ShouldBe("\uFFFD");
    }

    [Fact]
    public void Every_character_comes_back_as_itself_or_as_the_replacement()
    {
        for (int value = 0; value <= 0x10FFFF; value++)
        {
            if (!Rune.IsValid(value))
            {
                continue;
            }

            string text = new Rune(value).ToString();
            string encoded = Encoded("x" + text + "y");
            bool isRefused = CharUnicodeInfo.GetUnicodeCategory(value) == UnicodeCategory.Control || (value & 0xFFFE) == 0xFFFE
                || value is (>= 0xFDD0 and <= 0xFDEF) or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
            string expected = value == '\r' ? "\n" : value is '\n' or '\t' || !isRefused ? text : "\uFFFD";
            if (WebUtility.HtmlDecode(encoded) != "x" + expected + "y" || encoded.AsSpan().IndexOfAny("<>\"'") >= 0)
            {
                Assert.Fail($"U+{value:X4} became {encoded}");
            }
        }
    }

    [Fact]
    public void No_text_leaves_its_place()
    {
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(7, 1),
            Prop.ForAll<string?>(text =>
            {
                var html = new HtmlWriter();
                using (html.Open("p", Of("title", text)))
                {
                    html.Text(text);
                }

                string written = Encoding.UTF8.GetString(html.ToUtf8());
                return written.Count(unit => unit == '<') == 2 && written.Count(unit => unit == '>') == 2
                    && written.Count(unit => unit == '"') == (string.IsNullOrEmpty(text) ? 0 : 2);
            }));
    }

    [Fact]
    public void Data_for_the_script_cannot_end_its_block()
    {
        var html = new HtmlWriter();
        html.Data("data", json => json.WriteStringValue("</script><!--<script>\u2028'\"&"));
        string written = Encoding.UTF8.GetString(html.ToUtf8());
        written.ShouldStartWith("<script type=\"application/json\" id=\"data\">\"");
        written[10..^10].ShouldNotContain("<");
        written.ShouldNotContain("\u2028");
    }

#pragma warning disable CA1857 // What is refused here is what the analyzer refuses at compile time, and more.
    [Theory]
    [InlineData("onclick")]
    [InlineData("ONLOAD")]
    [InlineData("style")]
    [InlineData("src")]
    [InlineData("srcdoc")]
    [InlineData("formaction")]
    [InlineData("x y")]
    [InlineData("a=\"b")]
    [InlineData("")]
    public void Attributes_that_could_run_or_fetch_are_refused(string name) => Should.Throw<ArgumentException>(() => Of(name, "x"));

    [Theory]
    [InlineData("script")]
    [InlineData("style")]
    [InlineData("iframe")]
    [InlineData("object")]
    [InlineData("img")]
    [InlineData("p onclick")]
    [InlineData("p>")]
    [InlineData("")]
    public void Elements_that_could_run_or_fetch_are_refused(string name)
    {
        var html = new HtmlWriter();
        Should.Throw<ArgumentException>(() => html.Element(name, "x"));
    }
#pragma warning restore CA1857

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://example.org")]
    [InlineData("//example.org")]
    [InlineData(" #x")]
    [InlineData("")]
    public void Links_lead_inside_the_page_alone(string address) => Should.Throw<ArgumentException>(() => Of("href", address));

    [Fact]
    public void An_element_left_open_is_a_mistake_that_shows()
    {
        var html = new HtmlWriter();
        html.Open("p");
        Should.Throw<InvalidOperationException>(html.ToUtf8).Message.ShouldContain("<p>");
    }

    private static string Encoded(string text)
    {
        var target = new StringBuilder();
        HtmlWriter.Encode(target, text);
        return target.ToString();
    }
}
