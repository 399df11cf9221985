using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using MedReason.Shared;
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

    private readonly IRunStore _store;
    private readonly RunFlowOptions _options;
    private readonly IGatedChatClient _requests;
    private readonly TimeProvider _time;
    private readonly ChatClientMetadata? _metadata;
    private readonly ChatClientMetadata? _recordedAs;
    private readonly ModelPrice? _price;
    private readonly RequestLimiter _limiter;
    private readonly CircuitBreaker _breaker;
    private readonly IRequestLedger _ledger;
    private readonly RunBatches? _batches;
    private readonly ConcurrentDictionary<string, Lazy<Task<ModelCallEnd>>> _inFlight = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private volatile RunSteering _steering = RunSteering.None;
    private readonly Dictionary<string, long> _failures = new(StringComparer.Ordinal);

    /// <summary>Wraps a client for a run.</summary>
    /// <param name="innerClient">The client.</param>
    /// <param name="store">The run; not disposed.</param>
    /// <param name="options">Rates and money; null for the defaults.</param>
    /// <param name="timeProvider">The clock of rates and pauses; null for the system's.</param>
    /// <exception cref="ArgumentException">
    /// A cap on the cost is set and the price of the client's model is unknown; a limit is not positive; or calls are to be made in batches, and the client is
    /// no <see cref="IBatchChatClient"/>.
    /// </exception>
    /// <exception cref="RunException">
    /// Batches are on record and cannot be read, or are under way while calls are not to be made in batches, so that they would be paid twice.
    /// </exception>
    public RunChatClient(IChatClient innerClient, IRunStore store, RunFlowOptions? options = null, TimeProvider? timeProvider = null)
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

        RequireNoOpenBatches(store, _options);
        _limiter = store.IsShared
            ? new RequestLimiter(_options.Concurrency, requestsPerMinute: null, tokensPerMinute: null, _time)
            : new RequestLimiter(_options.Concurrency, _options.RequestsPerMinute, _options.TokensPerMinute, _time);
        _breaker = new CircuitBreaker(_time);
        _ledger = store.OpenLedger(_options, _price);
        if (_options.Batch is { } batch)
        {
            IBatchChatClient client = innerClient.GetService(typeof(IBatchChatClient)) as IBatchChatClient
                ?? throw new ArgumentException("Calls in batches need a client that offers IBatchChatClient.", nameof(innerClient));
            _batches = new RunBatches(this, store, _ledger, client, batch, _price?.InBatch(), _time);
        }
    }

    /// <summary>What the run's requests came to so far, earlier sessions included.</summary>
    public RunSpending Spending => _ledger.Spending;

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
    public string? End => _ledger.End?.Reason ?? _breaker.End;

    /// <summary>Gets the kind of <see cref="End"/>; null as long as the run goes on.</summary>
    public RunEndCause? EndCause => _ledger.End?.Cause ?? (_breaker.End is null ? null : RunEndCause.ProviderFailing);

    /// <summary>How the provider is: <c>ok</c>, or what holds the run back, in a few words.</summary>
    public string Health => End is { } end ? end
        : _breaker.OpenFor is { } failure ? $"resting: {failure}"
        : _limiter.Share is var share && share < 1 ? string.Create(CultureInfo.InvariantCulture, $"held to {share:P0}")
        : _batches?.Health ?? "ok";

    /// <summary>The calls that are made in batches; null where none are.</summary>
    internal RunBatches? Batches => _batches;

    /// <inheritdoc />
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<ChatMessage> sent = [.. messages];
        var call = ModelCall.Of(_recordedAs, sent, options);
        if (_batches is null)
        {
            return await AskAsync(call, sent, options, scope: null, cancellationToken).ConfigureAwait(false);
        }

        RunRowScope scope = RunRowScope.Current ?? throw new InvalidOperationException("Calls in batches are made by the rows of a RunEngine.");
        scope.EnterCall();
        try
        {
            return await AskAsync(call, sent, options, scope, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            scope.LeaveCall();
        }
    }

    private async Task<ChatResponse> AskAsync(
        ModelCall call, List<ChatMessage> sent, ChatOptions? options, RunRowScope? scope, CancellationToken cancellationToken)
    {
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

            if (end.IsWaiting)
            {
                await scope!.WaitAsync(call.Key).ConfigureAwait(false);
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
            _batches?.Dispose();
            _breaker.Leave();
        }

        base.Dispose(disposing);
    }

    private bool HasCap => (_store.Steering.MaxCost ?? _options.MaxCost) is not null;

    private void Retune()
    {
        RunSteering steering = _store.Steering;
        if (_steering != steering)
        {
            _steering = steering;
            _limiter.Retune(
                steering.Concurrency ?? _options.Concurrency,
                _store.IsShared ? null : steering.RequestsPerMinute ?? _options.RequestsPerMinute,
                _store.IsShared ? null : steering.TokensPerMinute ?? _options.TokensPerMinute);
        }
    }

    private async Task<ModelCallEnd> AnswerAsync(ModelCall call, List<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            if (await _store.FindReplyAsync(call.Key, cancellationToken).ConfigureAwait(false) is not { } kept)
            {
                (options, int? limit) = Prepare(options);
                return _batches is null
                    ? await CallAsync(call, messages, options, limit, cancellationToken).ConfigureAwait(false)
                    : await GatherAsync(_batches, call, messages, options, limit, cancellationToken).ConfigureAwait(false);
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

    private async Task<ModelCallEnd> GatherAsync(
        RunBatches batches, ModelCall call, List<ChatMessage> messages, ChatOptions? options, int? limit, CancellationToken cancellationToken)
    {
        BatchAnswer answer;
        try
        {
            RequireOpen();
            _ = WorstCase(call, limit);
            answer = await batches.Gathering.AskAsync(call, messages, options, limit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not RunException && !cancellationToken.IsCancellationRequested)
        {
            return new ModelCallEnd { Failure = ExceptionDispatchInfo.Capture(exception) };
        }

        if (answer.IsLive)
        {
            ModelCallEnd end = await CallAsync(call, messages, options, limit, cancellationToken).ConfigureAwait(false);
            if (end.Reply is not null)
            {
                await batches.KeepLiveReplyAsync(call).ConfigureAwait(false);
            }
            else if (end.IsWaiting)
            {
                batches.WaitForMoney(call);
            }

            return end;
        }

        if (answer.Reply is not null)
        {
            RunTelemetry.RecordedReply();
        }

        return new ModelCallEnd
        {
            Reply = answer.Reply,
            Failure = answer.Failure is null ? null : ExceptionDispatchInfo.Capture(new BatchCallFailedException(answer.Failure)),
            IsWaiting = answer.IsWaiting,
        };
    }

    /// <summary>A call's options as they are sent, and the limit on its reply.</summary>
    private (ChatOptions? Options, int? Limit) Prepare(ChatOptions? options)
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

        return (options, limit);
    }

    private async Task<ModelCallEnd> CallAsync(
        ModelCall call, List<ChatMessage> messages, ChatOptions? options, int? limit, CancellationToken cancellationToken)
    {
        var gate = new RunGate(this, call, limit);
        try
        {
            await _breaker.EnterAsync(cancellationToken).ConfigureAwait(false);
            await _requests.GetResponseAsync(messages, options, gate, cancellationToken).ConfigureAwait(false);
            return new ModelCallEnd { Reply = gate.Reply };
        }
        catch (RequestRefusedException) when (gate.IsKnown)
        {
            _breaker.Abandon();
            RunTelemetry.RecordedReply();
            return new ModelCallEnd { Reply = gate.Reply };
        }
        catch (RequestRefusedException) when (gate.IsShortOfMoney)
        {
            _breaker.Abandon();
            return new ModelCallEnd { IsWaiting = true };
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

    private static void RequireNoOpenBatches(IRunStore store, RunFlowOptions options)
    {
        if (options.Batch is null && store.OpenBatchCount is > 0 and var open)
        {
            throw new RunException(RunFailure.NotAccessible, string.Create(
                CultureInfo.InvariantCulture,
                $"{store.Place}: {open} batches of this run are under way, and their calls would be paid twice; "
                    + $"make its calls in batches until they have ended"));
        }
    }

    private void RequireOpen()
    {
        if (End is { } end)
        {
            throw new RequestRefusedException(end);
        }
    }

    /// <summary>What a call costs at the most, in picodollars; 0 where that is not known and need not be.</summary>
    /// <exception cref="RequestRefusedException">It is not known, and a cap is set.</exception>
    private long WorstCase(ModelCall call, int? maxOutputTokens)
    {
        if (_price is null)
        {
            return 0;
        }

        // Whether anything limits the reply shows only here, where the call is known.
        return _price.WorstCase(call.InputBytes, maxOutputTokens)
            ?? (!HasCap ? 0 : throw new RequestRefusedException(RunWords.CapWithoutLimit));
    }

    /// <summary>Whether a reply is longer than its call allowed. A run with a cap ends then.</summary>
    internal bool CheckLimit(ChatResponse reply, int? maxOutputTokens)
    {
        bool isBeyond = maxOutputTokens is { } limit && ReplyUsage.IsBeyond(reply, limit);
        if (isBeyond && HasCap)
        {
            _ledger.Stop(new RunStop(RunEndCause.ReplyLimitExceeded, string.Create(
                CultureInfo.InvariantCulture,
                $"the provider wrote more than the {maxOutputTokens} tokens that it was told as the limit of a reply, so that --max-cost cannot be kept")));
        }

        return isBeyond;
    }

    /// <summary>Counts the reason of a request that failed.</summary>
    internal void Note(RequestFailure failure)
    {
        lock (_lock)
        {
            // Providers choose their codes: reasons beyond these are counted as one.
            string summary = _failures.ContainsKey(failure.Summary) || _failures.Count < MaxReasons ? failure.Summary : "other reasons";
            _failures[summary] = _failures.GetValueOrDefault(summary) + 1;
        }
    }

    /// <summary>What one call came to, for all who made it.</summary>
    private sealed class ModelCallEnd
    {
        public RecordedReply? Reply { get; init; }

        public ExceptionDispatchInfo? Failure { get; init; }

        public TimeSpan? Deferral { get; init; }

        /// <summary>Whether the call waits for its batch, or for money that batches may give back, and its row with it.</summary>
        public bool IsWaiting { get; init; }
    }

    /// <summary>The requests of one call, one after another.</summary>
    private sealed class RunGate(RunChatClient client, ModelCall call, int? maxOutputTokens) : IRequestGate<ChatResponse>
    {
        private RequestLimiter.Admission _admission;
        private RequestTicket? _ticket;

        public RecordedReply? Reply { get; private set; }

        public RequestFailure? LastFailure { get; private set; }

        /// <summary>Whether the reply was on record before a request was sent.</summary>
        public bool IsKnown { get; private set; }

        /// <summary>Whether a request was not sent because calls in batches hold the money, which may come back.</summary>
        public bool IsShortOfMoney { get; private set; }

        public async Task<long> EnterAsync(CancellationToken cancellationToken)
        {
            client.RequireOpen();
            client.Retune();
            long start = client._time.GetTimestamp();
            long worst = client.WorstCase(call, maxOutputTokens);
            RequestLimiter.Admission admission = await client._limiter.EnterAsync(call.InputBytes, cancellationToken).ConfigureAwait(false);
            RequestTicket ticket;
            try
            {
                ticket = await client._ledger.BeginAsync(
                    new RequestIntent
                    {
                        Key = call.Key,
                        WorstCase = worst,
                        MaxInputTokens = call.InputBytes,
                        MaxOutputTokens = maxOutputTokens,
                        ExpectedTokens = admission.Tokens,
                        Share = client._limiter.Share,
                    },
                    cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                client._limiter.Withdraw();
                IsShortOfMoney = client._batches is not null && exception is RequestRefusedException && client.End is null;
                throw;
            }

            if (ticket.KnownReply is { } known)
            {
                client._limiter.Withdraw();
                Reply = RecordedReply.FromUtf8(known.ToArray());
                IsKnown = true;
                throw new RequestRefusedException("the reply is on record");
            }

            if (ticket.Delay > TimeSpan.Zero)
            {
                await WaitAsync(ticket, cancellationToken).ConfigureAwait(false);
            }

            RunTelemetry.Waited(client._time.GetElapsedTime(start));
            (_admission, _ticket) = (admission, ticket);
            return ticket.Number;
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
            bool isBeyond = client.CheckLimit(reply, maxOutputTokens);

            // A provider that does not report its usage, or reports what cannot be, is assumed to have billed the worst case.
            bool isKnown = usage.IsCertain && !isBeyond;
            long cost = client._price is { } price && isKnown ? price.Cost(usage) : _ticket!.Intent.WorstCase;
            Reply = RecordedReply.Of(reply, usage.IsCertain);
            byte[] own = Reply.ToUtf8();
            byte[] standing = await client._ledger.AnswerAsync(_ticket!, new RequestAnswer
            {
                Reply = own,
                IsUsable = Reply.IsComplete,
                Cost = cost,
                InputTokens = isKnown ? usage.Input : null,
                CachedInputTokens = isKnown ? usage.CachedInput : null,
                OutputTokens = isKnown ? usage.Output : null,
            }).ConfigureAwait(false);
            if (standing != own)
            {
                Reply = RecordedReply.FromUtf8(standing);
            }

            RunTelemetry.Answered(LastFailure is not null, cost);
        }

        public async Task FailAsync(long request, RequestFailure failure)
        {
            bool isRetry = LastFailure is not null;
            LastFailure = failure;
            client.Note(failure);
            client._limiter.Leave(_admission, tokens: null, outputTokens: null, failure, client._options.LongestWait);
            await client._ledger.FailAsync(_ticket!, failure).ConfigureAwait(false);
            RunTelemetry.Failed(isRetry, failure, failure.MayBeBilled ? _ticket!.Intent.WorstCase : 0);
        }

        // Its place in the rate is taken; what is not sent is not billed.
        private async Task WaitAsync(RequestTicket ticket, CancellationToken cancellationToken)
        {
            try
            {
                await Task.Delay(ticket.Delay, client._time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                client._limiter.Withdraw();
                await client._ledger.FailAsync(ticket, new RequestFailure { Summary = "not sent" }).ConfigureAwait(false);
                throw;
            }
        }
    }
}
