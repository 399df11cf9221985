using System.Diagnostics;
using System.Threading.Channels;
using MedReason.Chat;
using MedReason.Questions;
using MedReason.Shared;
using MedReason.Telemetry;
using Microsoft.Extensions.Logging;

namespace MedReason.Pipeline;

/// <summary>The run of one question through the stages. Holds the state of that question, and is thrown away with it.</summary>
internal sealed class QuestionRun
{
    private readonly PipelineStages _stages;
    private readonly MedicalQuestion _question;
    private readonly RunOptions _options;
    private readonly ChannelWriter<ReasoningUpdate>? _updates;
    private readonly SortedSet<string> _models = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _prompts = new(StringComparer.Ordinal);
    private AnswerVisibility _visibility;
    private int _hiddenAttempts;
    private ModelUsage? _usage;
    private KnowledgeGraphMetadata? _metadata;
    private MedicalQuestion _known;
    private bool _isAnswerVisible;
    private bool _isRationaleUsed;
    private IReadOnlyList<EntityLink> _links = [];
    private PathSearchResult? _search;
    private EvidenceSet? _evidence;
    private ReasoningChain? _chain;
    private ChainVerdict? _verdict;

    /// <summary>Prepares a run.</summary>
    /// <param name="stages">The pipeline's parts.</param>
    /// <param name="question">The question.</param>
    /// <param name="options">How; validated.</param>
    /// <param name="updates">Where progress is told; null to tell none.</param>
    public QuestionRun(PipelineStages stages, MedicalQuestion question, RunOptions options, ChannelWriter<ReasoningUpdate>? updates)
    {
        _stages = stages;
        _question = question;
        _options = options;
        _updates = updates;
        _visibility = options.Visibility;
        _known = question;
    }

    private bool IsHidden => _options.Mode == ReasoningMode.Explain && _visibility == AnswerVisibility.Hidden;

    /// <summary>Runs the question.</summary>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The result, whatever became of it.</returns>
    public async Task<ReasoningResult> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long start = _stages.TimeProvider.GetTimestamp();
        using Activity? activity = MedReasonTelemetry.Source.StartActivity(MedReasonTelemetry.QuestionActivity);
        using IDisposable? scope = _options.EnableSensitiveData ? PipelineLog.BeginQuestion(_stages.Logger, _question.Id) : null;
        if (_options.EnableSensitiveData)
        {
            SensitiveContent.TellQuestion(activity, _stages.Logger, _question);
        }

        ReasoningResult result;
        string? errorType = null;
        try
        {
            result = await AttemptAsync(cancellationToken).ConfigureAwait(false);
            if (IsHidden && _options.ShowAfterHidden && result is { Outcome: ReasoningOutcome.Rejected, Chain: not null })
            {
                string code = TelemetryCode.Of(result.Reason ?? string.Empty);
                PipelineLog.ShownAfterHidden(_stages.Logger, code);
                ShowAnswer();
                result = await AttemptAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StageFailedException failure)
        {
            errorType = MedReasonTelemetry.ErrorType(failure.InnerException!);
            PipelineLog.StageFailed(_stages.Logger, failure.Stage, failure.Reason, errorType);
            if (_stages.Logger.IsEnabled(LogLevel.Debug))
            {
                string thrown = ExceptionShape.Describe(failure.InnerException!);
                PipelineLog.StageThrew(_stages.Logger, failure.Stage, thrown);
            }

            result = End(ReasoningOutcome.Failed, failure.Stage, failure.Reason, failure.Message);
        }

        Observe(activity, result, errorType, _stages.TimeProvider.GetElapsedTime(start).TotalSeconds);
        return result;
    }

    private async Task<ReasoningResult> AttemptAsync(CancellationToken cancellationToken)
    {
        _metadata ??= await RunStageAsync(StageNames.Graph, token => _stages.Graph.GetMetadataAsync(token).AsTask(), cancellationToken).ConfigureAwait(false);
        if (QuestionCheck.Refuse(_question, _options) is { } refusal)
        {
            return End(ReasoningOutcome.Rejected, StageNames.Extract, refusal.Reason, refusal.Detail);
        }

        _known = QuestionCheck.CompleteAnswer(_question, _options.Mode);

        // Where options stand in for the answer, no stage before the verdict needs it, and what no stage sees cannot leak.
        bool isBlankFromStart = _options.Mode == ReasoningMode.Answer || (IsHidden && _known.Options.Count > 0 && _known.AnswerLabel is not null);
        MedicalQuestion read = isBlankFromStart ? _known.WithoutAnswer() : _known with { ReferenceReasoning = null };

        IReadOnlyList<EntityMention> mentions = await RunStageAsync(
            StageNames.Extract, token => _stages.Extractor.ExtractAsync(_stages.Graph, read, token), cancellationToken).ConfigureAwait(false);
        await TellStageAsync(StageNames.Extract, cancellationToken).ConfigureAwait(false);

        _links = await RunStageAsync(
            StageNames.Link, token => _stages.Linker.LinkAsync(_stages.Graph, read, mentions, token), cancellationToken).ConfigureAwait(false);
        await TellStageAsync(StageNames.Link, cancellationToken).ConfigureAwait(false);

        var entities = QuestionEntities.Read(_known, _links);
        if (entities.Present.Count == 0)
        {
            return End(ReasoningOutcome.Rejected, StageNames.Link, ReasonCodes.NoQuestionEntity, "The graph knows nothing that the question states as present.");
        }

        Conclusions conclusions = await RunStageAsync(
            StageNames.Search, token => FindConclusionsAsync(entities, token), cancellationToken).ConfigureAwait(false);
        return conclusions == Conclusions.None
            ? End(ReasoningOutcome.Rejected, StageNames.Link, ReasonCodes.NoAnswerEntity, _options.Mode == ReasoningMode.Explain
                ? "The graph knows nothing that the answer names."
                : "The graph knows nothing that any option names.")
            : await SearchAndWriteAsync(entities, conclusions, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ReasoningResult> SearchAndWriteAsync(QuestionEntities entities, Conclusions conclusions, CancellationToken cancellationToken)
    {
        PairPlan plan = conclusions.Groups.Count == 0
            ? PairPlan.AmongQuestion(entities, _options.MaxPairs)
            : PairPlan.ToConclusions(entities, conclusions.Groups, _options.MaxPairs);
        var search = new EvidenceSearch(_stages.Graph, _stages.Finder, _options);
        _search = await RunStageAsync(StageNames.Search, token => search.RunAsync(plan, _metadata!, token), cancellationToken).ConfigureAwait(false);
        MedReasonTelemetry.ExpandedEdges.Add(_search.Pairs.Sum(pair => pair.ExpandedEdges));
        await TellStageAsync(StageNames.Search, cancellationToken).ConfigureAwait(false);
        if (GetSearchFailure(conclusions.Answer) is { } reason)
        {
            return End(ReasoningOutcome.Rejected, StageNames.Search, reason.Reason, reason.Detail);
        }

        var ranking = new RankingRequest
        {
            Question = conclusions.RankedQuestion,
            Links = conclusions.RankedLinks,
            Search = _search,
            Mode = _options.Mode,
            Visibility = _visibility,
            MaxPaths = _options.MaxEvidencePaths,
            Seed = _options.Seed,
        };
        EvidenceSet evidence = await RunStageAsync(
            StageNames.Rank, token => _stages.Ranker.RankAsync(_stages.Graph, ranking, token), cancellationToken).ConfigureAwait(false);
        _evidence = conclusions.AreLabelsOurs ? WithoutLabels(evidence) : evidence;
        await TellStageAsync(StageNames.Rank, cancellationToken).ConfigureAwait(false);
        if (_evidence.Paths.Count == 0)
        {
            return End(ReasoningOutcome.Rejected, StageNames.Rank, ReasonCodes.NoEvidence, "No path was held worth citing.");
        }

        var writing = new WritingRequest
        {
            Question = conclusions.WrittenQuestion,
            Links = conclusions.WrittenLinks,
            Evidence = _evidence,
            Mode = _options.Mode,
            Visibility = _visibility,
            Seed = _options.Seed,
        };
        ReasoningChain chain = await RunStageAsync(StageNames.Write, token => WriteAsync(writing, token), cancellationToken).ConfigureAwait(false);

        // What was offered is what may be cited, whatever the writer hands back.
        _chain = chain with { Evidence = _evidence };
        await TellStageAsync(StageNames.Write, cancellationToken).ConfigureAwait(false);

        var verification = new VerificationRequest
        {
            Question = _options.Mode == ReasoningMode.Answer ? _question.WithoutAnswer() : _known,
            Links = _links,
            Chain = _chain,
            Mode = _options.Mode,
            Visibility = _visibility,
        };
        _verdict = await RunStageAsync(
            StageNames.Verify, token => _stages.Verifier.VerifyAsync(_stages.Graph, verification, token), cancellationToken).ConfigureAwait(false);
        await TellStageAsync(StageNames.Verify, cancellationToken).ConfigureAwait(false);
        return Judge(_verdict);
    }

    /// <summary>What may be concluded, and what ranker and writer get to see; none where the graph knows nothing of it.</summary>
    private async Task<Conclusions> FindConclusionsAsync(QuestionEntities entities, CancellationToken cancellationToken)
    {
        if (_options.Mode == ReasoningMode.Answer)
        {
            return _known.Options.Count > 0 && entities.Options.Count == 0
                ? Conclusions.None
                : Conclusions.Plain(entities.Options, entities.Options.SelectMany(group => group.Nodes), _known.WithoutAnswer(), _links);
        }

        IReadOnlyList<NodeId> answer = entities.OfOption(_known.AnswerLabel);
        _isRationaleUsed = false;
        if (answer.Count == 0)
        {
            answer = entities.Answer;
            if (answer.Count == 0 && _options.UseRationale)
            {
                answer = entities.Rationale;
                _isRationaleUsed = answer.Count > 0;
            }
        }

        if (answer.Count == 0)
        {
            return Conclusions.None;
        }

        bool isAnOption = answer.All(node => entities.Options.Any(group => group.Nodes.Contains(node)));
        if (isAnOption)
        {
            MedicalQuestion seen = IsHidden ? _known.WithoutAnswer() : _known;
            return Conclusions.Plain(entities.Options, answer, seen, IsHidden ? WithoutAnswerLinks() : _links);
        }

        var own = new ConclusionGroup(_known.AnswerLabel, answer);
        if (!IsHidden)
        {
            return Conclusions.Plain([.. entities.Options, own], answer, _known, _links);
        }

        IReadOnlyList<ConclusionGroup> decoys = await DrawDecoysAsync(entities, answer, cancellationToken).ConfigureAwait(false);
        _isAnswerVisible = decoys.Count == 0;
        IReadOnlyList<KgNode?> nodes = await _stages.Graph.GetNodesAsync([.. answer.Concat(decoys.SelectMany(group => group.Nodes))], cancellationToken).ConfigureAwait(false);
        return Conclusions.AmongDecoys(
            own with { Label = null }, decoys, nodes.OfType<KgNode>().ToDictionary(node => node.Id), _known.WithoutAnswer(), WithoutAnswerLinks(), _options.Seed);
    }

    private async Task<IReadOnlyList<ConclusionGroup>> DrawDecoysAsync(QuestionEntities entities, IReadOnlyList<NodeId> answer, CancellationToken cancellationToken)
    {
        if (_options.DecoyCount == 0 || await _stages.Decoys.GetAsync(cancellationToken).ConfigureAwait(false) is not { } index)
        {
            return [];
        }

        HashSet<NodeId> excluded = [.. entities.Present, .. entities.Denied, .. entities.Answer, .. entities.Rationale, .. answer];
        List<NodeId>[] groups = [.. Enumerable.Range(0, _options.DecoyCount).Select(_ => new List<NodeId>())];
        IReadOnlyList<KgNode?> nodes = await _stages.Graph.GetNodesAsync(answer, cancellationToken).ConfigureAwait(false);
        foreach (KgNode node in nodes.OfType<KgNode>())
        {
            IReadOnlyList<NodeId> drawn = index.Draw(node, groups.Length, excluded, _options.Seed, _question.Id);
            for (int i = 0; i < drawn.Count; i++)
            {
                groups[i].Add(drawn[i]);
            }
        }

        return [.. groups.Where(group => group.Count == answer.Count).Select(group => new ConclusionGroup(null, group))];
    }

    private async Task<ReasoningChain> WriteAsync(WritingRequest request, CancellationToken cancellationToken)
    {
        if (_updates is null)
        {
            return await _stages.Writer.WriteAsync(_stages.Graph, request, cancellationToken).ConfigureAwait(false);
        }

        ReasoningChain? chain = null;
        await foreach (ChainUpdate update in _stages.Writer.WriteStreamingAsync(_stages.Graph, request, cancellationToken).ConfigureAwait(false))
        {
            chain = update.Chain ?? chain;
            if (update.Text.Length > 0)
            {
                var told = new ReasoningUpdate { Kind = ReasoningUpdateKind.Text, Stage = StageNames.Write, Text = update.Text };
                await _updates.WriteAsync(told, cancellationToken).ConfigureAwait(false);
            }
        }

        return chain ?? throw new MedReasonException("The chain writer ended its stream without a chain.") { StageName = StageNames.Write };
    }

    /// <summary>Why the search gives nothing to write from; null where it does.</summary>
    private (string Reason, string Detail)? GetSearchFailure(IReadOnlyCollection<NodeId> answer)
    {
        // For an exception the answer is what lacks paths, so that any path serves.
        bool isAnyPathEnough = answer.Count == 0 || _known.Ask == QuestionAsk.Except;
        PairSearchResult[] pairs = [.. _search!.Pairs.Where(pair => isAnyPathEnough || answer.Contains(pair.Pair.To))];
        if (pairs.Any(pair => pair.Outcome == PathOutcome.Found))
        {
            return null;
        }

        if (pairs.Any(pair => pair.Outcome == PathOutcome.Cut))
        {
            return (ReasonCodes.PathSearchCut, "A cap ended the search before it found a path or could rule one out.");
        }

        return pairs.Length > 0 && answer.All(node => pairs.Any(pair => pair.Pair.To == node && pair.Outcome == PathOutcome.SameNode)) && answer.Count > 0
            ? (ReasonCodes.AnswerInQuestion, "The answer's entities stand in the question itself.")
            : (ReasonCodes.NoPath, string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"No path of at most {_options.MaxPathLength} hops joins the question to the answer."));
    }

    private ReasoningResult Judge(ChainVerdict verdict)
    {
        VerificationFinding? gravest = verdict.Findings.OrderByDescending(finding => finding.Severity).FirstOrDefault();
        bool hasError = gravest?.Severity == FindingSeverity.Error;
        return verdict.Status switch
        {
            VerdictStatus.Accepted when !hasError => End(ReasoningOutcome.Accepted, null, null, null),
            VerdictStatus.Unknown when !hasError => End(
                ReasoningOutcome.Rejected, StageNames.Verify, ReasonCodes.VerdictUnknown, gravest?.Message ?? "The verdict is unknown, which is never a pass."),
            _ => End(ReasoningOutcome.Rejected, StageNames.Verify, gravest?.Code ?? ReasonCodes.VerdictUnknown, gravest?.Message ?? "The chain was rejected."),
        };
    }

    private void ShowAnswer()
    {
        _hiddenAttempts++;
        _visibility = AnswerVisibility.Shown;
        _isAnswerVisible = false;
        (_links, _search, _evidence, _chain, _verdict) = ([], null, null, null, null);
    }

    private EntityLink[] WithoutAnswerLinks() =>
        [.. _links.Where(link => link.Mention.Role is not (MentionRole.Answer or MentionRole.Rationale))];

    private static EvidenceSet WithoutLabels(EvidenceSet evidence) => evidence with
    {
        Paths = [.. evidence.Paths.Select(path => path with { OptionLabel = null })],
        Contrast = [],
        FavoredLabel = null,
    };

    private async Task<T> RunStageAsync<T>(string stage, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        long start = _stages.TimeProvider.GetTimestamp();
        using Activity? activity = MedReasonTelemetry.Source.StartActivity(MedReasonTelemetry.StageActivity);
        if (activity is not null)
        {
            activity.DisplayName = $"{MedReasonTelemetry.StageActivity} {stage}";
            activity.SetTag(MedReasonTelemetry.StageTag, stage);
        }

        var tags = new TagList { { MedReasonTelemetry.StageTag, stage } };
        using var calls = ModelUsageScope.Begin(stage);
        T? result = default;
        try
        {
            result = await work(cancellationToken).ConfigureAwait(false);
            if (result is null)
            {
                throw new MedReasonException($"The stage '{stage}' answered null.") { StageName = stage };
            }

            if (_options.EnableSensitiveData)
            {
                SensitiveContent.TellStage(activity, _stages.Logger, stage, result);
            }

            return result;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            string errorType = MedReasonTelemetry.ErrorType(exception);
            tags.Add(MedReasonTelemetry.ErrorTypeTag, errorType);
            activity?.SetStatus(ActivityStatusCode.Error);
            activity?.SetTag(MedReasonTelemetry.ErrorTypeTag, errorType);
            if (_options.EnableSensitiveData)
            {
                SensitiveContent.TellFailure(activity, _stages.Logger, stage, exception);
            }

            throw StageFailedException.From(stage, exception);
        }
        finally
        {
            NoteCalls(stage, calls, result);
            MedReasonTelemetry.StageDuration.Record(_stages.TimeProvider.GetElapsedTime(start).TotalSeconds, tags);
        }
    }

    /// <summary>Notes what a stage cost, and which models and prompts it used, whatever became of it.</summary>
    /// <remarks>
    /// Structured calls are counted as they are made. A host's stage that asks a model by other ways is known by what its result tells alone, and so is a
    /// writer's template that no call was made with.
    /// </remarks>
    private void NoteCalls(string stage, ModelUsageScope calls, object? result)
    {
        ModelUsage? told = result switch
        {
            EvidenceSet evidence => evidence.Usage,
            ReasoningChain chain => chain.Usage,
            ChainVerdict verdict => verdict.Usage,
            _ => null,
        };
        ModelUsage? usage = calls.Usage is { } counted && counted.Calls >= (told?.Calls ?? 0) ? counted : told;
        _usage = ModelUsage.Sum(_usage, usage);
        if (usage is not null)
        {
            var stageTag = new KeyValuePair<string, object?>(MedReasonTelemetry.StageTag, stage);
            MedReasonTelemetry.ModelCalls.Add(usage.Calls, stageTag);
            MedReasonTelemetry.ModelTokens.Add(usage.InputTokens, stageTag, new KeyValuePair<string, object?>(MedReasonTelemetry.TokenTypeTag, "input"));
            MedReasonTelemetry.ModelTokens.Add(usage.OutputTokens, stageTag, new KeyValuePair<string, object?>(MedReasonTelemetry.TokenTypeTag, "output"));
        }

        _models.UnionWith(calls.Models);
        foreach ((string name, string version) in calls.Prompts)
        {
            _prompts[name] = version;
        }

        if (result is ReasoningChain { ModelId: { } model })
        {
            _models.Add(model);
        }

        if (result is ReasoningChain { PromptVersion: { } prompt } && calls.Prompts.Count == 0)
        {
            _prompts[StageNames.Write] = prompt;
        }
    }

    private async ValueTask TellStageAsync(string stage, CancellationToken cancellationToken)
    {
        if (_updates is not null)
        {
            ReasoningResult soFar = End(ReasoningOutcome.Rejected, null, ReasonCodes.Unfinished, "The question is still being worked on.");
            await _updates.WriteAsync(
                new ReasoningUpdate { Kind = ReasoningUpdateKind.Stage, Stage = stage, Result = soFar }, cancellationToken).ConfigureAwait(false);
        }
    }

    private ReasoningResult End(ReasoningOutcome outcome, string? stage, string? reason, string? detail) => new()
    {
        Question = _question,
        Links = _links,
        Search = _search,
        Evidence = _evidence,
        Chain = _chain,
        Verdict = _verdict,
        Outcome = outcome,
        FailedStage = stage,
        Reason = reason,
        Detail = detail,
        Usage = _usage,
        Provenance = _metadata is null ? null : new ReasoningProvenance
        {
            GraphName = _metadata.Name,
            GraphVersion = _metadata.Version,
            GraphHash = _metadata.ContentHash,
            Mode = _options.Mode,
            WriterSees = _options.Mode == ReasoningMode.Answer ? AnswerVisibility.Hidden : _visibility,
            IsAnswerVisible = _isAnswerVisible,
            HiddenAttempts = _hiddenAttempts,
            IsRationaleUsed = _isRationaleUsed,
            Seed = _options.Seed,
            Models = [.. _models],
            Prompts = new SortedDictionary<string, string>(_prompts, StringComparer.Ordinal),
            PackageVersion = MedReasonTelemetry.Version,
            SourceSplit = (_question.Dataset, _question.Split) switch
            {
                (null, null) => null,
                (null, _) => _question.Split,
                (_, null) => _question.Dataset,
                _ => $"{_question.Dataset}/{_question.Split}",
            },
        },
    };

    private void Observe(Activity? activity, ReasoningResult result, string? errorType, double seconds)
    {
        string mode = _options.Mode == ReasoningMode.Explain ? "explain" : "answer";
        string outcome = result.Outcome switch
        {
            ReasoningOutcome.Accepted => "accepted",
            ReasoningOutcome.Rejected => "rejected",
            _ => "failed",
        };
        var tags = new TagList { { MedReasonTelemetry.OutcomeTag, outcome }, { MedReasonTelemetry.ModeTag, mode } };
        MedReasonTelemetry.QuestionDuration.Record(seconds, tags);
        if (result.FailedStage is { } stage)
        {
            tags.Add(MedReasonTelemetry.StageTag, stage);
        }

        if (result.Reason is { } reason)
        {
            tags.Add(MedReasonTelemetry.ReasonTag, TelemetryCode.Of(reason));
        }

        MedReasonTelemetry.Questions.Add(1, tags);
        if (activity is not null)
        {
            foreach ((string name, object? value) in tags)
            {
                activity.SetTag(name, value);
            }

            activity.SetTag(MedReasonTelemetry.VisibilityTag, _visibility == AnswerVisibility.Hidden ? "hidden" : "shown");
            if (errorType is not null)
            {
                activity.SetStatus(ActivityStatusCode.Error);
                activity.SetTag(MedReasonTelemetry.ErrorTypeTag, errorType);
            }

            if (_options.EnableSensitiveData)
            {
                activity.SetTag(SensitiveContent.DetailTag, result.Detail);
            }
        }

        string? code = result.Reason is null ? null : TelemetryCode.Of(result.Reason);
        PipelineLog.QuestionEnded(_stages.Logger, result.Outcome, code, result.FailedStage, seconds);
    }
}
