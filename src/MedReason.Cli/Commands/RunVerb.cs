using System.CommandLine;
using System.Globalization;
using MedReason.Runs;
using MedReason.Runs.Postgres;

namespace MedReason.Cli;

/// <summary><c>medreason run</c>: looks at a run and steers it from another process, while it is worked on or not.</summary>
internal static class RunVerb
{
    private const string Own = "own";

    public static Command Create(CommandConsole console) => new(
        "run", "Looks at a run and steers it while processes work on it. Every change is on record in the run.")
    {
        Verb(console, "status", "How far the run is, what it cost, how it is steered.", static (control, _, token) => control.ReadStatusAsync(token)
            .ContinueAsync(static status => new RunAnswer(RunStatusText.Lines(status), writer => RunStatusText.Write(writer, status)))),
        Steer(console, "pause", "Begins no row and no call until the run is resumed; calls on their way are finished.",
            static steering => steering with { IsPaused = true }),
        Steer(console, "resume", "Goes on after pause; after cancel or a deadline, lets processes work on the run again.",
            static steering => steering with { IsPaused = false, IsCancelled = false, Deadline = null }),
        Steer(
            console,
            "cancel",
            "Ends every process that works on the run; what is done is kept. Batches that were submitted stay under way at the provider, and are fetched when "
                + "the run is resumed.",
            static steering => steering with { IsCancelled = true }),
        Retune(console),
        Requeue(console),
        Verb(console, "workers", "Who works, or worked, on the run.", static (control, _, token) => control.ReadWorkersAsync(token)
            .ContinueAsync(static workers => new RunAnswer(RunStatusText.Lines(workers), writer => RunStatusText.Write(writer, workers)))),
        Verb(console, "audit", "The commands that steered the run.", static (control, _, token) => control.ReadCommandsAsync(token)
            .ContinueAsync(static commands => new RunAnswer(RunStatusText.Lines(commands), writer => RunStatusText.Write(writer, commands)))),
        Fetch(console),
    };

    private static Command Steer(CommandConsole console, string name, string description, Func<RunSteering, RunSteering> change) => Verb(
        console, name, description, (control, _, token) => control.SteerAsync(name, change, token).ContinueAsync(Answer));

    private static Command Retune(CommandConsole console)
    {
        Option<string?> concurrency = new("--concurrency") { Description = "Rows and calls at once for each process.", HelpName = "N|own" };
        Option<string?> requests = new("--requests-per-minute") { Description = "The maximum number of requests per minute of the run.", HelpName = "N|own" };
        Option<string?> tokens = new("--tokens-per-minute") { Description = "The maximum number of tokens per minute of the run.", HelpName = "N|own" };
        Option<string?> cost = new("--max-cost")
        {
            Description = "The maximum cost of the run in dollars; below what is spent, no further call is sent.",
            HelpName = "USD|own",
        };
        Option<string?> deadline = new("--deadline")
        {
            Description = "The time, such as 2026-11-29T18:00:00Z, from which nothing is begun.",
            HelpName = "TIME|own",
        };
        Command command = Verb(
            console,
            "retune",
            "Changes rates, concurrency, cap or deadline of a run while it is worked on. What is set stays with the run, and holds before the options of "
                + "generate and eval run also when it is resumed; \"own\" goes back to what each process was started with.",
            async (control, parsed, token) =>
            {
                int? newConcurrency = ReadNumber(parsed, concurrency, 1024);
                int? newRequests = ReadNumber(parsed, requests, 100_000_000);
                int? newTokens = ReadNumber(parsed, tokens, 100_000_000);
                decimal? newCost = ReadCost(parsed, cost);
                DateTimeOffset? newDeadline = ReadTime(parsed, deadline);
                if (((string?[])[parsed.GetValue(concurrency), parsed.GetValue(requests), parsed.GetValue(tokens), parsed.GetValue(cost),
                    parsed.GetValue(deadline)]).All(static text => text is null))
                {
                    throw new UsageException(
                        "run retune takes at least one of --concurrency, --requests-per-minute, --tokens-per-minute, --max-cost, --deadline");
                }

                return Answer(await control.SteerAsync(
                    "retune",
                    steering => steering with
                    {
                        Concurrency = parsed.GetValue(concurrency) is null ? steering.Concurrency : newConcurrency,
                        RequestsPerMinute = parsed.GetValue(requests) is null ? steering.RequestsPerMinute : newRequests,
                        TokensPerMinute = parsed.GetValue(tokens) is null ? steering.TokensPerMinute : newTokens,
                        MaxCost = parsed.GetValue(cost) is null ? steering.MaxCost : newCost,
                        Deadline = parsed.GetValue(deadline) is null ? steering.Deadline : newDeadline,
                    },
                    token).ConfigureAwait(false));
            });
        command.Options.Add(concurrency);
        command.Options.Add(requests);
        command.Options.Add(tokens);
        command.Options.Add(cost);
        command.Options.Add(deadline);
        return command;
    }

    private static Command Requeue(CommandConsole console)
    {
        Argument<string> what = new("what") { Description = "An outcome (failed, rejected) or a reason (model_output)." };
        Command command = Verb(
            console,
            "requeue",
            "Lets questions that ended so be worked on again; of a run in a folder, when no process works on it.",
            async (control, parsed, token) =>
            {
                long count = await control.RequeueAsync(parsed.GetRequiredValue(what), token).ConfigureAwait(false);
                return new RunAnswer(
                    [string.Create(CultureInfo.InvariantCulture, $"{count} questions are worked on again")], writer => writer.WriteNumber("requeued", count));
            });
        command.Arguments.Add(what);
        return command;
    }

    private static Command Fetch(CommandConsole console)
    {
        Option<string> run = new("--run") { Description = "The address of a run in PostgreSQL, finished or not.", HelpName = "ADDRESS", Required = true };
        Option<string> output = new("--output")
        {
            Description = "The folder that takes rows and results, for the verbs that read a run; fetched again, it is brought up to date.",
            HelpName = "DIR",
            Required = true,
        };
        var command = new Command("fetch", "Copies rows and results of a run in PostgreSQL into a folder.") { run, output };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            string place = parsed.GetRequiredValue(run);
            if (!PostgresRunAddress.IsMatch(place))
            {
                throw new UsageException("run fetch reads a run in PostgreSQL: postgres://user@host/database?run=NAME");
            }

            PostgresRunAddress address = RunPlace.ReadAddress(place);
            PostgresRunReader reader = await RunPlace.OpenAsync(place, () => PostgresRunReader.OpenAsync(address, cancellationToken)).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                RunState state = await reader.ReadStateAsync(cancellationToken).ConfigureAwait(false);
                long count = await reader.CopyToFolderAsync(parsed.GetRequiredValue(output), cancellationToken).ConfigureAwait(false);
                if (!state.IsFinished)
                {
                    await console.Error.WriteLineAsync(string.Create(
                        CultureInfo.InvariantCulture,
                        $"medreason: {reader.Place}: not finished; {state.Rows - state.Results} of {state.Rows} questions are still to be worked on"))
                        .ConfigureAwait(false);
                }

                await console.Error.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"medreason: {count} {(count == 1 ? "result" : "results")} in {parsed.GetRequiredValue(output)}")).ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Verb(
        CommandConsole console, string name, string description, Func<IRunControl, ParseResult, CancellationToken, Task<RunAnswer>> action)
    {
        Option<string> run = new("--run")
        {
            Description = "The folder of the run, or its address in PostgreSQL: postgres://user@host/database?run=NAME.",
            HelpName = "DIR|ADDRESS",
            Required = true,
        };
        Option<bool> json = new("--json") { Description = "As one JSON object." };
        var command = new Command(name, description) { run, json };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            IRunControl control = await OpenAsync(parsed.GetRequiredValue(run), cancellationToken).ConfigureAwait(false);
            await using (control.ConfigureAwait(false))
            {
                RunAnswer answer = await action(control, parsed, cancellationToken).ConfigureAwait(false);
                await DataOutput.WriteAsync(
                    null,
                    output =>
                    {
                        if (parsed.GetValue(json))
                        {
                            output.WriteLine(answer.ToUtf8());
                        }
                        else
                        {
                            answer.Lines.ForEach(output.WriteLine);
                        }
                    },
                    console,
                    cancellationToken).ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Task<IRunControl> OpenAsync(string place, CancellationToken cancellationToken) => RunPlace.OpenAsync<IRunControl>(
        place,
        async () => PostgresRunAddress.IsMatch(place)
            ? await PostgresRunControl.OpenAsync(RunPlace.ReadAddress(place), cancellationToken).ConfigureAwait(false)
            : RunControl.Open(place));

    private static RunAnswer Answer(RunSteering steering) =>
        new(RunStatusText.Lines(steering), writer => RunStatusText.Write(writer, steering));

    private static int? ReadNumber(ParseResult parsed, Option<string?> option, int most) => parsed.GetValue(option) is null or Own ? null
        : int.TryParse(parsed.GetValue(option), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 && value <= most ? value
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} takes 1 to {most}, or {Own}"));

    private static decimal? ReadCost(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is null or Own ? null
        : decimal.TryParse(parsed.GetValue(option), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value <= 1_000_000
            ? value
            : throw new UsageException($"{option.Name} takes 0 to 1000000, or {Own}");

    private static DateTimeOffset? ReadTime(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is null or Own ? null
        : DateTimeOffset.TryParse(
            parsed.GetValue(option), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset value)
            ? value
            : throw new UsageException($"{option.Name} takes a time such as 2026-11-29T18:00:00Z, or {Own}");

    private static async Task<RunAnswer> ContinueAsync<T>(this Task<T> task, Func<T, RunAnswer> answer) => answer(await task.ConfigureAwait(false));
}
