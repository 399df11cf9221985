using System.Text;
using MedReason.Evaluation;
using MedReason.Evaluation.Tests;

namespace MedReason.Reports.Tests;

public sealed class EvaluationTableTextTests
{
    private static readonly EvaluationTable Table = EvaluationTable.Of(
    [
        MadeRun.Of("base", "medqa", i => i < 60 ? "A" : "B"), MadeRun.Of("ours|<b>, \"x\"", "medqa", _ => "A"), MadeRun.Of("base", "hle", i => i < 50 ? "A" : "B", failedFrom: 98),
    ]);

    [Fact]
    public void Markdown_holds_the_grid_the_tests_and_the_notes()
    {
        EvaluationTableText.ToMarkdown(Table).ShouldBe("""
            | model | medqa | hle |
            |---|---|---|
            | base | 60.0 % (50.2 to 69.1) \* | **50.0 %** (40.4 to 59.6) |
            | ours\|&lt;b>, "x" | **100.0 %** (96.3 to 100.0) | – |

            Share of all questions asked that are answered right, with Wilson's interval at 95 % (scorer ours/1). The best of each benchmark is marked. * differs from the best of the benchmark: exact McNemar over the questions that both answered, Holm over all tests of the table, p below 0.05.

            ## Tests

            | benchmark | model | against | both answered | difference | only model right | only other right | p (McNemar) | p (Holm) |
            |---|---|---|---|---|---|---|---|---|
            | medqa | base | ours\|&lt;b>, "x" | 100 | -40.0 | 0 | 40 | < 0.0001 | < 0.0001 |

            ## Notes

            - hle: 2 of 100 calls of base failed; they count as not right, and are in no test
            - ours\|&lt;b>, "x": no run on hle

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Csv_has_a_record_for_each_run_and_quotes_what_needs_it()
    {
        string[] lines = EvaluationTableText.ToCsv(Table).Split('\n');
        lines.Length.ShouldBe(5);
        lines[1].ShouldStartWith("base,medqa,runs/base,ours/1,100,100,60,0.6,0.502");
        lines[2].ShouldStartWith("base,hle,runs/base,ours/1,100,100,50,0.5,0.403");
        lines[3].ShouldStartWith("\"ours|<b>, \"\"x\"\"\",medqa,\"runs/ours|<b>, \"\"x\"\"\",ours/1,100,100,100,1,0.963");
        lines[4].ShouldBeEmpty();
    }

    [Fact]
    public void The_page_holds_the_same_and_encodes_names()
    {
        string page = Encoding.UTF8.GetString(EvaluationTablePage.Render(Table));
        page.ShouldContain("<strong>100.0 %</strong>");
        page.ShouldContain("ours|&lt;b&gt;, &quot;x&quot;");
        page.ShouldContain("2 of 100 calls of base failed");
        page.ShouldContain("50.2 to 69.1");
        Encoding.UTF8.GetString(EvaluationTablePage.Render(Table)).ShouldBe(page);
    }
}
