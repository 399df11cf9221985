using System.Text;
using System.Text.Json;
using MedReason.Datasets;
using MedReason.Tests;
using Microsoft.Playwright;

namespace MedReason.Reports.Tests;

[Collection(SharedChromium.Name)]
public sealed class RunReportPageTests(Chromium chromium)
{
    [Theory]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(768, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task A_report_is_accessible_fits_its_window_and_asks_for_nothing(int width, ColorScheme scheme)
    {
        var report = new RowSummary();
        foreach (string id in (string[])["starter-001", "starter-002", "starter-004", "starter-016", "starter-025"])
        {
            (ReasoningResult result, _) = await StarterResults.ReasonAsync(id);
            report.Add(Line(ReasoningRow.ToUtf8(Row(result), result)));
        }

        for (int i = 0; i < 30; i++)
        {
            ReasoningResult made = MadeResults.Of($"a reason with rather long words number {i % 4}") with
            {
                ChainEffect = new ChainEffect { Answer = "B", WithChain = "B", WithoutChain = i % 3 == 0 ? "B" : null, OtherAnswer = "A", WithOtherChain = "A" },
            };
            report.Add(Line(ReasoningRow.ToUtf8(Row(made), made)));
        }

        await using OpenPage page = await chromium.OpenAsync(RunReportPage.Render(report, "a run"), width, scheme);
        (await page.AuditAsync()).ShouldBeEmpty();
        (await page.Page.EvaluateAsync<string[]>(PageAudit.Alive)).ShouldBeEmpty();
        page.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_hostile_text_comes_alive_in_a_report()
    {
        var report = new RowSummary();
        foreach ((_, string text) in HostileText.All)
        {
            ReasoningResult result = MadeResults.Of(text) with { Outcome = ReasoningOutcome.Accepted };
            report.Add(Line(ReasoningRow.ToUtf8(Row(result), result)));
            ReasoningResult refused = MadeResults.Of(text);
            report.Add(Line(ReasoningRow.ToUtf8(Row(refused), refused)));
        }

        await using OpenPage page = await chromium.OpenAsync(RunReportPage.Render(report, HostileText.All[200].Text));
        (await page.Page.EvaluateAsync<string[]>(PageAudit.Alive)).ShouldBeEmpty();
        page.Problems.ShouldBeEmpty();
    }

    private static QuestionRow Row(ReasoningResult result) => new()
    {
        Question = result.Question,
        Id = new RowId { Text = result.Question.Id },
        File = "made",
        Line = 1,
        Flags = [],
        ContentHash = string.Empty,
    };

    private static JsonLine Line(byte[] utf8)
    {
        using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetString(utf8));
        return new JsonLine { File = "made", Line = 1, ByteOffset = 0, Root = document.RootElement.Clone() };
    }
}
