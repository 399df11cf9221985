using System.Globalization;
using System.Text.Json;
using MedReason.Runs;

namespace MedReason.Cli;

/// <summary>A run as one sees it from outside, in lines for people and in JSON.</summary>
internal static class RunStatusText
{
    public static IEnumerable<string> Lines(RunStatus status)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{status.Counts.Rows - status.Counts.Pending} of {status.Counts.Rows} questions are done{(status.IsFinished ? "; finished" : string.Empty)}; "
                + $"{status.Workers} {(status.Workers == 1 ? "worker" : "workers")}");
        var progress = new RunProgress
        {
            Total = status.Counts.Rows,
            Done = status.Counts.Rows - status.Counts.Pending,
            Tally = status.Counts.Tally,
            RowsPerSecond = 0,
            Spending = status.Spending,
        };
        foreach (string line in RunReport.Summary(progress).Concat(Lines(status.Steering).Select(static line => "  " + line)))
        {
            yield return line;
        }
    }

    public static IEnumerable<string> Lines(RunSteering steering)
    {
        string text = RunControl.Describe(RunSteering.None, steering);
        yield return text.Length == 0 ? "steered: as each process was started" : "steered: " + text;
    }

    /// <summary>What of a run's steering holds in place of the options of the command, in one line; null where nothing does.</summary>
    public static string? Overrides(RunSteering steering, RunFlowOptions own)
    {
        (string Name, decimal? Steered, decimal? Own)[] values =
        [
            ("--concurrency", steering.Concurrency, own.Concurrency), ("--requests-per-minute", steering.RequestsPerMinute, own.RequestsPerMinute),
            ("--tokens-per-minute", steering.TokensPerMinute, own.TokensPerMinute), ("--max-cost", steering.MaxCost, own.MaxCost),
        ];
        string[] parts =
        [
            .. values.Where(static value => value.Steered is not null && value.Steered != value.Own).Select(static value => value.Own is { } given
                ? string.Create(CultureInfo.InvariantCulture, $"{value.Name} is {value.Steered:0.######}, not {given:0.######}")
                : string.Create(CultureInfo.InvariantCulture, $"{value.Name} is {value.Steered:0.######}")),
            .. steering.Deadline is { } deadline ? [string.Create(CultureInfo.InvariantCulture, $"it ends at {deadline:u}")] : Array.Empty<string>(),
            .. steering.IsPaused ? ["it is paused until \"run resume\""] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? null : $"the run is steered by \"medreason run\": {string.Join("; ", parts)}";
    }

    public static IEnumerable<string> Lines(IReadOnlyList<RunWorkerStatus> workers) => workers.Count == 0
        ? ["no worker"]
        : workers.Select(static worker => string.Create(
            CultureInfo.InvariantCulture,
            $"{worker.Name}: {(worker.EndedAt is null ? "works" : worker.WasLost ? "lost" : "left")}, {worker.RowsHeld} rows held, {worker.Results} results, "
                + $"{worker.Cost:0.######} dollars{(worker.SeenAt is { } seen ? $", heard of at {seen:u}" : string.Empty)}"));

    public static IEnumerable<string> Lines(IReadOnlyList<RunCommand> commands) => commands.Count == 0
        ? ["no command"]
        : commands.Select(static command =>
            $"{command.At.UtcDateTime:u} {command.Who} {command.Command}{(command.Detail.Length > 0 ? ": " + command.Detail : string.Empty)}");

    public static void Write(Utf8JsonWriter writer, RunStatus status)
    {
        writer.WriteNumber("rows", status.Counts.Rows);
        writer.WriteNumber("done", status.Counts.Rows - status.Counts.Pending);
        writer.WriteBoolean("finished", status.IsFinished);
        writer.WriteNumber("workers", status.Workers);
        writer.WriteStartArray("tally");
        foreach (RunTally tally in status.Counts.Tally)
        {
            writer.WriteStartObject();
            writer.WriteString("outcome", tally.Outcome);
            writer.WriteString("stage", tally.Stage);
            writer.WriteString("reason", tally.Reason);
            writer.WriteBoolean("transient", tally.IsTransient);
            writer.WriteNumber("count", tally.Count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("spending");
        writer.WriteNumber("answered", status.Spending.Answered);
        writer.WriteNumber("failed", status.Spending.Failed);
        writer.WriteNumber("possibly_billed", status.Spending.PossiblyBilled);
        writer.WriteNumber("input_tokens", status.Spending.InputTokens);
        writer.WriteNumber("output_tokens", status.Spending.OutputTokens);
        writer.WriteNumber("cost", status.Spending.Cost);
        writer.WriteNumber("possible_cost", status.Spending.PossibleCost);
        writer.WriteEndObject();
        writer.WriteStartObject("steering");
        Write(writer, status.Steering);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, RunSteering steering)
    {
        writer.WriteBoolean("paused", steering.IsPaused);
        writer.WriteBoolean("cancelled", steering.IsCancelled);
        WriteNumber(writer, "concurrency", steering.Concurrency);
        WriteNumber(writer, "requests_per_minute", steering.RequestsPerMinute);
        WriteNumber(writer, "tokens_per_minute", steering.TokensPerMinute);
        WriteNumber(writer, "max_cost", steering.MaxCost);
        WriteTime(writer, "deadline", steering.Deadline);
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<RunWorkerStatus> workers)
    {
        writer.WriteStartArray("workers");
        foreach (RunWorkerStatus worker in workers)
        {
            writer.WriteStartObject();
            writer.WriteString("name", worker.Name);
            WriteTime(writer, "started_at", worker.StartedAt);
            WriteTime(writer, "seen_at", worker.SeenAt);
            WriteTime(writer, "ended_at", worker.EndedAt);
            writer.WriteBoolean("lost", worker.WasLost);
            writer.WriteNumber("rows_held", worker.RowsHeld);
            writer.WriteNumber("results", worker.Results);
            writer.WriteNumber("cost", worker.Cost);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<RunCommand> commands)
    {
        writer.WriteStartArray("commands");
        foreach (RunCommand command in commands)
        {
            writer.WriteStartObject();
            WriteTime(writer, "at", command.At);
            writer.WriteString("who", command.Who);
            writer.WriteString("command", command.Command);
            writer.WriteString("detail", command.Detail);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            writer.WriteString(name, time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
