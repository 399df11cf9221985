using System.Text;
using MedReason.Evaluation;
using MedReason.Evaluation.Tests;

namespace MedReason.Reports.Tests;

public sealed class ComparisonReportTests
{
    [Fact]
    public void An_empty_comparison_is_reported_without_figures()
    {
        RunComparison comparison = RunComparison.Of([MadeRun.Of("base", "medqa", _ => "A", count: 0), MadeRun.Of("ours", "medqa", _ => "A", count: 0)], [], 0);
        ComparisonText.ToMarkdown(comparison).ShouldContain("–");
        ComparisonPage.Render(comparison).ShouldNotBeEmpty();
    }

    [Fact]
    public void Reports_hold_the_figures_and_no_name_becomes_markup()
    {
        const string hostile = "<script>alert(1)</script>|`x`";
        RunComparison comparison = RunComparison.Of(
            [MadeRun.Of("base", hostile, i => i < 60 ? "A" : "B", subject: hostile), MadeRun.Of(hostile, hostile, _ => "A", subject: hostile)], [], 0);
        string page = Encoding.UTF8.GetString(ComparisonPage.Render(comparison));
        page.ShouldNotContain("<script>alert");
        page.ShouldContain("60.0 %");
        string text = ComparisonText.ToMarkdown(comparison);
        text.ShouldNotContain("<script>");
        text.ShouldContain("| 100 | 60.0 % | 50.2 to 69.1 |");
        text.Split('\n').Where(line => line.StartsWith("| &lt;script>", StringComparison.Ordinal)).ShouldNotBeEmpty();
    }
}
