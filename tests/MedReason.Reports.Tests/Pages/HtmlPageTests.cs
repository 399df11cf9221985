using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports.Tests;

public sealed partial class HtmlPageTests
{
    [Fact]
    public void The_policy_allows_the_page_s_own_style_and_script_and_nothing_else()
    {
        string page = Encoding.UTF8.GetString(HtmlPage.Render("A <title>", PageAsset.Of("p { color: red; }"), PageAsset.Of("document.title = 'ran';"), html => html.Element("p", "x")));

        string policy = Policy().Match(page).Groups[1].Value.Replace("&#39;", "'", StringComparison.Ordinal);
        string[] styles = [.. Style().Matches(page).Select(match => Hash(match.Groups[1].Value))];
        styles.Length.ShouldBe(2);
        string script = Hash(Script().Match(page).Groups[1].Value);
        policy.ShouldBe($"default-src 'none'; style-src {styles[0]} {styles[1]}; script-src {script}; base-uri 'none'; form-action 'none'");
        page.ShouldContain("<title>A &lt;title&gt;</title>");
        page.IndexOf("Content-Security-Policy", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("<style>", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_without_script_allows_none()
    {
        string page = Encoding.UTF8.GetString(HtmlPage.Render("t", null, null, html => html.Element("p", "x")));
        page.ShouldContain("script-src &#39;none&#39;");
        page.ShouldNotContain("<script");
    }

    [Fact]
    public void The_same_page_is_the_same_bytes() =>
        HtmlPage.Render("t", null, null, Sample).ShouldBe(HtmlPage.Render("t", null, null, Sample));

    [Fact]
    public void A_chart_tells_its_numbers_and_draws_them()
    {
        string page = Encoding.UTF8.GetString(HtmlPage.Render("t", null, null, Sample));
        page.ShouldContain("<th scope=\"row\">one &amp; only</th>");
        page.ShouldContain("25.0\u00A0%");
        page.ShouldContain("<rect class=\"bar\" x=\"0\" y=\"4\" width=\"250\" height=\"12\">");
        page.ShouldContain("<line class=\"whisker\" x1=\"100\" y1=\"10\" x2=\"400\" y2=\"10\">");
        Regex.Count(page, "class=\"bar\"").ShouldBe(1, "a row of which nothing can be said draws nothing");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.4, 0.5)]
    [InlineData(1, 1)]
    [InlineData(7, 10)]
    [InlineData(11, 20)]
    [InlineData(48_213, 50_000)]
    public void An_axis_ends_at_a_round_number_above_the_largest_value(double largest, double expected) => ChartScale.UpTo(largest).Maximum.ShouldBe(expected, 1e-12);

    [Fact]
    public void A_difference_is_drawn_from_the_line_of_no_difference()
    {
        var chart = new Chart
        {
            Caption = "c",
            RowHeader = "r",
            Columns = [],
            Scale = new ChartScale { Minimum = -1, Maximum = 1, Reference = 0, Format = value => ChartScale.Percent(value, 0) },
            Rows = [new ChartRow { Label = "less", Cells = [], Value = -0.5 }, new ChartRow { Label = "more", Cells = [], Value = 5 }],
        };
        string page = Encoding.UTF8.GetString(HtmlPage.Render("t", null, null, chart.Write));
        page.ShouldContain("<rect class=\"bar\" x=\"250\" y=\"4\" width=\"250\"");
        page.ShouldContain("<rect class=\"bar\" x=\"500\" y=\"4\" width=\"500\"", customMessage: "what lies outside the axis ends at it");
    }

    private static void Sample(HtmlWriter html)
    {
        using (html.Open("div", Of("class", "page"), If("hidden", false), If("data-set", true)))
        {
            new Chart
            {
                Caption = "Shares",
                RowHeader = "What",
                Columns = ["Share"],
                Scale = ChartScale.Share,
                Rows =
                [
                    new ChartRow { Label = "one & only", Cells = [new ChartCell(ChartScale.Percent(0.25), "10.0 to 40.0")], Value = 0.25, Low = 0.1, High = 0.4 },
                    new ChartRow { Label = "none", Cells = ["–"] },
                ],
                Note = "A note.",
            }.Write(html);
        }
    }

    private static string Hash(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";

    [GeneratedRegex("Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex Policy();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
