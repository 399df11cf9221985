using System.CommandLine;
using System.Globalization;
using MedReason.Runs;
using MedReason.Runs.Postgres;
using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>The options of verbs that make runs: the folder, and limits on the rate and cost of its calls. Made anew for each verb.</summary>
internal sealed class RunVerbOptions
{
    private const int MaxPerMinute = 100_000_000;
    private const string Fail = "fail";
    private const string Live = "live";
    private readonly Option<string> _run = new(
        "--run")
    {
        Description =
            "The folder of the run, or postgres://user@host/database?run=NAME, which any number of processes and machines join. An unfinished run is resumed.",
        HelpName = "DIR|ADDRESS",
        Required = true,
    };

    private readonly Option<string?> _fork = new("--fork")
    {
        Description = "Begins a run with other options in a folder of its own, with the model's replies of the run in --run, so that no call is paid twice.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _sameModel = new("--same-model")
    {
        Description =
            "With --fork: --endpoint or --provider serves the same model from another place, so that the replies of the run in --run are found by model and "
            + "prompt alone.",
    };

    private readonly Option<string[]> _retry = new("--retry")
    {
        Description =
            "Works again on the questions that ended so: an outcome (failed, rejected) or a reason (model_output, verifier_failed). Replies that could be used "
            + "are used again. Questions whose calls got no reply are always worked on again.",
        HelpName = "OUTCOME|REASON",
    };

    private readonly Option<int> _concurrency = CommonOptions.Count(
        "--concurrency", "The number of rows worked on at once; the output does not depend on it.", Math.Clamp(Environment.ProcessorCount, 1, 16), 1, 1024);

    private readonly Option<int?> _requestsPerMinute = new(
        "--requests-per-minute")
    { Description = "The maximum number of requests to the model per minute.", HelpName = "N" };
    private readonly Option<int?> _tokensPerMinute = new(
        "--tokens-per-minute")
    { Description = "The maximum number of tokens per minute, sent and received.", HelpName = "N" };

    private readonly Option<string?> _prices = new("--prices")
    {
        Description =
            "What models cost, in dollars for a million tokens: "
            + "{\"MODEL\":{\"input\":0.15,\"output\":0.6,\"cached_input\":0.075,\"max_output_tokens\":16384,\"batch_share\":0.5}}, the last three optional.",
        HelpName = "FILE",
    };

    private readonly Option<decimal?> _maxCost = new(
        "--max-cost")
    { Description = "The maximum cost of the run over all its sessions, in dollars; needs --prices.", HelpName = "USD" };

    private readonly Option<bool> _batch = new("--batch")
    {
        Description =
            "Gathers the calls of all questions into batches of the provider, at half the price and with replies within a day. Begins, goes on and ends with "
            + "the same command; --concurrency is the number of questions worked on at once, and not of those that wait.",
    };

    private readonly Option<string> _batchFallback = CommonOptions.Choice(
        "--batch-fallback", "With --batch: whether calls that batches refuse fail, or are made live at the live price.", Fail, Fail, Live);

    private readonly Option<int> _batchPoll = CommonOptions.Count(
        "--batch-poll", "With --batch: the time between two looks at a batch, in seconds.", 60, 1, 3_600);

    public void AddTo(Command command)
    {
        command.Options.Add(_run);
        command.Options.Add(_fork);
        command.Options.Add(_sameModel);
        command.Options.Add(_retry);
        command.Options.Add(_concurrency);
        command.Options.Add(_requestsPerMinute);
        command.Options.Add(_tokensPerMinute);
        command.Options.Add(_prices);
        command.Options.Add(_maxCost);
        command.Options.Add(_batch);
        command.Options.Add(_batchFallback);
        command.Options.Add(_batchPoll);
    }

    public int ReadConcurrency(ParseResult parsed) => parsed.GetValue(_concurrency);

    /// <summary>Opens the run that the call names, with failures that say what to do.</summary>
    /// <exception cref="UsageException">The run was begun otherwise, or the folder does not belong to a run or cannot be used.</exception>
    /// <exception cref="RunException">Another process works on it, or its database fails or cannot be reached.</exception>
    public async Task<IRunStore> OpenAsync(ParseResult parsed, RunConfiguration configuration, CancellationToken cancellationToken)
    {
        string place = parsed.GetRequiredValue(_run);
        IRunStore store;
        try
        {
            store = PostgresRunAddress.IsMatch(place)
                ? await JoinAsync(parsed, place, configuration, cancellationToken).ConfigureAwait(false)
                : await RunPlace.OpenAsync(place, () => Task.FromResult<IRunStore>(OpenFolder(parsed, place, configuration))).ConfigureAwait(false);
        }
        catch (RunException exception) when (exception.Failure == RunFailure.ConfigurationChanged)
        {
            throw new UsageException(
                PostgresRunAddress.IsMatch(place)
                    ? $"{exception.Message}; give the same options, or another run=NAME"
                    : $"{exception.Message}; give the same options, or --fork DIR to begin another run with its replies",
                exception);
        }

        if (parsed.GetValue(_batch) || store.OpenBatchCount is not (> 0 and var open))
        {
            return store;
        }

        await store.DisposeAsync().ConfigureAwait(false);
        throw new UsageException(string.Create(
            CultureInfo.InvariantCulture,
            $"{store.Place}: {open} batches of this run are under way, and their calls would be paid twice; add --batch until they have ended"));
    }

    private async Task<IRunStore> JoinAsync(ParseResult parsed, string place, RunConfiguration configuration, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_fork) is not null)
        {
            throw new UsageException("--fork takes a run in a folder; begin another run in PostgreSQL by another run=NAME");
        }

        PostgresRunAddress address = RunPlace.ReadAddress(place);
        var options = new PostgresRunStoreOptions { CallsInBatches = parsed.GetValue(_batch) };
        return await RunPlace.OpenAsync(place, () => PostgresRunStore.JoinAsync(address, configuration, options, cancellationToken: cancellationToken))
            .ConfigureAwait(false);
    }

    private RunStore OpenFolder(ParseResult parsed, string folder, RunConfiguration configuration) =>
        parsed.GetValue(_fork) is { } fork ? RunStore.Fork(folder, fork, configuration) : RunStore.Open(folder, configuration);

    /// <summary>Lets the questions that the call names be worked on again, and says how many they are.</summary>
    /// <exception cref="RunException">The database fails.</exception>
    public async Task RetryAsync(ParseResult parsed, IRunStore store, CommandConsole console)
    {
        foreach (string what in parsed.GetValue(_retry) ?? [])
        {
            long count = await store.RetryAsync(what).ConfigureAwait(false);
            RunCounts counts = await store.ReadCountsAsync().ConfigureAwait(false);
            IEnumerable<string> known = counts.Tally.SelectMany(static tally => (string?[])[tally.Outcome, tally.Reason]).OfType<string>();
            await console.Error.WriteLineAsync(count > 0
                ? string.Create(CultureInfo.InvariantCulture, $"medreason: --retry {what}: {count} questions are worked on again")
                : $"medreason: --retry {what}: no further question ended so; the run has: "
                    + string.Join(", ", known.Distinct().Order(StringComparer.Ordinal))).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The provider and address that a run records its calls under, as its configuration names them; null where they are those that it calls.
    /// </summary>
    public static string? NameOf(ChatClientMetadata? repliesFrom) =>
        repliesFrom is null ? null : $"{repliesFrom.ProviderName} {repliesFrom.ProviderUri?.AbsoluteUri}";

    /// <summary>Rates and money, checked against the model that is called and the limit that its calls set on replies; null for none.</summary>
    /// <exception cref="UsageException">A limit is not positive, or a cap is set and the model's price is unknown.</exception>
    /// <exception cref="InputFormatException">The file of prices cannot be read.</exception>
    public async Task<RunFlowOptions> ReadFlowAsync(
        ParseResult parsed, ChatProviderOptions provider, int? maxOutputTokens, CancellationToken cancellationToken)
    {
        bool isOffline = provider.Provider == ProviderNames.Offline;
        if (isOffline && (parsed.GetValue(_requestsPerMinute) ?? parsed.GetValue(_tokensPerMinute)) is not null)
        {
            throw new UsageException("--requests-per-minute and --tokens-per-minute need --provider openai or anthropic");
        }

        if (isOffline && (parsed.GetValue(_prices) is not null || parsed.GetValue(_maxCost) is not null))
        {
            throw new UsageException("--prices and --max-cost need --provider openai or anthropic");
        }

        ModelPrices? prices = parsed.GetValue(_prices) is { } path ? await ModelPrices.ReadAsync(path, cancellationToken).ConfigureAwait(false) : null;
        if (parsed.GetValue(_maxCost) is not null && prices?.Find(provider.Model) is null)
        {
            throw new UsageException(
                prices is null ? "--max-cost needs --prices" : $"--max-cost needs the price of {provider.Model} in {parsed.GetValue(_prices)}");
        }

        if (parsed.GetValue(_maxCost) is < 0 or > 1_000_000)
        {
            throw new UsageException("--max-cost takes 0 to 1000000");
        }

        if (parsed.GetValue(_maxCost) is not null && (maxOutputTokens ?? prices!.Find(provider.Model)!.MaxOutputTokens) is null)
        {
            throw new UsageException($"--max-cost needs a limit on replies: --max-output-tokens, or \"max_output_tokens\" in {parsed.GetValue(_prices)}");
        }

        return new RunFlowOptions
        {
            Concurrency = ReadConcurrency(parsed),
            RequestsPerMinute = Positive(parsed, _requestsPerMinute),
            TokensPerMinute = Positive(parsed, _tokensPerMinute),
            Prices = prices,
            MaxCost = parsed.GetValue(_maxCost),
            Batch = ReadBatch(parsed, isOffline),
            RepliesFrom = ReadRepliesFrom(parsed, provider),
        };
    }

    private RunBatchOptions? ReadBatch(ParseResult parsed, bool isOffline)
    {
        if (!parsed.GetValue(_batch))
        {
            return parsed.GetResult(_batchFallback) is { Implicit: false } || parsed.GetResult(_batchPoll) is { Implicit: false }
                ? throw new UsageException("--batch-fallback and --batch-poll need --batch")
                : null;
        }

        return isOffline
            ? throw new UsageException("--batch needs --provider openai or anthropic")
            : new RunBatchOptions
            {
                AllowsLiveCalls = parsed.GetRequiredValue(_batchFallback) == Live,
                PollInterval = TimeSpan.FromSeconds(parsed.GetValue(_batchPoll)),
            };
    }

    // A run that took replies over from another place keeps recording under it, whatever session works on it.
    private ChatClientMetadata? ReadRepliesFrom(ParseResult parsed, ChatProviderOptions provider)
    {
        string folder = parsed.GetRequiredValue(_run);
        bool isMoved = parsed.GetValue(_sameModel);
        if (isMoved && (parsed.GetValue(_fork) is null || provider.Provider == ProviderNames.Offline))
        {
            throw new UsageException("--same-model needs --fork DIR, --provider openai or anthropic, and --model");
        }

        if (PostgresRunAddress.IsMatch(folder))
        {
            return null;
        }

        IReadOnlyDictionary<string, string> earlier;
        try
        {
            using RunReader reader = RunReader.Open(folder);
            earlier = reader.Configuration.Values;
        }
        catch (RunException exception)
        {
            return isMoved ? throw new UsageException(exception.Message, exception) : null;
        }

        string? model = earlier.GetValueOrDefault("model");
        if (isMoved && model != provider.Model)
        {
            throw new UsageException($"--same-model: expected the model of the run in {folder} ({model ?? "none"}), found {provider.Model}");
        }

        bool isSamePlace = earlier.GetValueOrDefault("provider") == provider.Provider && earlier.GetValueOrDefault("endpoint") == provider.Address;
        if ((isMoved || isSamePlace) && earlier.GetValueOrDefault("replies_from") is { } name)
        {
            int space = name.IndexOf(' ', StringComparison.Ordinal);
            return new ChatClientMetadata(name[..space], Uri.TryCreate(name[(space + 1)..], UriKind.Absolute, out Uri? address) ? address : null, model);
        }

        if (!isMoved)
        {
            return null;
        }

        // The client of the earlier run says what its calls were recorded under; it is asked nothing else, and needs no key.
        using IChatClient? client = ChatProviderFactory.CreateChatClient(
            new ChatProviderOptions
            {
                Provider = earlier.GetValueOrDefault("provider", string.Empty),
                Model = model,
                Endpoint = earlier.GetValueOrDefault("endpoint"),
            },
            static _ => "unused",
            TimeProvider.System);
        return client?.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
    }

    private static int? Positive(ParseResult parsed, Option<int?> option) => parsed.GetValue(option) is not { } value ? null
        : value is > 0 and <= MaxPerMinute ? value
        : throw new UsageException($"{option.Name} takes 1 to {MaxPerMinute}");
}
