using System.Text;

namespace MedReason.Cli.Tests;

public sealed class ExplainPageTests
{
    [Fact]
    public async Task Explain_writes_a_page_beside_its_text_the_same_bytes_every_time()
    {
        using var folder = new TemporaryFolder();
        CommandRun first = await ExplainAsync(folder.PathOf("one.html"));
        CommandRun second = await ExplainAsync(folder.PathOf("two.html"));

        first.ExitCode.ShouldBe(0, first.Error);
        first.Output.ShouldContain("Outcome: ");
        second.Output.ShouldBe(first.Output);
        byte[] page = await File.ReadAllBytesAsync(folder.PathOf("one.html"));
        page.ShouldBe(await File.ReadAllBytesAsync(folder.PathOf("two.html")));
        Encoding.UTF8.GetString(page).ShouldContain("Which drug &lt;b&gt; treats hypertension?");
    }

    [Fact]
    public async Task A_page_that_cannot_be_written_is_told_in_one_line()
    {
        using var folder = new TemporaryFolder();
        CommandRun run = await ExplainAsync(Path.Combine(folder.PathOf("absent"), "page.html"));

        run.ExitCode.ShouldBe(2);
        run.Error.Trim().Split('\n').Length.ShouldBe(1);
        run.Error.ShouldContain("page.html: cannot be written");
        run.Output.ShouldBeEmpty();
    }

    private static async Task<CommandRun> ExplainAsync(string file) => await CommandRun.OfAsync(
        "explain", "--kg", await Graphs.StarterAsync(), "--question", "Which drug <b> treats hypertension?", "--option", "A=Lisinopril", "--option", "B=Insulin", "--answer", "A", "--html", file);
}
