using System.CommandLine;
using System.Runtime.CompilerServices;
using MedReason.Datasets;
using MedReason.Evaluation;
using MedReason.Runs;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary><c>medreason eval run</c>: a bank put to a model, in a run that can be killed and goes on.</summary>
internal static class EvalRunVerb
{
    private const string Ours = "ours";
    private const string Published = "published";
    private const string PublishedStrict = "published-strict";

    public static Command Create(CommandConsole console)
    {
        Option<string> questions = new("--questions") { Description = "The bank, plain or gzip.", HelpName = "FILE", Required = true };
        Option<string> format = SourceVerbOptions.Format();
        Option<string?> kg = new(
            "--kg")
        {
            Description =
            "A graph, made by kg build, whose evidence is shown beside each question, found without the answer. Closed book where it is not given.",
            HelpName = "GRAPH"
        };
        Option<long?> limit = new("--limit") { Description = "The maximum number of questions, from the start of the file.", HelpName = "N" };
        Option<int> shots = CommonOptions.Count(
            "--shots", "The number of questions that are shown as examples with their answers, from the start of --shots-from, or of the bank "
            + "itself, where they are not asked.", 0, 0, 64);
        Option<string?> shotsFrom = new(
            "--shots-from")
        { Description = "The bank that examples are taken from, of the same format: a training split, say.", HelpName = "FILE" };
        Option<int> samples = CommonOptions.Count("--samples", "How many replies to each question are drawn; the majority votes.", 1, 1, 1000);
        Option<long?> shuffle = new("--shuffle-options") { Description = "Asks with the options in a drawn order; the number seeds it.", HelpName = "SEED" };
        Option<int> permutations = CommonOptions.Count(
            "--permutations", "In how many orders each question is asked where options are shuffled; the majority votes.", 1, 1, 1000);
        Option<string?> excluded = new("--exclude-ids")
        {
            Description =
            "Questions that are not asked, such as those trained on: an id a line, or the ids file that export writes.",
            HelpName = "FILE"
        };
        Option<string?> contaminated = new(
            "--contaminated-ids")
        { Description = "Questions that are asked and reported separately, in the same form.", HelpName = "FILE" };
        Option<string> protocol = CommonOptions.Choice(
            "--as",
            "Prompt, limits and scorer: ours, or those of the published evaluation with its free or its strict prompt, to set beside published figures.",
            Ours,
            Ours,
            Published,
            PublishedStrict);
        Option<int?> answerBase = new(
            "--answer-base")
        { Description = "For medmcqa: whether cop counts from 0 or from 1. Without it the file decides where it can.", HelpName = "0|1" };
        Option<string?> split = new("--split") { Description = "The split that the file is.", HelpName = "NAME" };
        var run = new RunVerbOptions();
        var model = new ProviderOptions();
        var replies = new ReplyVerbOptions(
            "Default 0, with several samples 0.7, as published 0.5.",
            "One that runs into them counts as an abstention. Default 2048, as published 2000.",
            "Default: with --shots what begins the next example, else none.");
        var command = new Command("run", "Puts a bank to a model and reads its answers. A run that was stopped or killed goes on with the same command.")
        {
            questions, format, kg, limit, shots, shotsFrom, samples, shuffle, permutations, excluded, contaminated, protocol, answerBase, split,
        };
        run.AddTo(command);
        model.AddTo(command);
        replies.AddTo(command);
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            string bank = parsed.GetRequiredValue(format);
            ChatProviderOptions provider = model.Read(parsed);
            if (provider.Provider == ProviderNames.Offline)
            {
                throw new UsageException("eval run needs a model: --provider openai or anthropic");
            }

            if (parsed.GetValue(permutations) > 1 && parsed.GetValue(shuffle) is null)
            {
                throw new UsageException("--permutations needs --shuffle-options SEED");
            }

            if (parsed.GetValue(shotsFrom) is not null && parsed.GetValue(shots) == 0)
            {
                throw new UsageException("--shots-from needs --shots N");
            }

            EvaluationProtocol asked = ReadProtocol(parsed.GetRequiredValue(protocol));
            if (asked != EvaluationProtocol.Ours
                && (parsed.GetValue(kg) is not null || parsed.GetValue(shots) > 0 || parsed.GetValue(samples) > 1 || parsed.GetValue(shuffle) is not null))
            {
                throw new UsageException(
                    "--as published goes without --kg, --shots, --samples and --shuffle-options, which the published evaluation does not have");
            }

            ReplyOptions reply = replies.Read(parsed, provider);
            var options = new EvaluationOptions
            {
                Protocol = asked,
                Samples = parsed.GetValue(samples),
                ShuffleSeed = parsed.GetValue(shuffle),
                Permutations = parsed.GetValue(permutations),
                MaxOutputTokens = reply.MaxOutputTokens ?? new EvaluationOptions { Protocol = asked }.MaxOutputTokens,
                Temperature = reply.Temperature,
                SendsTemperature = reply.SendsTemperature,
                ReasoningEffort = reply.ReasoningEffort,
                StopSequences = reply.StopSequences,
            };
            string file = parsed.GetRequiredValue(questions);
            HashSet<string>? excludedIds = await ReadIdsAsync(parsed.GetValue(excluded), cancellationToken).ConfigureAwait(false);
            HashSet<string>? contaminatedIds = await ReadIdsAsync(parsed.GetValue(contaminated), cancellationToken).ConfigureAwait(false);
            IReadOnlyList<MedicalQuestion> examples = await ReadExamplesAsync(
                parsed.GetValue(shotsFrom) is { } other ? ReadBank(other) : Read(), parsed.GetValue(shots), excludedIds).ConfigureAwait(false);
            RunFlowOptions flow = await run.ReadFlowAsync(parsed, provider, options.MaxOutputTokens, cancellationToken).ConfigureAwait(false);
            using IChatClient inner = model.CreateClient(parsed)!;
            using InMemoryKnowledgeGraph? graph = parsed.GetValue(kg) is { } path
                ? await GraphFile.OpenAsync(path, cancellationToken).ConfigureAwait(false)
                : null;
            GraphEvidence? evidence = graph is null ? null : await EvidenceOfAsync(graph, cancellationToken).ConfigureAwait(false);
            KnowledgeGraphMetadata? metadata = graph is null ? null : await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
            RunConfiguration configuration = EvaluationRunner.CreateConfiguration(options, examples, metadata,
            [
                new("answer_base", RunConfiguration.Format(parsed.GetValue(answerBase))),
                new("contaminated_ids", await HashAsync(parsed.GetValue(contaminated), cancellationToken).ConfigureAwait(false)),
                new("endpoint", provider.Address),
                new("exclude_ids", await HashAsync(parsed.GetValue(excluded), cancellationToken).ConfigureAwait(false)),
                new("format", parsed.GetValue(format)),
                new("limit", RunConfiguration.Format(parsed.GetValue(limit))),
                new("model", provider.Model),
                new("provider", provider.Provider),
                new("questions", await RunConfiguration.HashFileAsync(file, cancellationToken).ConfigureAwait(false)),
                new("replies_from", RunVerbOptions.NameOf(flow.RepliesFrom)),
                new("shots_from", await HashAsync(parsed.GetValue(shotsFrom), cancellationToken).ConfigureAwait(false)),
                new("split", parsed.GetValue(split)),
                new("structured_output", RunConfiguration.Format(provider.StructuredOutput)),
            ]);
            IRunStore store = await run.OpenAsync(parsed, configuration, cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable closing = store.ConfigureAwait(false);

            // Whether its ledger can be opened is known before a row is touched.
            using var client = new RunChatClient(inner, store, flow);
            await store.AddRowsAsync(GenerationRun.ToRowsAsync(Read(), cancellationToken), cancellationToken).ConfigureAwait(false);
            await run.RetryAsync(parsed, store, console).ConfigureAwait(false);
            var runner = new EvaluationRunner(client, options, examples, excludedIds, contaminatedIds, evidence is null ? null : evidence.FindAsync);
            int code = await RunSession.WorkAsync(store, runner.RunAsync, EvaluationRunner.ScoredOutcome, client, flow, console, cancellationToken)
                .ConfigureAwait(false);
            if (code == ExitCodes.Done && store is RunStore folder)
            {
                await console.Error.WriteLineAsync("medreason: " + EvalSummary.LineOf(EvaluatedRun.Read(folder.Folder))).ConfigureAwait(false);
            }

            return code;

            IAsyncEnumerable<QuestionRow> Read()
            {
                IAsyncEnumerable<QuestionRow> rows = ReadBank(file);
                return parsed.GetValue(limit) is long most ? rows.Take((int)Math.Clamp(most, 0, int.MaxValue)) : rows;
            }

            IAsyncEnumerable<QuestionRow> ReadBank(string path) => QuestionReader.ReadAsync(
                path, bank, new QuestionReaderOptions { AnswerIndexBase = parsed.GetValue(answerBase), Split = parsed.GetValue(split) }, cancellationToken);
        });
        return command;
    }

    private static EvaluationProtocol ReadProtocol(string name) => name switch
    {
        Published => EvaluationProtocol.Published,
        PublishedStrict => EvaluationProtocol.PublishedStrict,
        _ => EvaluationProtocol.Ours,
    };

    private static async Task<GraphEvidence> EvidenceOfAsync(InMemoryKnowledgeGraph graph, CancellationToken cancellationToken)
    {
        // A model decides what the paths are worth: it is shown all that were ranked, arguments or not.
        var options = new RunOptions { Mode = ReasoningMode.Answer, Visibility = AnswerVisibility.Hidden, MinGrade = EvidenceGrade.None };
        ReasoningPipeline pipeline = await ReasoningStages.CreateAsync(
            graph, options, client: null, judge: null, ReasoningProfile.Default, extractor: null, cancellationToken).ConfigureAwait(false);
        return new GraphEvidence(pipeline, await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IReadOnlyList<MedicalQuestion>> ReadExamplesAsync(IAsyncEnumerable<QuestionRow> rows, int count, HashSet<string>? excluded)
    {
        var examples = new List<MedicalQuestion>();
        if (count == 0)
        {
            return examples;
        }

        await foreach (QuestionRow row in rows.ConfigureAwait(false))
        {
            if (row.Question.Options.Count > 0 && row.Question.AnswerLabel is not null && excluded?.Contains(row.Question.Id) != true
                && excluded?.Contains(row.ContentHash) != true)
            {
                examples.Add(row.Question);
            }

            if (examples.Count == count)
            {
                return examples;
            }
        }

        throw new UsageException($"--shots {count} needs as many questions with options and an answer; the bank has {examples.Count}");
    }

    /// <summary>The ids of a file, one a line; of JSON lines, as export writes them, the content hash, else the id. Blank lines are skipped.</summary>
    private static async Task<HashSet<string>?> ReadIdsAsync(string? path, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return null;
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        FileStream file = InputStream.Open(path);
        await using (file.ConfigureAwait(false))
        {
            using var reader = new StreamReader(file);
            bool isFirst = true;
            while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                if (line.Trim() is not { Length: > 0 } id)
                {
                    continue;
                }

                if (isFirst && id[0] == '{')
                {
                    return await ReadRowsAsync(path, cancellationToken).ConfigureAwait(false);
                }

                isFirst = false;
                ids.Add(id);
            }
        }

        return ids;
    }

    private static async Task<HashSet<string>> ReadRowsAsync(string path, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        await foreach (JsonLine line in JsonLinesReader.ReadAsync(path, cancellationToken).ConfigureAwait(false))
        {
            // Ids of several banks may be the same; what a row asks is not.
            ids.Add(line.OptionalString("content_hash") ?? line.RequireId("id").Text);
        }

        return ids;
    }

    private static async Task<string?> HashAsync(string? path, CancellationToken cancellationToken) =>
        path is null ? null : await RunConfiguration.HashFileAsync(path, cancellationToken).ConfigureAwait(false);
}
