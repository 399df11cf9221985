using System.CommandLine;
using System.Runtime.CompilerServices;
using MedReason.Datasets;
using MedReason.Runs;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary><c>medreason generate</c>: a chain for every question of a bank, in a run that can be killed and goes on.</summary>
internal static class GenerateVerb
{
    private const double DefaultControlShare = 0.05;

    public static Command Create(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<string> questions = new("--questions") { Description = "The bank, plain or gzip.", HelpName = "FILE", Required = true };
        Option<string> format = SourceVerbOptions.Format();
        Option<string> mode = CommonOptions.Choice(
            "--mode", "Whether the known answer is explained, or an unknown answer is sought.", "explain", "explain", "answer");
        Option<long?> limit = new("--limit") { Description = "The maximum number of questions, from the start of the file.", HelpName = "N" };
        Option<int?> answerBase = new(
            "--answer-base")
        { Description = "For medmcqa: whether cop counts from 0 or from 1. Without it the file decides where it can.", HelpName = "0|1" };
        Option<string?> split = new("--split") { Description = "The split that the file is; carried into provenance.", HelpName = "NAME" };
        Option<bool> withFigures = new("--with-figures") { Description = "Also questions that speak of a figure which the bank does not hold." };
        Option<double?> controlShare = new("--control-share")
        {
            Description =
                "The share of questions with options on which the model is also asked without the chain and with one towards another option, counted "
                + "apart. Default 0.05 with a model.",
            HelpName = "SHARE",
        };
        controlShare.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<double?>() is not >= 0 or > 1)
            {
                result.AddError("--control-share takes a share from 0 to 1");
            }
        });
        var source = new SourceVerbOptions();
        var run = new RunVerbOptions();
        var reasoning = new ReasoningVerbOptions();
        var command = new Command(
            "generate", "Writes a verified chain for every question of a bank. A run that was stopped or killed goes on with the same command.")
        {
            kg, questions, format, mode, limit, answerBase, split, withFigures, controlShare,
        };
        source.AddTo(command);
        run.AddTo(command);
        reasoning.AddTo(command);
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            string bank = parsed.GetRequiredValue(format);
            string file = parsed.GetRequiredValue(questions);
            ChatProviderOptions provider = reasoning.ReadProvider(parsed);
            ReplyOptions replies = reasoning.ReadReplies(parsed);
            RunFlowOptions flow = await run.ReadFlowAsync(parsed, provider, replies.MaxOutputTokens, cancellationToken).ConfigureAwait(false);
            if (reasoning.ReadJudgeModel(parsed) is not null && flow.Prices is not null)
            {
                throw new UsageException("--prices counts one model; leave --judge-model or --prices and --max-cost out");
            }

            if (reasoning.ReadJudgeModel(parsed) is not null && flow.Batch is not null)
            {
                throw new UsageException("a batch holds calls of one model; leave --judge-model or --batch out");
            }

            using IChatClient? model = reasoning.CreateClient(parsed);
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(kg), cancellationToken).ConfigureAwait(false);
            using EmbeddedGraph embedded = await reasoning.EmbedAsync(parsed, graph, cancellationToken).ConfigureAwait(false);
            if (embedded.IsServed && flow.MaxCost is not null)
            {
                throw new UsageException("--max-cost does not count what an index of --embeddings openai costs; leave one of them out");
            }

            RunOptions runOptions = reasoning.Read(parsed, parsed.GetValue(mode) == "answer" ? ReasoningMode.Answer : ReasoningMode.Explain, flow.Concurrency);
            LexiconEntityExtractorOptions extractor = reasoning.ReadExtractor(parsed);
            double share = ReadControlShare(parsed.GetValue(controlShare), isOffline: model is null);
            RunConfiguration configuration = await RunConfiguration.CreateAsync(
                GenerationRun.Kind,
                graph,
                runOptions,
                [
                    new("answer_base", RunConfiguration.Format(parsed.GetValue(answerBase))),
                    new("control_share", share == 0 ? null : RunConfiguration.Format(share)),
                    new("format", parsed.GetValue(format)),
                    new("limit", RunConfiguration.Format(parsed.GetValue(limit))),
                    new("judge_model", reasoning.ReadJudgeModel(parsed)),
                    new("model", provider.Model),
                    new("derive_findings", extractor.DeriveFindings ? RunConfiguration.Format(true) : null),
                    new("embeddings", embedded.Hash),
                    new("embedding_endpoint", embedded.Endpoint),
                    new("endpoint", provider.Address),
                    new("language", extractor.Language == LanguageProfile.English ? null : extractor.Language.Name),
                    new("profile", RunConfiguration.Format(reasoning.ReadProfile(parsed))),
                    new("provider", provider.Provider),
                    new("questions", await RunConfiguration.HashFileAsync(file, cancellationToken).ConfigureAwait(false)),
                    new("replies_from", RunVerbOptions.NameOf(flow.RepliesFrom)),
                    new("split", parsed.GetValue(split)),
                    new("structured_output", RunConfiguration.Format(provider.StructuredOutput)),
                    new("with_figures", RunConfiguration.Format(parsed.GetValue(withFigures))),
                    .. replies.ToConfiguration(),
                    .. await source.ReadConfigurationAsync(parsed, cancellationToken).ConfigureAwait(false),
                ],
                cancellationToken: cancellationToken).ConfigureAwait(false);
            QuestionReaderOptions reading = await source.ReadAsync(
                parsed, bank, parsed.GetValue(answerBase), parsed.GetValue(split), extractor.Language, console, cancellationToken).ConfigureAwait(false);
            IRunStore store = await run.OpenAsync(parsed, configuration, cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable closing = store.ConfigureAwait(false);

            // Whether its ledger can be opened is known before a row is touched.
            using RunChatClient? client = model is null ? null : new RunChatClient(model, store, flow);
            IAsyncEnumerable<QuestionRow> rows = QuestionReader.ReadAsync(file, bank, reading, cancellationToken);
            if (parsed.GetValue(limit) is long most)
            {
                rows = rows.Take((int)Math.Clamp(most, 0, int.MaxValue));
            }

            await store.AddRowsAsync(GenerationRun.ToRowsAsync(
                source.AdmitAsync(parsed, rows, console, cancellationToken), cancellationToken), cancellationToken).ConfigureAwait(false);
            await run.RetryAsync(parsed, store, console).ConfigureAwait(false);
            IChatClient? asked = client is null ? null : replies.Apply(client);
            ReasoningPipeline pipeline = await ReasoningStages.CreateAsync(
                embedded.Graph, runOptions, asked, reasoning.ToJudge(parsed, asked), reasoning.ReadProfile(parsed), extractor, cancellationToken)
                .ConfigureAwait(false);
            ChainEffectProbe? probe = asked is null || share == 0
                ? null
                : new ChainEffectProbe(asked, new ChainEffectProbeOptions { Share = share, Seed = runOptions.Seed });
            return await RunSession.WorkAsync(store, GenerationRun.Work(
                pipeline, parsed.GetValue(withFigures), probe), RunReport.Accepted, client, flow, console, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static double ReadControlShare(double? share, bool isOffline) => (share, isOffline) switch
    {
        ( > 0, true) => throw new UsageException("--control-share asks a model; add --provider openai or anthropic, and --model"),
        (_, true) => 0,
        _ => share ?? DefaultControlShare,
    };
}
