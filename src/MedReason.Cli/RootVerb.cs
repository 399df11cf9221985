using System.CommandLine;

namespace MedReason.Cli;

/// <summary>The command: its verbs, and how failures become one line and an exit code.</summary>
internal static class RootVerb
{
    public static async Task<int> RunAsync(string[] args, CommandConsole console, CancellationToken cancellationToken = default)
    {
        ParseResult parsed = Create(console).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            await console.Error.WriteLineAsync($"medreason: {OneLine(Describe(parsed))} (see {NameOf(parsed.CommandResult)} --help)").ConfigureAwait(false);
            return ExitCodes.BadInput;
        }

        using var output = new StreamWriter(console.Output, new System.Text.UTF8Encoding(false), leaveOpen: true);
        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = output,
                Error = console.Error,
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates the command with all its verbs.</summary>
    public static RootCommand Create(CommandConsole console)
    {
        var root = new RootCommand(
            "MedReason: clinical questions to reasoning chains grounded in a medical knowledge graph. Not a medical device; gives no advice.")
        {
            KgVerb.Create(console),
            EmbedVerb.Create(console),
            EntitiesVerb.Create(console),
            PathsVerb.Create(console),
            ExplainVerb.Create(console),
            DiagnoseVerb.Create(console),
            VerifyVerb.Create(console),
            AuditVerb.Create(console),
            ServeVerb.Create(console),
            McpVerb.Create(console),
            ConvertVerb.Create(console),
            GenerateVerb.Create(console),
            RunVerb.Create(console),
            ReportVerb.Create(console),
            ReviewVerb.Create(console),
            DecontaminateVerb.Create(console),
            ExportVerb.Create(console),
            EvalVerb.Create(console),
        };

        // "[" and "@" at the start of a question are text.
        root.Directives.Clear();
        return root;
    }

    private static string NameOf(System.CommandLine.Parsing.CommandResult command) =>
        command.Parent is System.CommandLine.Parsing.CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : "medreason";

    /// <summary>Sets what a verb does, with every failure reported in one line.</summary>
    public static void SetVerb(this Command command, CommandConsole console, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                OutputGuard.Require(parsed);
                return await action(parsed, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await console.Error.WriteLineAsync("medreason: cancelled; no output was written").ConfigureAwait(false);
                return ExitCodes.Cancelled;
            }
            catch (InputFormatException exception)
            {
                return await FailAsync(console, exception.ToLine(), ExitCodes.BadInput).ConfigureAwait(false);
            }
            catch (UsageException exception)
            {
                return await FailAsync(console, exception.Message, ExitCodes.BadInput).ConfigureAwait(false);
            }
            catch (MedReasonException exception)
            {
                return await FailAsync(console, exception.Message, ExitCodes.Failed).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return await FailAsync(console, exception.Message, ExitCodes.Failed).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // The last handler: every exception is reported to the user in one line.
            catch (Exception exception)
            {
                return await FailAsync(console, $"unexpected failure: {exception.GetType().Name}{FindPlace(exception)}", ExitCodes.Failed)
                    .ConfigureAwait(false);
            }
#pragma warning restore CA1031
        });

    /// <summary>What is wrong with a call. Words that a verb does not take are mostly those of a question without quotes, and are not repeated.</summary>
    private static string Describe(ParseResult parsed)
    {
        string message = parsed.Errors[0].Message;
        Command command = parsed.CommandResult.Command;
        string? word = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        if (word is null)
        {
            return message;
        }

        if (word.StartsWith('-'))
        {
            return message.TrimEnd('.') + Suggest(word, command.Options.Where(option => !option.Hidden).Select(option => option.Name));
        }

        if (command.Subcommands.Count > 0)
        {
            return "no such verb" + Suggest(word, command.Subcommands.Select(verb => verb.Name));
        }

        return message.Contains($"'{word}'", StringComparison.Ordinal)
            ? "an argument that the verb does not take; a text with spaces needs quotes around it"
            : message;
    }

    private static string Suggest(string word, IEnumerable<string> names) =>
        NearestName.Find(word, names) is { } nearest ? $"; did you mean {nearest}?" : string.Empty;

    /// <summary>Where in this code an exception came up; its message may quote what was read.</summary>
    private static string FindPlace(Exception exception)
    {
        const string OurFrame = "at MedReason.";
        string? frame = exception.StackTrace?.Split('\n').FirstOrDefault(line => line.TrimStart().StartsWith(OurFrame, StringComparison.Ordinal))?.Trim();
        return frame is null ? string.Empty : " " + frame.Split(" in ")[0];
    }

    private static async Task<int> FailAsync(CommandConsole console, string message, int exitCode)
    {
        await console.Error.WriteLineAsync("medreason: " + OneLine(message)).ConfigureAwait(false);
        return exitCode;
    }

    private static string OneLine(string text) => new([.. text.ReplaceLineEndings(" ").Select(character => char.IsControl(character) ? ' ' : character)]);
}
