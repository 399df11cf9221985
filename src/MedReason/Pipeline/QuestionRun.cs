using System.Diagnostics;
using System.Threading.Channels;
using MedReason.Chat;
using MedReason.Paths;
using MedReason.Questions;
using MedReason.Shared;
using MedReason.Telemetry;
using Microsoft.Extensions.Logging;

namespace MedReason.Pipeline;

/// <summary>The run of one question: the order of the stages, and when it ends. Each step turns the progress so far into the next.</summary>
/// <param name="stages">The parts of the pipeline.</param>
/// <param name="question">The question.</param>
/// <param name="options">The options; validated.</param>
/// <param name="updates">Receives the progress; null to report none.</param>
internal sealed class QuestionRun(PipelineStages stages, MedicalQuestion question, RunOptions options, ChannelWriter<ReasoningUpdate>? updates)
{
    private readonly StageRunner _runner = new(stages, options);
    private readonly ArgumentStage _arguments = new(stages, options);
    private readonly StatementStage _statements = new(options);
    private readonly EvidenceSearch _search = new(stages.Graph, stages.Finder, options);

    private delegate Task<QuestionProgress> Step(QuestionProgress progress, CancellationToken cancellationToken);

    // A step without a stage of its own reports no update.
    private (Step Run, string? Stage)[] Steps =>
    [
        (CheckAsync, null),
        (ExtractAsync, StageNames.Extract),
        (LinkAsync, StageNames.Link),
        (ChooseAnswerAsync, null),
        (ConcludeAsync, null),
        (SearchAsync, StageNames.Search),
        (RankAsync, StageNames.Rank),
        (WriteAsync, StageNames.Write),
        (VerifyAsync, StageNames.Verify),
    ];

    /// <summary>Runs the question.</summary>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The result, for every outcome.</returns>
    public async Task<ReasoningResult> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long start = stages.TimeProvider.GetTimestamp();
        using Activity? activity = MedReasonTelemetry.Source.StartActivity(MedReasonTelemetry.QuestionActivity);
        using IDisposable? scope = options.EnableSensitiveData ? PipelineLog.BeginQuestion(stages.Logger, question.Id) : null;
        if (options.EnableSensitiveData)
        {
            SensitiveContent.WriteQuestion(activity, stages.Logger, question);
        }

        QuestionProgress progress = await AttemptAsync(new QuestionProgress { Visibility = options.Visibility }, cancellationToken).ConfigureAwait(false);
        if (options.ShowAfterHidden && progress is { View.IsAnswerHidden: true, Ending.Outcome: ReasoningOutcome.Rejected, Chain: not null })
        {
            string code = TelemetryCode.Of(progress.Ending.Reason ?? string.Empty);
            PipelineLog.ShownAfterHidden(stages.Logger, code);
            progress = await AttemptAsync(progress.WithAnswerShown(), cancellationToken).ConfigureAwait(false);
        }

        QuestionTelemetry.Record(stages, options, progress, activity, stages.TimeProvider.GetElapsedTime(start));
        return BuildResult(progress, progress.Ending!);
    }

    private async Task<QuestionProgress> AttemptAsync(QuestionProgress progress, CancellationToken cancellationToken)
    {
        foreach ((Step run, string? stage) in Steps)
        {
            try
            {
                progress = await run(progress, cancellationToken).ConfigureAwait(false);
            }
            catch (StageFailedException failure)
            {
                return progress with { Ending = QuestionEnding.Failed(failure, stages.Logger) };
            }

            if (stage is not null && updates is not null)
            {
                var update = new ReasoningUpdate { Kind = ReasoningUpdateKind.Stage, Stage = stage, Result = BuildResult(progress, QuestionEnding.Unfinished) };
                await updates.WriteAsync(update, cancellationToken).ConfigureAwait(false);
            }

            if (progress.Ending is not null)
            {
                break;
            }
        }

        return progress;
    }

    private ReasoningResult BuildResult(QuestionProgress progress, QuestionEnding ending) =>
        ResultBuilder.Build(question, options, progress, ending, _runner.Spending);

    private async Task<QuestionProgress> CheckAsync(QuestionProgress progress, CancellationToken cancellationToken)
    {
        KnowledgeGraphMetadata metadata = progress.Metadata ?? await _runner.RunAsync(
            StageNames.Graph, token => stages.Graph.GetMetadataAsync(token).AsTask(), cancellationToken).ConfigureAwait(false);
        progress = progress with { Metadata = metadata };
        return QuestionCheck.Refuse(question, options) is { } refusal
            ? progress.Reject(StageNames.Extract, refusal.Reason, refusal.Detail)
            : progress with { View = new QuestionView(question, options.Mode, progress.Visibility) };
    }

    private async Task<QuestionProgress> ExtractAsync(QuestionProgress progress, CancellationToken cancellationToken)
    {
        MedicalQuestion read = progress.View!.ForReading;
        return progress with
        {
            Mentions = await _runner.RunAsync(
                StageNames.Extract, token => stages.Extractor.ExtractAsync(stages.Graph, read, token), cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<QuestionProgress> LinkAsync(QuestionProgress progress, CancellationToken cancellationToken)
    {
        MedicalQuestion read = progress.View!.ForReading;
        progress = progress with
        {
            Links = await _runner.RunAsync(
                StageNames.Link, token => stages.Linker.LinkAsync(stages.Graph, read, progress.Mentions, token), cancellationToken).ConfigureAwait(false),
        };
        return await _runner.RunAsync(StageNames.Link, token => _arguments.ChooseTwinsAsync(progress, token), cancellationToken).ConfigureAwait(false);
    }

    private Task<QuestionProgress> ChooseAnswerAsync(QuestionProgress progress, CancellationToken cancellationToken)
    {
        MedicalQuestion known = progress.View!.Known;
        var entities = QuestionEntities.Read(known, progress.Links);
        if (entities.Present.Count == 0)
        {
            return Task.FromResult(progress.RejectOrGoOn(
                options, StageNames.Link, ReasonCodes.NoQuestionEntity, "The graph knows nothing that the question states as present."));
        }

        bool isStatement = _statements.Applies(progress);
        progress = progress with
        {
            Entities = entities,
            Answer = isStatement ? new AnswerEntities([], false) : AnswerEntities.Choose(known, entities, options),
            Statement = isStatement ? StatementStage.Read(progress) : null,
        };
        return Task.FromResult(isStatement && progress.Statement is null
            ? progress.Reject(StageNames.Link, ReasonCodes.StatementUnread, "The yes/no question was not read as a relation between two entities of the graph.")
            : progress);
    }

    private async Task<QuestionProgress> ConcludeAsync(QuestionProgress progress, CancellationToken cancellationToken)
    {
        if (progress.IsWithoutPaths || progress.Statement is not null)
        {
            return progress.IsWithoutPaths ? progress : progress with { Conclusions = StatementStage.Conclude(progress) };
        }

        var finder = new ConclusionFinder(stages.Graph, options, progress.View!, progress.Entities!);
        Conclusions conclusions = await _runner.RunAsync(
            StageNames.Search, token => finder.FindAsync(progress.Answer!.Nodes, progress.Links, token), cancellationToken).ConfigureAwait(false);
        progress = progress with { Conclusions = conclusions };
        return conclusions != Conclusions.None ? progress : progress.RejectOrGoOn(
            options,
            StageNames.Link,
            ReasonCodes.NoAnswerEntity,
            options.Mode == ReasoningMode.Explain ? "The graph knows nothing that the answer names." : "The graph knows nothing that any option names.");
    }

    private async Task<QuestionProgress> SearchAsync(QuestionProgress progress, CancellationToken cancellationToken)
    {
        Conclusions conclusions = progress.Conclusions!;
        if (progress.IsWithoutPaths)
        {
            return progress;
        }

        PairPlan plan = progress.Statement is { } statement ? PairPlan.Between(statement.From, statement.To, options.MaxPairs)
            : conclusions.Groups.Count == 0
            ? PairPlan.AmongQuestion(progress.Entities!, options.MaxPairs)
            : PairPlan.ToConclusions(progress.Entities!, conclusions.Groups, options.MaxPairs);
        PathSearchResult found = await _runner.RunAsync(
            StageNames.Search, token => _search.RunAsync(plan, progress.Metadata!, token), cancellationToken).ConfigureAwait(false);
        MedReasonTelemetry.ExpandedEdges.Add(found.Pairs.Sum(pair => pair.ExpandedEdges));
        progress = progress with { Search = found };

        return _search.GetFailure(found, conclusions.Answer, progress.View!.Known.Ask) is { } failure
            ? progress.RejectOrGoOn(options, StageNames.Search, failure.Reason, failure.Detail)
            : progress;
    }

    private async Task<QuestionProgress> RankAsync(QuestionProgress progress, CancellationToken cancellationToken)
    {
        Conclusions conclusions = progress.Conclusions!;
        if (progress.IsWithoutPaths)
        {
            return progress;
        }

        (string Reason, string Detail)? refusal = null;
        EvidenceSet evidence = await _runner.RunAsync(
            StageNames.Rank,
            async token =>
            {
                QuestionArguments? arguments = await _arguments.FindAsync(progress, token).ConfigureAwait(false);
                EvidenceSet ranked = await RankAsync(progress, arguments, token).ConfigureAwait(false);
                ranked = RationaleEvidence.Mark(ranked, progress);
                (ranked, refusal) = progress.Statement is not null ? _statements.Grade(ranked, progress)
                    : arguments is not null ? _arguments.Grade(ranked, arguments, progress)
                    : (ranked, null);

                return await EvidenceReferences.AddAsync(stages.Graph, ranked, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);

        progress = progress with { Evidence = conclusions.AreLabelsMadeUp ? WithoutLabels(evidence) : evidence };
        return progress.Evidence.Paths.Count == 0
                ? progress.RejectOrGoOn(options, StageNames.Rank, ReasonCodes.NoEvidence, "No path was held worth citing.")
            : refusal is { Reason: var reason, Detail: var detail } ? progress.Reject(StageNames.Rank, reason, detail)
            : progress;
    }

    private Task<EvidenceSet> RankAsync(QuestionProgress progress, QuestionArguments? arguments, CancellationToken cancellationToken) =>
        stages.Ranker.RankAsync(stages.Graph, new RankingRequest
        {
            Question = progress.Conclusions!.RankedQuestion,
            Links = progress.Conclusions.RankedLinks,
            Search = progress.Statement is not null ? StatementStage.Narrow(progress)
                : ArgumentStage.Narrow(progress.Search!, arguments, progress.Entities!.Denied),
            Mode = options.Mode,
            Visibility = progress.Visibility,
            MaxPaths = options.MaxEvidencePaths,
            Seed = options.Seed,
        }, cancellationToken);

    private async Task<QuestionProgress> WriteAsync(QuestionProgress progress, CancellationToken cancellationToken)
    {
        var request = new WritingRequest
        {
            Question = progress.Conclusions!.WrittenQuestion,
            Links = progress.Conclusions.WrittenLinks,
            Evidence = progress.Evidence!,
            Mode = options.Mode,
            Visibility = progress.Visibility,
            Seed = options.Seed,
        };
        ReasoningChain chain = await _runner.RunAsync(StageNames.Write, token => WriteChainAsync(request, token), cancellationToken).ConfigureAwait(false);

        // Only what was offered may be cited, regardless of what the writer returns.
        return progress with { Chain = chain with { Evidence = progress.Evidence! } };
    }

    private async Task<ReasoningChain> WriteChainAsync(WritingRequest request, CancellationToken cancellationToken)
    {
        if (updates is null)
        {
            return await stages.Writer.WriteAsync(stages.Graph, request, cancellationToken).ConfigureAwait(false);
        }

        ReasoningChain? chain = null;
        await foreach (ChainUpdate update in stages.Writer.WriteStreamingAsync(stages.Graph, request, cancellationToken).ConfigureAwait(false))
        {
            chain = update.Chain ?? chain;
            if (update.Text.Length > 0)
            {
                var text = new ReasoningUpdate { Kind = ReasoningUpdateKind.Text, Stage = StageNames.Write, Text = update.Text };
                await updates.WriteAsync(text, cancellationToken).ConfigureAwait(false);
            }
        }

        return chain ?? throw new MedReasonException("The chain writer ended its stream without a chain.") { StageName = StageNames.Write };
    }

    private async Task<QuestionProgress> VerifyAsync(QuestionProgress progress, CancellationToken cancellationToken)
    {
        var request = new VerificationRequest
        {
            Question = progress.View!.Known,
            Links = progress.Links,
            Chain = progress.Chain!,
            Mode = options.Mode,
            Visibility = progress.Visibility,
        };
        ChainVerdict verdict = await _runner.RunAsync(
            StageNames.Verify, token => stages.Verifier.VerifyAsync(stages.Graph, request, token), cancellationToken).ConfigureAwait(false);
        return progress with { Verdict = verdict, Ending = QuestionEnding.Of(verdict) };
    }

    private static EvidenceSet WithoutLabels(EvidenceSet evidence) => evidence with
    {
        Paths = [.. evidence.Paths.Select(path => path with { OptionLabel = null })],
        Contrast = [],
        FavoredLabel = null,
    };
}
