using MedReason.Verification;

namespace MedReason;

/// <summary>Several verifiers as one: all of them check, and their verdicts merge.</summary>
/// <remarks>
/// It fails closed. One rejection, or one finding that is an error, rejects; else one unknown makes the whole unknown; only where each verifier accepts is
/// the chain accepted. A verifier that throws or exceeds the time it is given is unknown, with a finding that names it. Without a verifier the verdict is
/// unknown. Cancellation by the caller throws. Safe for concurrent use if its verifiers are.
/// </remarks>
public sealed class CompositeChainVerifier : IChainVerifier, IWarmableStage
{
    /// <summary>The name that its own findings carry.</summary>
    public const string VerifierName = "composite";

    private readonly IChainVerifier[] _verifiers;
    private readonly TimeSpan? _timeout;
    private readonly TimeProvider _timeProvider;

    /// <summary>Joins verifiers.</summary>
    /// <param name="verifiers">The verifiers, which check one after the other in this order.</param>
    /// <param name="timeout">How long each may take; null for no limit.</param>
    /// <param name="timeProvider">Measures the time; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is not positive.</exception>
    public CompositeChainVerifier(IEnumerable<IChainVerifier> verifiers, TimeSpan? timeout = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(verifiers);
        if (timeout is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(timeout));
        }

        _verifiers = [.. verifiers];
        _timeout = timeout;
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <summary>The library's own checks: grounding, leaks, options, safety, and, with a model to judge by, consistency.</summary>
    /// <remarks>
    /// A chain is accepted where every citation resolves, every claim is in the graph, a grounded step reaches the conclusion's entity, nothing leaks, the
    /// conclusion names one option,
    /// no contraindicated drug is recommended and, where a judge is given, the steps alone lead to the same answer.
    /// </remarks>
    /// <param name="consistency">Reads the steps without their conclusion; null to leave that out.</param>
    /// <param name="lexicon">Finds the entities that the prose names; one that is shared with the pipeline compiles a graph's names once. Null for one of its
    /// own.</param>
    /// <param name="timeout">How long each may take; null for no limit.</param>
    /// <param name="timeProvider">Measures the time; null for the system's.</param>
    /// <returns>The verifier.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is not positive.</exception>
    public static CompositeChainVerifier CreateDefault(
        AnswerConsistencyVerifier? consistency = null, LexiconEntityExtractor? lexicon = null, TimeSpan? timeout = null, TimeProvider? timeProvider = null)
    {
        IChainVerifier[] local = [new GroundingVerifier(lexicon), new AnswerLeakVerifier(), new AnswerOptionVerifier(), new SafetyVerifier()];
        return new CompositeChainVerifier(consistency is null ? local : [.. local, consistency], timeout, timeProvider);
    }

    /// <inheritdoc />
    public async Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, VerificationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(request);
        var reading = new RequestReading(request);
        var verdicts = new List<ChainVerdict>(_verifiers.Length);
        foreach (IChainVerifier verifier in _verifiers)
        {
            verdicts.Add(await AskAsync(verifier, graph, reading, cancellationToken).ConfigureAwait(false));
        }

        return verdicts.Count == 0 ? Unknown(ReasonCodes.NothingChecked, "No verifier checked the chain.") : Merge(verdicts);
    }

    /// <inheritdoc />
    async Task IWarmableStage.WarmUpAsync(IKnowledgeGraph graph, CancellationToken cancellationToken)
    {
        foreach (IWarmableStage verifier in _verifiers.OfType<IWarmableStage>())
        {
            await verifier.WarmUpAsync(graph, cancellationToken).ConfigureAwait(false);
        }
    }

    private static ChainVerdict Merge(List<ChainVerdict> verdicts)
    {
        bool isRejected = verdicts.Exists(verdict =>
            verdict.Status == VerdictStatus.Rejected || verdict.Findings.Any(finding => finding.Severity == FindingSeverity.Error));
        bool isAccepted = verdicts.TrueForAll(verdict => verdict.Status == VerdictStatus.Accepted);
        return new ChainVerdict
        {
            Status = isRejected ? VerdictStatus.Rejected : isAccepted ? VerdictStatus.Accepted : VerdictStatus.Unknown,
            Findings = FindingOrder.Sort(verdicts.SelectMany(verdict => verdict.Findings)),
            Measures = verdicts.Select(verdict => verdict.Measures).FirstOrDefault(measures => measures is not null),
            NotChecked = [.. verdicts.SelectMany(verdict => verdict.NotChecked).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Usage = verdicts.Aggregate((ModelUsage?)null, (sum, verdict) => ModelUsage.Sum(sum, verdict.Usage)),
        };
    }

    private static ChainVerdict Unknown(string code, string message) => new()
    {
        Status = VerdictStatus.Unknown,
        Findings = [new VerificationFinding { Code = code, Severity = FindingSeverity.Warning, Message = message, Verifier = VerifierName }],
    };

    private async Task<ChainVerdict> AskAsync(IChainVerifier verifier, IKnowledgeGraph graph, RequestReading reading, CancellationToken cancellationToken)
    {
        using CancellationTokenSource? limit = _timeout is { } timeout ? new CancellationTokenSource(timeout, _timeProvider) : null;
        using CancellationTokenSource? linked = limit is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        CancellationToken token = linked?.Token ?? cancellationToken;
        string name = verifier.GetType().Name;
        try
        {
            Task<ChainVerdict> verifying = verifier is IReadingVerifier reader
                ? reader.VerifyAsync(graph, reading, token)
                : verifier.VerifyAsync(graph, reading.Request, token);
            ChainVerdict? verdict = await verifying.WaitAsync(token).ConfigureAwait(false);
            return verdict ?? Unknown(ReasonCodes.VerifierFailed, $"{name} gave no verdict.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unknown(ReasonCodes.Timeout, $"{name} did not come to an end in time.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Unknown(ReasonCodes.VerifierFailed, $"{name} failed with {exception.GetType().Name}.");
        }
    }
}
