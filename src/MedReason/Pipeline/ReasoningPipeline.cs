using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MedReason.Paths;
using MedReason.Pipeline;
using MedReason.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedReason;

/// <summary>Turns clinical questions into reasoning chains that are grounded in a knowledge graph and verified.</summary>
/// <remarks>
/// <para>The pipeline knows only the interfaces of its stages: extract, link, search, rank, write, verify. Safe for concurrent use; it keeps nothing of a
/// question and disposes none of its parts.</para>
/// <para><b>Outcomes.</b> Every question gives one result. What a stage throws becomes a failed result with the stage and a code of
/// <see cref="ReasonCodes"/>; what cannot be grounded or does not pass verification is rejected the same way. Only cancellation throws.</para>
/// <para><b>Starts.</b> Paths start from what question and context state of the patient, now or formerly. What is denied starts no supporting path: only
/// its direct edges are searched, which may speak against a conclusion, or for it where they state the absence. What relatives have, or what may come,
/// starts nothing.</para>
/// <para><b>Explain.</b> Paths lead to the entities of the answer, or of its rationale if the answer has none. With
/// <see cref="AnswerVisibility.Hidden"/> no stage before the verifier sees the answer if options stand in for it, and every option is searched under the
/// same limits. An open question needs its answer searched: decoys of the same types and similar degrees are searched beside it, and ranker and writer see
/// candidates without labels; if the graph offers no <see cref="INodeCatalog"/> or no <see cref="INodeDegrees"/> the result has
/// <see cref="ReasoningProvenance.IsAnswerVisible"/> set. With <see cref="AnswerVisibility.Shown"/> the other options are searched too, for contrast.</para>
/// <para><b>Answer.</b> Answer, label and rationale are blanked for every stage, including the verifier. Paths lead to every option, or, for an open
/// question, from one of the question's own entities to another.</para>
/// <para><b>Counter-evidence.</b> Direct edges that state an absence or a contraindication are searched beside the ordinary paths and marked by their
/// polarity; the ranker decides what they mean for a conclusion, by what the question seeks.</para>
/// </remarks>
public sealed class ReasoningPipeline
{
    private readonly PipelineStages _stages;
    private readonly RunOptions _defaults;

    /// <summary>Creates a pipeline.</summary>
    /// <param name="graph">The graph; not disposed by the pipeline.</param>
    /// <param name="extractor">Finds mentions.</param>
    /// <param name="linker">Maps them to nodes.</param>
    /// <param name="finder">Finds paths.</param>
    /// <param name="ranker">Chooses evidence.</param>
    /// <param name="writer">Writes the chain.</param>
    /// <param name="verifier">Checks it.</param>
    /// <param name="defaultOptions">The options of a run without its own; null for the defaults of <see cref="RunOptions"/>.</param>
    /// <param name="timeProvider">Measures durations for telemetry; null for the system's. No result depends on it.</param>
    /// <param name="logger">Null to log nothing.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it and its range.</exception>
    public ReasoningPipeline(
        IKnowledgeGraph graph,
        IEntityExtractor extractor,
        IEntityLinker linker,
        IPathFinder finder,
        IPathRanker ranker,
        IChainWriter writer,
        IChainVerifier verifier,
        RunOptions? defaultOptions = null,
        TimeProvider? timeProvider = null,
        ILogger<ReasoningPipeline>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(extractor);
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(finder);
        ArgumentNullException.ThrowIfNull(ranker);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(verifier);
        defaultOptions?.Validate(nameof(defaultOptions));
        _defaults = defaultOptions ?? new RunOptions();
        Graph = graph;
        _stages = new PipelineStages
        {
            Graph = new ObservedKnowledgeGraph(graph, timeProvider ?? TimeProvider.System),
            Extractor = extractor,
            Linker = linker,
            Finder = finder,
            Ranker = ranker,
            Writer = writer,
            Verifier = verifier,
            TimeProvider = timeProvider ?? TimeProvider.System,
            Logger = logger ?? NullLogger<ReasoningPipeline>.Instance,
        };
    }

    /// <summary>Gets the graph that the pipeline reasons over.</summary>
    /// <remarks>
    /// Stages get it behind a decorator that measures calls and hides nothing, so they ask for capabilities with <see cref="IKnowledgeGraph.GetService"/>.
    /// </remarks>
    public IKnowledgeGraph Graph { get; }

    /// <summary>Gets the options of a run without its own.</summary>
    public RunOptions DefaultOptions => _defaults;

    /// <summary>Prepares the pipeline, so that the first question does not wait for what is computed once per graph.</summary>
    /// <remarks>
    /// Optional: await it when the host starts. It loads a lazy graph, prepares every stage that implements <see cref="IWarmableStage"/>, and, if
    /// <see cref="DefaultOptions"/> hide the answer, reads the nodes that decoys are drawn from, and, if they ask for arguments, the words of all names.
    /// Calling it again is cheap.
    /// </remarks>
    /// <param name="cancellationToken">Cancels the wait; what is being computed is finished for the questions that need it.</param>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or lacks a capability that a stage needs.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task WarmUpAsync(CancellationToken cancellationToken = default)
    {
        await _stages.Graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        object[] stages = [_stages.Extractor, _stages.Linker, _stages.Finder, _stages.Ranker, _stages.Writer, _stages.Verifier];
        foreach (IWarmableStage stage in stages.OfType<IWarmableStage>())
        {
            await stage.WarmUpAsync(_stages.Graph, cancellationToken).ConfigureAwait(false);
        }

        if (_defaults is { Mode: ReasoningMode.Explain, Visibility: AnswerVisibility.Hidden, DecoyCount: > 0 })
        {
            await DecoyIndex.ForAsync(_stages.Graph, cancellationToken).ConfigureAwait(false);
        }

        if (_defaults.MinGrade != EvidenceGrade.None)
        {
            NodeWords.For(_stages.Graph);
        }
    }

    /// <summary>Runs one question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="options">The options; null for <see cref="DefaultOptions"/>.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The result, for every outcome.</returns>
    /// <exception cref="ArgumentException">An option is out of range; the message names it and its range.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Task<ReasoningResult> RunAsync(MedicalQuestion question, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        return new QuestionRun(_stages, question, Resolve(options), updates: null).RunAsync(cancellationToken);
    }

    /// <summary>Runs questions, several at the same time, and returns their results in the order of the questions.</summary>
    /// <param name="questions">The questions; read no further ahead than a few times <see cref="RunOptions.Concurrency"/>, so memory stays flat.</param>
    /// <param name="options">The options; null for <see cref="DefaultOptions"/>.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>One result for each question. Leaving the enumeration early stops the questions that are being worked on and reads no more.</returns>
    /// <exception cref="ArgumentException">An option is out of range; the message names it and its range.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public IAsyncEnumerable<ReasoningResult> RunAsync(
        IAsyncEnumerable<MedicalQuestion> questions, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(questions);
        return RunManyAsync(questions, Resolve(options), cancellationToken);
    }

    /// <summary>Runs one question and reports its progress.</summary>
    /// <param name="question">The question.</param>
    /// <param name="options">The options; null for <see cref="DefaultOptions"/>.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>
    /// An update for each stage that ended, with the result so far; the chain's text as it is written, provisional until the verdict; last the result, the
    /// same that <see cref="RunAsync(MedicalQuestion, RunOptions?, CancellationToken)"/> returns. Leaving the enumeration early stops the run.
    /// </returns>
    /// <exception cref="ArgumentException">An option is out of range; the message names it and its range.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public IAsyncEnumerable<ReasoningUpdate> RunStreamingAsync(
        MedicalQuestion question, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        return StreamAsync(question, Resolve(options), cancellationToken);
    }

    private RunOptions Resolve(RunOptions? options)
    {
        options?.Validate(nameof(options));
        return options ?? _defaults;
    }

    private async IAsyncEnumerable<ReasoningResult> RunManyAsync(
        IAsyncEnumerable<MedicalQuestion> questions, RunOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Results that wait for an earlier one are kept, as many again as are worked on; then the source waits.
        Channel<Task<ReasoningResult>> pending = Channel.CreateBounded<Task<ReasoningResult>>(
            new BoundedChannelOptions(options.Concurrency) { SingleReader = true, SingleWriter = true });
        Task feeding = Task.Run(() => FeedAsync(questions, options, pending.Writer, stop.Token), CancellationToken.None);
        try
        {
            while (await pending.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (pending.Reader.TryRead(out Task<ReasoningResult>? running))
                {
                    yield return await running.ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (pending.Reader.TryRead(out Task<ReasoningResult>? running))
            {
                await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FeedAsync(
        IAsyncEnumerable<MedicalQuestion> questions, RunOptions options, ChannelWriter<Task<ReasoningResult>> pending, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(options.Concurrency);
        var running = new List<Task>(options.Concurrency);
        Exception? failure = null;
        try
        {
            await foreach (MedicalQuestion question in questions.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (question is null)
                {
                    throw new ArgumentException("A question is null.", nameof(questions));
                }

                await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
                running.RemoveAll(task => task.IsCompleted);
                Task<ReasoningResult> task = Task.Run(
                    async () =>
                    {
                        try
                        {
                            return await new QuestionRun(_stages, question, options, updates: null).RunAsync(cancellationToken).ConfigureAwait(false);
                        }
                        finally
                        {
                            slots.Release();
                        }
                    },
                    CancellationToken.None);
                running.Add(task);
                await pending.WriteAsync(task, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        pending.Complete(failure);

        // Whoever waits for the feeder waits for the work as well: nothing runs on after the enumeration has ended.
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async IAsyncEnumerable<ReasoningUpdate> StreamAsync(
        MedicalQuestion question, RunOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<ReasoningUpdate> updates = Channel.CreateBounded<ReasoningUpdate>(
            new BoundedChannelOptions(16) { SingleReader = true, SingleWriter = true });
        Task running = Task.Run(
            async () =>
            {
                Exception? failure = null;
                try
                {
                    ReasoningResult result = await new QuestionRun(_stages, question, options, updates.Writer).RunAsync(stop.Token).ConfigureAwait(false);
                    await updates.Writer.WriteAsync(
                        new ReasoningUpdate { Kind = ReasoningUpdateKind.Result, Result = result }, stop.Token).ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    failure = exception;
                }

                updates.Writer.Complete(failure);
            },
            CancellationToken.None);
        try
        {
            while (await updates.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (updates.Reader.TryRead(out ReasoningUpdate? update))
                {
                    yield return update;
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
