using System.CommandLine;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>The options that say how questions are reasoned about, shared by <c>explain</c> and <c>generate</c>.</summary>
internal sealed class ReasoningVerbOptions
{
    private const string Hidden = "hidden";
    private const string Shown = "shown";

    private readonly ProviderOptions _provider = new();
    private readonly EmbeddingIndexOptions _embeddings = new();
    private readonly Option<string> _profile = CommonOptions.Choice(
        "--profile", "The set of stages and limits: ours, or the method as published, to compare with (needs a model, shows it the answer).", "default",
        "default", "published");
    private readonly Option<string?> _writerSees = new("--writer-sees")
    {
        Description =
            "Whether ranker and writer see a known answer: hidden or shown. Default: hidden from a model, shown for offline, which cannot argue backwards "
            + "from it.",
        HelpName = "hidden|shown",
    };

    private readonly Option<bool> _showAfterHidden = new("--show-after-hidden")
    {
        Description = "Tries a question once more with its answer shown when the hidden attempt is rejected; the row's provenance records it.",
    };

    private readonly Option<string?> _minGrade = new("--min-grade")
    {
        Description = "The least grade of evidence with which an answer is argued: none (every path counts), absence (the graph states neither what is asked "
            + "nor the contrary), associated, supporting or discriminating. "
            + "Default: supporting.",
        HelpName = "GRADE",
    };

    private readonly Option<FileInfo?> _arguments = new("--arguments")
    {
        Description = "A table of your own of which kinds of paths are arguments, for each intent of a question.",
        HelpName = "FILE.csv",
    };

    private readonly ReplyVerbOptions _replies = new("By default the provider's.", "By default the provider's.");

    private readonly Option<string?> _judgeModel = new("--judge-model")
    {
        Description = "The model that judges chains, of the same provider, where it is another than --model: it reads the reasoning back and compares answers.",
        HelpName = "M",
    };

    private readonly Option<bool> _emptyPaths = new("--empty-paths")
    {
        Description = "With --profile published: also writes a chain where no path was found.",
    };

    private readonly Option<LanguageProfile> _language = CommonOptions.Language();
    private readonly Option<bool> _deriveFindings = CommonOptions.DeriveFindings();
    private readonly Option<long> _seed = new("--seed") { Description = "The seed of random draws.", HelpName = "N" };

    public ReasoningVerbOptions()
    {
        _writerSees.AcceptOnlyFromAmong(Hidden, Shown);
        _minGrade.AcceptOnlyFromAmong(CommonOptions.GradeNames);
    }

    public void AddTo(Command command)
    {
        _provider.AddTo(command);
        _replies.AddTo(command);
        command.Options.Add(_judgeModel);
        command.Options.Add(_profile);
        command.Options.Add(_emptyPaths);
        _embeddings.AddTo(command);
        command.Options.Add(_writerSees);
        command.Options.Add(_showAfterHidden);
        command.Options.Add(_minGrade);
        command.Options.Add(_arguments);
        command.Options.Add(_language);
        command.Options.Add(_deriveFindings);
        command.Options.Add(_seed);
    }

    /// <summary>The model's client, which the caller disposes; null for offline.</summary>
    /// <exception cref="UsageException">The options contradict each other, or the variable that holds the key is not set.</exception>
    public IChatClient? CreateClient(ParseResult parsed)
    {
        string? judge = ReadJudgeModel(parsed);
        IChatClient? client = _provider.CreateClient(parsed);
        return client is null || judge is null ? client : new JudgeChatClient(client, _provider.CreateClient(parsed, judge)!, judge);
    }

    /// <summary>Gets the model that judges; null for the one that writes.</summary>
    /// <exception cref="UsageException">No model is asked.</exception>
    public string? ReadJudgeModel(ParseResult parsed)
    {
        string? judge = parsed.GetValue(_judgeModel);
        return judge is null || judge == ReadProvider(parsed).Model ? null
            : string.IsNullOrWhiteSpace(judge) ? throw new UsageException("--judge-model takes the name of a model")
            : ReadProvider(parsed).Provider == ProviderNames.Offline
                ? throw new UsageException("--judge-model needs --provider openai or anthropic, and --model")
            : judge;
    }

    /// <summary>Gets the client that judges, which ends where the other one ends; null where the model that writes judges.</summary>
    public IChatClient? ToJudge(ParseResult parsed, IChatClient? client) =>
        client is not null && ReadJudgeModel(parsed) is { } judge ? JudgeChatClient.Address(client, judge) : null;

    /// <summary>Gets how the model writes its replies.</summary>
    /// <exception cref="UsageException">A value is out of its range, or no model is asked.</exception>
    public ReplyOptions ReadReplies(ParseResult parsed) => _replies.Read(parsed, ReadProvider(parsed));

    /// <summary>Gives a graph the index of names that the call names, which the caller disposes.</summary>
    /// <exception cref="UsageException">The options do not go with the index.</exception>
    /// <exception cref="InputFormatException">The index is damaged, or was made of another graph or by another model.</exception>
    public Task<EmbeddedGraph> EmbedAsync(ParseResult parsed, IKnowledgeGraph graph, CancellationToken cancellationToken) =>
        _embeddings.OpenAsync(parsed, graph, cancellationToken);

    /// <summary>The model and where it runs, for a verb that records it.</summary>
    public ChatProviderOptions ReadProvider(ParseResult parsed) => _provider.Read(parsed);

    /// <summary>Gets the language of the questions.</summary>
    public LanguageProfile ReadLanguage(ParseResult parsed) => parsed.GetRequiredValue(_language);

    /// <summary>Gets how texts are read.</summary>
    public LexiconEntityExtractorOptions ReadExtractor(ParseResult parsed) =>
        CommonOptions.ToExtractorOptions(ReadLanguage(parsed), parsed.GetValue(_deriveFindings));

    /// <summary>The set of stages.</summary>
    /// <exception cref="UsageException">The profile does not go with the other options.</exception>
    public ReasoningProfile ReadProfile(ParseResult parsed)
    {
        ReasoningProfile profile = Enum.Parse<ReasoningProfile>(parsed.GetRequiredValue(_profile), ignoreCase: true);
        return profile == ReasoningProfile.Default ? profile
            : ReadProvider(parsed).Provider == ProviderNames.Offline
                ? throw new UsageException("--profile published asks a model; add --provider openai or anthropic, and --model")
            : parsed.GetValue(_writerSees) == Hidden ? throw new UsageException("--profile published shows the answer; leave --writer-sees hidden out")
            : profile;
    }

    /// <summary>How the pipeline treats questions.</summary>
    /// <exception cref="UsageException">The answer is to be shown after it was hidden, and is never hidden or not known.</exception>
    public RunOptions Read(ParseResult parsed, ReasoningMode mode, int concurrency = 1)
    {
        string seen = parsed.GetValue(_writerSees)
            ?? (ReadProvider(parsed).Provider == ProviderNames.Offline || ReadProfile(parsed) == ReasoningProfile.Published ? Shown : Hidden);
        bool isShownAfterHidden = parsed.GetValue(_showAfterHidden);
        if (isShownAfterHidden && (mode == ReasoningMode.Answer || seen != Hidden))
        {
            throw new UsageException("--show-after-hidden needs a known answer that is hidden at first; add --writer-sees hidden, and explain an answer");
        }

        bool isEmptyWritten = parsed.GetValue(_emptyPaths);
        if (isEmptyWritten && ReadProfile(parsed) != ReasoningProfile.Published)
        {
            throw new UsageException("--empty-paths needs --profile published");
        }

        return new RunOptions
        {
            WritesWithoutPaths = isEmptyWritten,
            Mode = mode,
            Visibility = seen == Hidden ? AnswerVisibility.Hidden : AnswerVisibility.Shown,
            ShowAfterHidden = isShownAfterHidden,
            MinGrade = parsed.GetValue(_minGrade) is { } grade ? CommonOptions.ToGrade(grade) : EvidenceGrade.Supporting,
            Arguments = parsed.GetValue(_arguments) is { } table ? ReadArguments(table) : ArgumentTable.Default,
            IntentReader = new RuleIntentReader(ReadLanguage(parsed)),
            Seed = parsed.GetValue(_seed),
            Concurrency = concurrency,
        };
    }

    private static ArgumentTable ReadArguments(FileInfo file)
    {
        try
        {
            return ArgumentTable.Parse(File.ReadAllText(file.FullName), file.FullName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--arguments cannot be read: {exception.Message}");
        }
    }
}
