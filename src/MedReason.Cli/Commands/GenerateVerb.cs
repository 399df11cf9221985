using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using MedReason.Datasets;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary><c>medreason generate</c>: a chain for every question of a bank.</summary>
internal static class GenerateVerb
{
    private const string ReadStage = "read";

    public static Command Create(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<string> questions = new("--questions") { Description = "The bank, plain or gzip.", HelpName = "FILE", Required = true };
        Option<string> format = CommonOptions.Choice("--format", "The bank's format.", "generic", "medqa", "medmcqa", "pubmedqa", "mmlu", "medxpertqa", "hle", "huatuo", "medbullets", "generic");
        format.Required = true;
        Option<string> run = new("--run") { Description = "The folder that results.jsonl is written to.", HelpName = "DIR", Required = true };
        Option<string> mode = CommonOptions.Choice("--mode", "Whether the answer is explained, or sought without being told.", "explain", "explain", "answer");
        Option<long?> limit = new("--limit") { Description = "At most so many questions, from the start of the file.", HelpName = "N" };
        Option<int> concurrency = CommonOptions.Count("--concurrency", "How many questions are worked on at once; the output does not depend on it.", Math.Clamp(Environment.ProcessorCount, 1, 16), 1, 1024);
        Option<int?> answerBase = new("--answer-base") { Description = "For medmcqa: whether cop counts from 0 or from 1. Without it the file decides where it can.", HelpName = "0|1" };
        Option<string?> split = new("--split") { Description = "The split that the file is; carried into provenance.", HelpName = "NAME" };
        Option<bool> withFigures = new("--with-figures") { Description = "Also questions that speak of a figure which the bank does not hold." };
        var reasoning = new ReasoningVerbOptions();
        var command = new Command("generate", "Writes a verified chain for every question of a bank.") { kg, questions, format, run, mode, limit, concurrency, answerBase, split, withFigures };
        reasoning.AddTo(command);
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            QuestionFormat bank = QuestionReader.TryParseFormat(parsed.GetRequiredValue(format), out QuestionFormat known)
                ? known
                : throw new UsageException("--format names no format that can be read");
            using IChatClient? client = reasoning.CreateClient(parsed);
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(kg), cancellationToken).ConfigureAwait(false);
            RunOptions runOptions = reasoning.Read(parsed, parsed.GetValue(mode) == "answer" ? ReasoningMode.Answer : ReasoningMode.Explain, parsed.GetValue(concurrency));
            ReasoningPipeline pipeline = await ReasoningStages.CreateAsync(
                graph, runOptions, client, reasoning.ReadProfile(parsed), cancellationToken).ConfigureAwait(false);
            IAsyncEnumerable<QuestionRow> rows = QuestionReader.ReadAsync(
                parsed.GetRequiredValue(questions),
                bank,
                new QuestionReaderOptions
                {
                    AnswerIndexBase = parsed.GetValue(answerBase),
                    Split = parsed.GetValue(split),
                    OnNote = note => console.Error.WriteLine($"medreason: {note}"),
                },
                cancellationToken);
            if (parsed.GetValue(limit) is long most)
            {
                rows = rows.Take((int)Math.Clamp(most, 0, int.MaxValue));
            }

            await RunAsync(pipeline, rows, parsed.GetRequiredValue(run), parsed.GetValue(withFigures), console, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task RunAsync(
        ReasoningPipeline pipeline, IAsyncEnumerable<QuestionRow> rows, string folder, bool withFigures, CommandConsole console, CancellationToken cancellationToken)
    {
        CreateFolder(folder);
        var waiting = new ConcurrentQueue<QuestionRow>();
        var tally = new SortedDictionary<string, int>(StringComparer.Ordinal);
        long count = 0;
        using var progress = new ProgressLine(console, TimeProvider.System);
        DataOutput output = DataOutput.Open(Path.Combine(folder, "results.jsonl"), console);
        await using (output.ConfigureAwait(false))
        {
            await foreach (ReasoningResult result in pipeline.RunAsync(Queue(rows, waiting, withFigures, cancellationToken), null, cancellationToken).ConfigureAwait(false))
            {
                WriteLeftOut(withFigures);
                if (!waiting.TryDequeue(out QuestionRow? row))
                {
                    throw new InvalidOperationException("The pipeline answered a question that was not asked.");
                }

                Write(row, result);
            }

            WriteLeftOut(withFigures);
            await output.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }

        progress.Dispose();
        await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"medreason: {count} questions")).ConfigureAwait(false);
        foreach ((string what, int number) in tally)
        {
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {what}: {number}")).ConfigureAwait(false);
        }

        void WriteLeftOut(bool isFigureKept)
        {
            while (waiting.TryPeek(out QuestionRow? row) && IsLeftOut(row, isFigureKept))
            {
                waiting.TryDequeue(out _);
                Write(row, LeftOut(row));
            }
        }

        void Write(QuestionRow row, ReasoningResult result)
        {
            output.WriteLine(ReasoningRow.ToUtf8(row, result));
            string key = result.Outcome.ToString().ToLowerInvariant() + (result.Reason is null ? string.Empty : $" ({result.Reason})");
            tally[key] = tally.GetValueOrDefault(key) + 1;
            progress.Show("questions", ++count);
        }
    }

    // Every row that is read waits here for its result, so that rows come out in the order they went in, whatever is left out between them.
    private static async IAsyncEnumerable<MedicalQuestion> Queue(
        IAsyncEnumerable<QuestionRow> rows, ConcurrentQueue<QuestionRow> waiting, bool withFigures, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (QuestionRow row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            waiting.Enqueue(row);
            if (!IsLeftOut(row, withFigures))
            {
                yield return row.Question;
            }
        }
    }

    private static bool IsLeftOut(QuestionRow row, bool withFigures) => !withFigures && row.Flags.Contains(QuestionFlags.NeedsFigure);

    private static ReasoningResult LeftOut(QuestionRow row) => new()
    {
        Question = row.Question,
        Outcome = ReasoningOutcome.Rejected,
        FailedStage = ReadStage,
        Reason = QuestionFlags.NeedsFigure,
        Detail = "The question speaks of a figure that the bank does not hold.",
    };

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"{folder}: expected a folder that can be written to: {exception.Message}", exception);
        }
    }
}
