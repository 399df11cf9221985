using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;

namespace MedReason.Runs;

/// <summary>
/// Stands between the stages of a run and a model: a call that was answered before is answered from the run, the same call in flight is made once, and every
/// request is on record before it is sent and after it ended, within the rates and the money of the run.
/// </summary>
/// <remarks>
/// <para>A reply is used again where it is whole (the model came to its end by itself) and was not rejected by <see cref="IChatReplyKeeper"/> as of no
/// use. Calls are the same where provider, address, model, messages, schema, settings and additional properties are; for several samples of one call, give
/// each its own <see cref="SampleIndexProperty"/>.</para>
/// <para>It repeats nothing itself. A client of the command brings its own repetitions, and each of its requests is put on record here.</para>
/// <para>It records text alone: tools and conversations that a server keeps throw <see cref="NotSupportedException"/>. Streams are given in one piece.
/// Safe for concurrent use as far as the inner client is. Disposing it disposes the inner client.</para>
/// </remarks>
public sealed class RunChatClient : DelegatingChatClient, IChatReplyKeeper
{
    private const int MaxReasons = 100;

    /// <summary>The additional property of <see cref="ChatOptions"/> that numbers samples of one call; it is not sent.</summary>
    public const string SampleIndexProperty = "medreason.sample_index";

    private readonly RunStore _store;
    private readonly RunFlowOptions _options;
    private readonly IGatedChatClient _requests;
    private readonly TimeProvider _time;
    private readonly ChatClientMetadata? _metadata;
    private readonly ChatClientMetadata? _recordedAs;
    private readonly ModelPrice? _price;
    private readonly RequestLimiter _limiter;
    private readonly CircuitBreaker _breaker;
    private readonly RunBudget _budget;
    private readonly ConcurrentDictionary<string, Lazy<Task<ModelCallEnd>>> _inFlight = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _failures = new(StringComparer.Ordinal);
    private RunSpending _spending;

    /// <summary>Wraps a client for a run.</summary>
    /// <param name="innerClient">The client.</param>
    /// <param name="store">The run; not disposed.</param>
    /// <param name="options">Rates and money; null for the defaults.</param>
    /// <param name="timeProvider">The clock of rates and pauses; null for the system's.</param>
    /// <exception cref="ArgumentException">A cap on the cost is set and the price of the client's model is unknown; or a limit is not positive.</exception>
    public RunChatClient(IChatClient innerClient, RunStore store, RunFlowOptions? options = null, TimeProvider? timeProvider = null)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(innerClient);
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _options = options ?? new RunFlowOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.Concurrency, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.RequestsPerMinute ?? 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.TokensPerMinute ?? 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(_options.MaxCost ?? 0, nameof(options));
        _time = timeProvider ?? TimeProvider.System;
        _requests = innerClient.GetService(typeof(IGatedChatClient)) as IGatedChatClient ?? new SingleRequestChatClient(innerClient);
        _metadata = innerClient.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        _recordedAs = _options.RepliesFrom is { } from ? new ChatClientMetadata(from.ProviderName, from.ProviderUri, _metadata?.DefaultModelId) : _metadata;
        _price = _options.Prices?.Find(_metadata?.DefaultModelId);
        if (_options.MaxCost is not null && _price is null)
        {
            throw new ArgumentException($"A cap on the cost needs the price of the model '{_metadata?.DefaultModelId}'.", nameof(options));
        }

        _limiter = new RequestLimiter(_options.Concurrency, _options.RequestsPerMinute, _options.TokensPerMinute, _time);
        _breaker = new CircuitBreaker(_time);
        (_spending, bool hasUnbounded) = store.PriceRequests(_price);
        _budget = new RunBudget(
            _options.MaxCost is { } cap ? Money.FromDollars(cap) : null, Money.FromDollars(_spending.Cost + _spending.PossibleCost));
        if (hasUnbounded && _options.MaxCost is not null)
        {
            _budget.Stop(
                RunEndCause.BudgetExhausted,
                "an earlier session made calls without a limit on replies, which may have cost any sum: give the model's \"max_output_tokens\" with its price");
        }
    }

    /// <summary>What the run's requests came to so far, earlier sessions included.</summary>
    public RunSpending Spending
    {
        get
        {
            lock (_lock)
            {
                return _spending;
            }
        }
    }

    /// <summary>Gets the reasons why requests of this session failed, the most frequent first; a request that is repeated counts each time.</summary>
    public IReadOnlyList<RequestFailureTally> Failures
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. _failures.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal)
                        .Select(static pair => new RequestFailureTally { Summary = pair.Key, Count = pair.Value }),
                ];
            }
        }
    }

    /// <summary>Why the run has to end: the money is used up, or every call fails alike. Null as long as it goes on.</summary>
    public string? End => _budget.End?.Reason ?? _breaker.End;

    /// <summary>Gets the kind of <see cref="End"/>; null as long as the run goes on.</summary>
    public RunEndCause? EndCause => _budget.End?.Cause ?? (_breaker.End is null ? null : RunEndCause.ProviderFailing);

    /// <summary>How the provider is: <c>ok</c>, or what holds the run back, in a few words.</summary>
    public string Health => End is { } end ? end
        : _breaker.OpenFor is { } failure ? $"resting: {failure}"
        : _limiter.Share is var share && share < 1 ? string.Create(CultureInfo.InvariantCulture, $"held to {share:P0}")
        : "ok";

    /// <inheritdoc />
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<ChatMessage> sent = [.. messages];
        var call = ModelCall.Of(_recordedAs, sent, options);
        while (true)
        {
            Lazy<Task<ModelCallEnd>> flight = _inFlight.GetOrAdd(
                call.Key,
                static (_, state) => new Lazy<Task<ModelCallEnd>>(() => state.Client.AnswerAsync(state.Call, state.Sent, state.Options, state.Token)),
                (Client: this, Call: call, Sent: sent, Options: options, Token: cancellationToken));
            ModelCallEnd end;
            try
            {
                end = await flight.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Another row made the call and was stopped; this one makes it itself.
                continue;
            }
            catch (RunException exception)
            {
                RunRowScope.Fail(exception);
                throw;
            }

            if (end.Failure is { } failure)
            {
                if (failure.SourceException is RunException broken)
                {
                    RunRowScope.Fail(broken);
                }

                RunRowScope.Note(failure.SourceException is RequestRefusedException, end.Deferral);
                failure.Throw();
            }

            return end.Reply!.ToResponse(call.Key);
        }
    }

    /// <inheritdoc />
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <inheritdoc />
    public async Task RejectAsync(ChatResponse response)
    {
        if (response is RecordedChatResponse recorded)
        {
            RunRowScope.NoteRejection();
            await _store.RejectReplyAsync(recorded.Key).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(IChatReplyKeeper) ? this : base.GetService(serviceType, serviceKey);

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _breaker.Leave();
        }

        base.Dispose(disposing);
    }

    private async Task<ModelCallEnd> AnswerAsync(ModelCall call, List<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            if (_store.Reader.FindReply(call.Key) is not { } kept)
            {
                return await CallAsync(call, messages, options, cancellationToken).ConfigureAwait(false);
            }

            RunTelemetry.RecordedReply();
            return new ModelCallEnd { Reply = RecordedReply.FromUtf8(kept) };
        }
        finally
        {
            // The reply is on record by now: whoever asks from here on finds it there.
            _inFlight.TryRemove(call.Key, out _);
        }
    }

    private async Task<ModelCallEnd> CallAsync(ModelCall call, List<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        int? limit = options?.MaxOutputTokens ?? _price?.MaxOutputTokens;
        if (options?.AdditionalProperties?.ContainsKey(SampleIndexProperty) is true)
        {
            options = options.Clone();
            options.AdditionalProperties!.Remove(SampleIndexProperty);
        }

        if (options?.MaxOutputTokens != limit)
        {
            // What is set aside for a reply is the limit sent to the provider. It is no part of the call's key: prices change no result.
            options = options?.Clone() ?? new ChatOptions();
            options.MaxOutputTokens = limit;
        }

        var gate = new RunGate(this, call, limit);
        try
        {
            await _breaker.EnterAsync(cancellationToken).ConfigureAwait(false);
            await _requests.GetResponseAsync(messages, options, gate, cancellationToken).ConfigureAwait(false);
            return new ModelCallEnd { Reply = gate.Reply };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (gate.LastFailure is { } failure && exception is not RequestRefusedException)
            {
                _breaker.Fail(failure);
            }
            else
            {
                _breaker.Abandon();
            }

            return new ModelCallEnd
            {
                Failure = ExceptionDispatchInfo.Capture(exception),
                Deferral = gate.LastFailure?.RetryAfter is { } wish && wish > _options.LongestWait ? wish : null,
            };
        }
        catch
        {
            _breaker.Abandon();
            throw;
        }
    }

    private void Note(RequestFailure failure)
    {
        lock (_lock)
        {
            // Providers choose their codes: reasons beyond these are counted as one.
            string summary = _failures.ContainsKey(failure.Summary) || _failures.Count < MaxReasons ? failure.Summary : "other reasons";
            _failures[summary] = _failures.GetValueOrDefault(summary) + 1;
        }
    }

    private void Count(Func<RunSpending, RunSpending> change)
    {
        lock (_lock)
        {
            _spending = change(_spending);
        }
    }

    /// <summary>What one call came to, for all who made it.</summary>
    private sealed class ModelCallEnd
    {
        public RecordedReply? Reply { get; init; }

        public ExceptionDispatchInfo? Failure { get; init; }

        public TimeSpan? Deferral { get; init; }
    }

    /// <summary>The requests of one call, one after another.</summary>
    private sealed class RunGate(RunChatClient client, ModelCall call, int? maxOutputTokens) : IRequestGate<ChatResponse>
    {
        private RequestLimiter.Admission _admission;
        private long _reserved;

        public RecordedReply? Reply { get; private set; }

        public RequestFailure? LastFailure { get; private set; }

        public async Task<long> EnterAsync(CancellationToken cancellationToken)
        {
            if (client.End is { } end)
            {
                throw new RequestRefusedException(end);
            }

            long start = client._time.GetTimestamp();
            long worst = 0;
            if (client._price is { } price)
            {
                // Whether anything limits the reply shows only here, where the call is known.
                worst = price.WorstCase(call.InputBytes, maxOutputTokens)
                    ?? (client._options.MaxCost is null
                        ? 0
                        : throw new RequestRefusedException("a capped run needs a limit on replies: give the model's \"max_output_tokens\" with its price"));
            }

            RequestLimiter.Admission admission = await client._limiter.EnterAsync(call.InputBytes, cancellationToken).ConfigureAwait(false);
            try
            {
                await client._budget.ReserveAsync(worst, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                client._limiter.Withdraw();
                throw;
            }

            try
            {
                RunTelemetry.Waited(client._time.GetElapsedTime(start));
                long request = await client._store.BeginRequestAsync(
                    call.Key, client._price is null ? null : worst, call.InputBytes, maxOutputTokens).ConfigureAwait(false);
                (_admission, _reserved) = (admission, worst);
                return request;
            }
            catch
            {
                client._limiter.Withdraw();
                client._budget.Settle(worst, 0);
                throw;
            }
        }

        public async Task AnswerAsync(long request, ChatResponse reply)
        {
            var usage = ReplyUsage.Read(reply, call.InputBytes);
            client._limiter.Leave(
                _admission,
                usage.IsCertain ? usage.Input + usage.Output : null,
                usage.IsCertain ? usage.Output : null,
                failure: null,
                client._options.LongestWait);
            client._breaker.Succeed();
            bool isBeyond = maxOutputTokens is { } limit && ReplyUsage.IsBeyond(reply, limit);
            if (isBeyond && client._options.MaxCost is not null)
            {
                client._budget.Stop(RunEndCause.ReplyLimitExceeded, string.Create(
                    CultureInfo.InvariantCulture,
                    $"the provider wrote more than the {maxOutputTokens} tokens that it was told as the limit of a reply, so that --max-cost cannot be kept"));
            }

            // A provider that does not report its usage, or reports what cannot be, is assumed to have billed the worst case.
            long cost = client._price is { } price && usage.IsCertain && !isBeyond ? price.Cost(usage) : _reserved;
            try
            {
                Reply = RecordedReply.Of(reply, usage.IsCertain);
                await client._store.RecordReplyAsync(
                    request, call.Key, client._price is null ? null : cost, isBeyond ? default : usage, Reply.ToUtf8(), Reply.IsComplete).ConfigureAwait(false);
            }
            finally
            {
                client._budget.Settle(_reserved, cost);
            }

            RunTelemetry.Answered(LastFailure is not null, cost);
            bool isUncertain = isBeyond || !usage.IsCertain;
            client.Count(spending => spending with
            {
                Answered = spending.Answered + 1,
                InputTokens = spending.InputTokens + (isUncertain ? 0 : usage.Input),
                OutputTokens = spending.OutputTokens + (isUncertain ? 0 : usage.Output),
                UncertainUsage = spending.UncertainUsage + (isUncertain ? 1 : 0),
                Cost = spending.Cost + Money.ToDollars(cost),
                UsableReplies = spending.UsableReplies + (Reply.IsComplete ? 1 : 0),
            });
        }

        public async Task FailAsync(long request, RequestFailure failure)
        {
            bool isRetry = LastFailure is not null;
            LastFailure = failure;
            client.Note(failure);
            client._limiter.Leave(_admission, tokens: null, outputTokens: null, failure, client._options.LongestWait);
            long amount = failure.MayBeBilled ? _reserved : 0;
            try
            {
                await client._store.RecordFailureAsync(request, client._price is null ? null : amount, failure.MayBeBilled, failure.Summary)
                    .ConfigureAwait(false);
            }
            finally
            {
                client._budget.Settle(_reserved, amount);
            }

            RunTelemetry.Failed(isRetry, failure, amount);
            client.Count(spending => failure.MayBeBilled
                ? spending with { PossiblyBilled = spending.PossiblyBilled + 1, PossibleCost = spending.PossibleCost + Money.ToDollars(amount) }
                : spending with { Failed = spending.Failed + 1 });
        }
    }
}
