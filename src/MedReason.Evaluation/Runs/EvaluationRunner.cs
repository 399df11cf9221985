using System.Globalization;
using System.Text.Json;
using MedReason.Datasets;
using MedReason.Runs;
using Microsoft.Extensions.AI;

namespace MedReason.Evaluation;

/// <summary>Puts the questions of a bank to a model and reads its answers: the work of an evaluation run. Safe for concurrent use.</summary>
public sealed class EvaluationRunner
{
    /// <summary>The kind that the configuration of an evaluation run carries.</summary>
    public const string Kind = "eval";

    /// <summary>The outcome of a question that the model was asked, whether its answer is correct or not.</summary>
    public const string ScoredOutcome = EvaluationRow.Scored;

    // A change of how answers are read changes the results of a run, and this version with them.
    private const string Scorer = "ours/3";
    private const string PublishedScorerVersion = "published/1";
    private const string NotSent = "none";

    private readonly IChatClient _client;
    private readonly EvaluationOptions _options;
    private readonly IReadOnlyList<MedicalQuestion> _examples;
    private readonly HashSet<string> _exampleTexts;
    private readonly IReadOnlySet<string> _excluded;
    private readonly IReadOnlySet<string> _contaminated;
    private readonly Func<MedicalQuestion, CancellationToken, Task<IReadOnlyList<string>>>? _findEvidence;

    /// <summary>Prepares it.</summary>
    /// <param name="client">The model; not disposed.</param>
    /// <param name="options">How it is asked; null for the defaults.</param>
    /// <param name="examples">Questions with answers that are shown before each question, and are not asked themselves.</param>
    /// <param name="excludedIds">Ids or content hashes of questions that are not asked, such as those trained on; null for none.</param>
    /// <param name="contaminatedIds">Ids or content hashes of questions that are asked and reported separately; null for none.</param>
    /// <param name="findEvidence">What a graph says about a question, a line each; it sees no answer. Null for closed book.</param>
    /// <exception cref="ArgumentException">An example has no options or no answer; or the protocol is a published one, which knows no examples, evidence,
    /// orders or votes.</exception>
    public EvaluationRunner(
        IChatClient client,
        EvaluationOptions? options = null,
        IReadOnlyList<MedicalQuestion>? examples = null,
        IReadOnlySet<string>? excludedIds = null,
        IReadOnlySet<string>? contaminatedIds = null,
        Func<MedicalQuestion, CancellationToken, Task<IReadOnlyList<string>>>? findEvidence = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _options = options ?? new EvaluationOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.Samples, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.Permutations, nameof(options));
        _examples = examples ?? [];
        if (_examples.Any(example => example.Options.Count == 0 || example.AnswerLabel is null))
        {
            throw new ArgumentException("An example needs options and an answer.", nameof(examples));
        }

        if (_options.IsPublished && (_examples.Count > 0 || findEvidence is not null || _options.Samples > 1 || _options.ShuffleSeed is not null))
        {
            throw new ArgumentException("The published evaluation knows no examples, evidence, orders or votes.", nameof(options));
        }

        _exampleTexts = [.. _examples.Select(TextOf)];
        _excluded = excludedIds ?? new HashSet<string>();
        _contaminated = contaminatedIds ?? new HashSet<string>();
        _findEvidence = findEvidence;
    }

    private PromptTemplate Prompt => PromptOf(_options, _findEvidence is not null);

    /// <summary>
    /// Creates the configuration of an evaluation run: how questions are asked, the prompt, the scorer, and the graph whose evidence is shown.
    /// </summary>
    /// <param name="options">The options that the runner has; null for the defaults.</param>
    /// <param name="examples">The examples that the runner has; null for none.</param>
    /// <param name="graph">The graph whose evidence is shown; null for closed book.</param>
    /// <param name="values">Everything else that the results depend on: the hash of the question bank (<see cref="RunConfiguration.HashFileAsync"/>), the
    /// model, the excluded ids.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public static RunConfiguration CreateConfiguration(
        EvaluationOptions? options, IReadOnlyList<MedicalQuestion>? examples, KnowledgeGraphMetadata? graph, IEnumerable<KeyValuePair<string, string?>> values)
    {
        options ??= new EvaluationOptions();
        return new RunConfiguration(Kind,
        [
            new("as", options.IsPublished ? NameOf(options.Protocol) : null),
            new("kg", graph is null ? null : graph.ContentHash ?? $"{graph.Name} {graph.Version}"),
            new("max_output_tokens", RunConfiguration.Format(options.MaxOutputTokens)),
            new("permutations", RunConfiguration.Format(options.Permutations)),
            new("prompt", PromptOf(options, graph is not null).ToString()),
            new("reasoning_effort", RunConfiguration.Format(options.ReasoningEffort)),
            new("samples", RunConfiguration.Format(options.Samples)),
            new("scorer", options.IsPublished ? PublishedScorerVersion : Scorer),
            new("shots", RunConfiguration.Format(examples?.Count ?? 0)),
            new("shuffle_options", RunConfiguration.Format(options.ShuffleSeed)),
            // What begins the next example differs from question to question, and follows from the prompt: it needs no name.
            new("stop", RunConfiguration.FormatTexts(options.StopSequences)),
            new("temperature", RunConfiguration.Format(options.DrawnTemperature)),
            new("top_p", RunConfiguration.Format(options.TopP) ?? (options.IsPublished ? NotSent : null)),
            .. values,
        ]);
    }

    /// <summary>The name of a protocol in configurations and on the command line.</summary>
    internal static string NameOf(EvaluationProtocol protocol) => JsonNamingPolicy.KebabCaseLower.ConvertName(protocol.ToString());

    private static PromptTemplate PromptOf(EvaluationOptions options, bool hasEvidence) => options.Protocol switch
    {
        EvaluationProtocol.Published => EvaluationPrompts.Published,
        EvaluationProtocol.PublishedStrict => EvaluationPrompts.PublishedStrict,
        _ when hasEvidence => EvaluationPrompts.WithEvidence,
        _ => EvaluationPrompts.ClosedBook,
    };

    /// <summary>Puts one question to the model.</summary>
    /// <param name="row">A row that <see cref="GenerationRun.ToRowsAsync"/> made.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The row's result: scored, excluded with the reason, or failed where the model gave no reply.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public async Task<RunResult> RunAsync(RunRow row, CancellationToken cancellationToken)
    {
        QuestionRow question = GenerationRun.ReadQuestion(row);
        EvaluationRow result;
        if (Exclusion(question) is { } reason)
        {
            result = EvaluationRow.Of(question, EvaluationRow.Excluded, reason);
        }
        else
        {
            try
            {
                result = await AskAsync(question, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
#pragma warning disable CA1031 // Any exception of a provider means that the row failed and the run goes on; the run's own client knows whether it must end.
            catch (Exception exception) when (exception is not (InvalidOperationException or ArgumentException or RunException))
            {
                // Messages of ours never hold text of a reply or a question; those of others may.
                result = EvaluationRow.Of(question, EvaluationRow.Failed, "no_reply") with
                {
                    Detail = exception is MedReasonException ? exception.Message : exception.GetType().Name,
                };
            }
#pragma warning restore CA1031
        }

        result = result with { IsContaminated = _contaminated.Contains(result.Id) || _contaminated.Contains(result.ContentHash) };
        return new RunResult { Outcome = result.Outcome, Reason = result.Reason, Payload = result.ToUtf8() };
    }

    private string? Exclusion(QuestionRow row) => _exampleTexts.Contains(TextOf(row.Question)) ? "example"
        : _excluded.Contains(row.Question.Id) || _excluded.Contains(row.ContentHash) ? "excluded_id"
        : row.Question.Options.Count == 0 || row.Question.AnswerLabel is null ? "no_answer"
        : null;

    // Examples may come from another bank, whose ids say nothing here; a question that asks the same is not asked again.
    private static string TextOf(MedicalQuestion question) => string.Join('\n', question.Options.Select(option => option.Text).Prepend(question.Text));

    private async Task<EvaluationRow> AskAsync(QuestionRow row, CancellationToken cancellationToken)
    {
        MedicalQuestion question = row.Question.WithoutAnswer();
        IReadOnlyList<string>? evidence = _findEvidence is null ? null : await _findEvidence(question, cancellationToken).ConfigureAwait(false);
        var calls = new List<(Task<ChatResponse> Reply, AskedOptions Asked)>();
        int permutations = _options.ShuffleSeed is null ? 1 : _options.Permutations;
        for (int permutation = 0; permutation < permutations; permutation++)
        {
            var asked = AskedOptions.Of(question, _options.ShuffleSeed, permutation);
            (List<ChatMessage> messages, string? next) = _options.IsPublished
                ? (PublishedMessages(question, asked), null)
                : Messages(question, asked, evidence);
            for (int sample = 0; sample < _options.Samples; sample++)
            {
                calls.Add((_client.GetResponseAsync(messages, ChatOptionsOf(sample, next), cancellationToken), asked));
            }
        }

        // All at once, since none depends on another: where calls are gathered into batches, those of a question go into the same one.
        ChatResponse[] replies = await Task.WhenAll(calls.Select(static call => call.Reply)).ConfigureAwait(false);
        List<EvaluationSample> samples = [.. calls.Select((call, index) => Read(replies[index], call.Asked))];
        ExtractedAnswer[] answers = [.. samples.Select(sample => sample.Answer)];
        return EvaluationRow.Of(
            row, EvaluationRow.Scored) with
        { Answer = MajorityVote.Of(answers), Consistency = MajorityVote.Agreement(answers), Samples = samples };
    }

    private static EvaluationSample Read(ChatResponse response, AskedOptions asked)
    {
        string output = response.Text;
        ExtractedAnswer answer = AnswerExtractor.Extract(output, asked.Shown, response.FinishReason == ChatFinishReason.Length);
        PublishedMatch match = PublishedScorer.Match(PublishedScorer.Prepare(output), asked.Shown);
        return new EvaluationSample
        {
            Order = [.. asked.Order],
            Output = output,
            FinishReason = response.FinishReason?.Value,
            Answer = answer with { Label = asked.ToOriginal(answer.Label) },
            PublishedFirst = asked.ToOriginal(match.First),
            PublishedLast = asked.ToOriginal(match.Last),
        };
    }

    private ChatOptions ChatOptionsOf(int sample, string? next)
    {
        var options = new ChatOptions
        {
            Temperature = (float?)_options.DrawnTemperature,
            TopP = (float?)_options.TopP,
            MaxOutputTokens = _options.MaxOutputTokens,
            Reasoning = _options.ReasoningEffort is { } effort ? new ReasoningOptions { Effort = effort } : null,
            StopSequences = _options.StopSequences is { } stops ? (stops.Count > 0 ? [.. stops] : null) : next is null ? null : [next],
        };
        if (_options.Samples > 1)
        {
            options.AdditionalProperties =
                new AdditionalPropertiesDictionary { [RunChatClient.SampleIndexProperty] = sample.ToString(CultureInfo.InvariantCulture) };
        }

        return options;
    }

    // The published evaluation knows no context; where a bank has one, the question makes no sense without it.
    private List<ChatMessage> PublishedMessages(MedicalQuestion question, AskedOptions asked)
    {
        Dictionary<string, string> parts = Parts(question, asked, evidence: null).ToDictionary(static part => part.Label, static part => part.Text);
        parts["question"] = parts.TryGetValue("context", out string? context) ? $"{context}\n{parts["question"]}" : parts["question"];
        return [new ChatMessage(ChatRole.User, Prompt.Render(parts))];
    }

    private (List<ChatMessage> Messages, string? Next) Messages(MedicalQuestion question, AskedOptions asked, IReadOnlyList<string>? evidence)
    {
        var turns = new List<(List<(string Label, string Text)> Parts, string? Reply)>();
        foreach (MedicalQuestion example in _examples)
        {
            var shown = AskedOptions.Of(example, null, 0);
            turns.Add((Parts(example, shown, null), $"The answer is {shown.ToShown(example.AnswerLabel!)}."));
        }

        turns.Add((Parts(question, asked, evidence), null));
        PromptFence fence = PromptFence.Create([], question.Id, Prompt.Name, [.. turns.SelectMany(turn => turn.Parts).Select(part => part.Text)]);
        var messages = new List<ChatMessage>
        {
            new(ChatRole.System, Prompt.Render(new Dictionary<string, string> { ["opening"] = fence.Opening, ["closing"] = fence.Closing })),
        };
        foreach ((List<(string Label, string Text)> parts, string? reply) in turns)
        {
            messages.Add(new ChatMessage(ChatRole.User, string.Join('\n', parts.Select(part => fence.Wrap(part.Label, part.Text)))));
            if (reply is not null)
            {
                messages.Add(new ChatMessage(ChatRole.Assistant, reply));
            }
        }

        // A model that goes on with another example begins it as these began.
        return (messages, _examples.Count == 0 ? null : fence.Opening.TrimEnd());
    }

    private static List<(string Label, string Text)> Parts(MedicalQuestion question, AskedOptions asked, IReadOnlyList<string>? evidence)
    {
        var parts = new List<(string, string)>();
        if (question.Context is { } context)
        {
            parts.Add(("context", UntrustedText.Create(context).Clean));
        }

        parts.Add(("question", UntrustedText.Create(question.Text).Clean));
        parts.Add(("options", string.Join('\n', asked.Shown.Select(option => $"{option.Label}. {UntrustedText.Create(option.Text).Clean}"))));
        if (evidence is not null)
        {
            parts.Add(("evidence", UntrustedText.Create(string.Join('\n', evidence)).Clean));
        }

        return parts;
    }
}
