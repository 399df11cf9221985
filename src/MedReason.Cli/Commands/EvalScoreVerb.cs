using System.CommandLine;
using System.Text.Json;
using MedReason.Datasets;
using MedReason.Evaluation;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary><c>medreason eval score</c>: reads an answer out of each output.</summary>
internal static class EvalScoreVerb
{
    private const string Ours = "ours";
    private const string Published = "published";
    private const int BatchSize = 1024;
    private static readonly string[] OurNames = ["label", "status", "method", "correct"];
    private static readonly string[] PublishedNames = ["first", "last", "type"];

    public static Command Create(CommandConsole console)
    {
        Option<string> input = CommonOptions.Input(
            "JSON lines, plain or gzip: {\"id\"?,\"output\",\"options\":{\"A\":\"...\"},\"answer_idx\"?,\"finish_reason\"?}.");
        Option<string?> output = CommonOptions.Output("A row for each row, with its fields and what was read.");
        Option<string> scorer = CommonOptions.Choice(
            "--scorer", "ours never guesses; published is the published scorer, first and last match.", Ours, Ours, Published);
        var command = new Command("score", "Reads which option each output names.") { input, output, scorer };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            var summary = new ScoreSummary(parsed.GetValue(scorer) == Published);
            await RunAsync(parsed.GetRequiredValue(input), parsed.GetValue(output), summary, console, cancellationToken).ConfigureAwait(false);
            foreach (string line in summary.Lines())
            {
                await console.Error.WriteLineAsync(line).ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task RunAsync(string input, string? output, ScoreSummary summary, CommandConsole console, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(console, TimeProvider.System);
        DataOutput rows = DataOutput.Open(output, console);
        await using (rows.ConfigureAwait(false))
        {
            var ids = new UniqueIds();
            var batch = new List<JsonLine>(BatchSize);
            await foreach (JsonLine line in JsonLinesReader.ReadAsync(input, cancellationToken).ConfigureAwait(false))
            {
                if (line.Root.TryGetProperty("id", out _))
                {
                    ids.Require(line);
                }

                batch.Add(line);
                if (batch.Count == BatchSize)
                {
                    WriteBatch(batch, rows, summary, progress, cancellationToken);
                    batch.Clear();
                }
            }

            WriteBatch(batch, rows, summary, progress, cancellationToken);
            await rows.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Rows are scored side by side and written in their order. Of several invalid rows the first is reported.
    private static void WriteBatch(List<JsonLine> batch, DataOutput rows, ScoreSummary summary, ProgressLine progress, CancellationToken cancellationToken)
    {
        var scored = new ScoredCase?[batch.Count];
        var failures = new InputFormatException?[batch.Count];
        Parallel.For(0, batch.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            try
            {
                scored[i] = ScoredCase.Of(batch[i], summary.IsPublished);
            }
            catch (InputFormatException exception)
            {
                failures[i] = exception;
            }
        });
        for (int i = 0; i < batch.Count; i++)
        {
            if (failures[i] is { } failure)
            {
                throw failure;
            }

            ScoredCase scoredCase = scored[i]!;
            JsonElement root = batch[i].Root;
            rows.WriteRow(writer => Write(writer, root, scoredCase));
            summary.Add(scoredCase);
            progress.Show("outputs", summary.Count);
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement root, ScoredCase scored)
    {
        string[] names = scored.Answer is null ? PublishedNames : OurNames;
        writer.WriteStartObject();
        foreach (JsonProperty member in root.EnumerateObject())
        {
            if (Array.IndexOf(names, member.Name) < 0)
            {
                member.WriteTo(writer);
            }
        }

        if (scored.Answer is { } answer)
        {
            writer.WriteString("label", answer.Label);
            writer.WriteString("status", ScoredCase.NameOf(answer.Status));
            writer.WriteString("method", answer.Method);
            WriteBoolean(writer, "correct", scored.IsCorrect(answer.Label));
        }
        else
        {
            writer.WriteString("first", scored.Match?.First);
            writer.WriteString("last", scored.Match?.Last);
            if (scored.Match is { } match)
            {
                writer.WriteNumber("type", match.Type);
            }
            else
            {
                writer.WriteNull("type");
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteBoolean(Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is { } known)
        {
            writer.WriteBoolean(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
