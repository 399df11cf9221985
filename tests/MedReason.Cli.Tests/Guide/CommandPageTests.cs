using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary>Holds the page of the command to what its help says.</summary>
public sealed partial class CommandPageTests
{
    [Fact]
    public async Task The_page_of_the_command_is_its_help()
    {
        string path = Path.Combine(TestData.RepositoryRoot, "docs", "command.md");
        string page = await WritePageAsync();
        if (Environment.GetEnvironmentVariable("MEDREASON_WRITE_GUIDES") == "1")
        {
            await File.WriteAllTextAsync(path, page);
        }

        (await File.ReadAllTextAsync(path)).ShouldBe(page, "write it anew with MEDREASON_WRITE_GUIDES=1 dotnet test tests/MedReason.Cli.Tests --filter CommandPage");
    }

    private static async Task<string> WritePageAsync()
    {
        var page = new StringBuilder(
            """
            # The command

            Every verb of `medreason` with its options, written from its help by a test. Exit codes: 0, the work is done; 1, it failed; 2, the call or its input is wrong; 130, it was
            cancelled. Errors are one line on standard error.


            """);
        using var console = new CommandConsole(Stream.Null, TextWriter.Null, isErrorTerminal: false);
        foreach (string[] verb in Verbs(RootVerb.Create(console), []))
        {
            CommandRun help = await CommandRun.OfAsync([.. verb, "--help"]);
            help.ExitCode.ShouldBe(0);
            Append(page, verb, help.Output);
        }

        return page.ToString().TrimEnd() + "\n";
    }

    /// <summary>Enumerates the verbs that do something themselves, in the order of the help.</summary>
    private static IEnumerable<string[]> Verbs(Command command, string[] name) => command.Subcommands.Count == 0
        ? [name]
        : command.Subcommands.Where(verb => !verb.Hidden).SelectMany(verb => Verbs(verb, [.. name, verb.Name]));

    private static void Append(StringBuilder page, string[] verb, string help)
    {
        page.Append("## ").AppendJoin(' ', verb).Append("\n\n");
        string section = string.Empty;
        foreach (string line in help.Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.Length > 0 && line[0] != ' ')
            {
                section = line.TrimEnd(':');
                page.Append(section is "Arguments" or "Options" ? $"| {section[..^1]} | Meaning |\n|---|---|\n" : string.Empty);
            }
            else if (line.Length == 0)
            {
                page.Append(section is "" or "Usage" ? string.Empty : "\n");
                section = string.Empty;
            }
            else if (section == "Description")
            {
                page.Append(line.Trim()).Append('\n');
            }
            else if (section is "Arguments" or "Options" && Columns().Match(line) is { Success: true } columns)
            {
                page.Append("| `").Append(Cell(columns.Groups[1].Value)).Append("` | ").Append(Cell(columns.Groups[2].Value)).Append(" |\n");
            }
        }

        page.Append(section.Length > 0 ? "\n" : string.Empty);
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"^  (\S.*?)(?:\s{2,}(.*))?$")]
    private static partial Regex Columns();
}
