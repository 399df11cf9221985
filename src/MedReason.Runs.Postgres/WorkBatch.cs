using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace MedReason.Runs.Postgres;

/// <summary>The items that one call of <c>work</c> applies, in their order.</summary>
internal sealed class WorkBatch
{
    private const int MaxItems = 512;
    private const int MaxBytes = 8 << 20;
    private int _items;
    private long _bytes;

    public List<BeginItem> Begins { get; } = [];

    public List<AnswerItem> Answers { get; } = [];

    public List<FailItem> Failures { get; } = [];

    public List<ResultItem> Results { get; } = [];

    public List<ReleaseItem> Releases { get; } = [];

    public List<RejectItem> Rejects { get; } = [];

    public List<GatherItem> Gathers { get; } = [];

    public List<WaitItem> Waits { get; } = [];

    public ClaimItem? Claim { get; private set; }

    public bool IsFull => _items >= MaxItems || _bytes >= MaxBytes || Claim is not null;

    public bool IsEmpty => _items == 0;

    public IEnumerable<WorkItem> Items =>
        [
            .. Begins, .. Answers, .. Failures, .. Results, .. Releases, .. Rejects, .. Gathers, .. Waits,
            .. Claim is null ? (IEnumerable<WorkItem>)[] : [Claim],
        ];

    public void Add(WorkItem item)
    {
        _items++;
        _bytes += item.Size;
        switch (item)
        {
            case BeginItem begin:
                Begins.Add(begin);
                break;
            case AnswerItem answer:
                Answers.Add(answer);
                break;
            case FailItem failure:
                Failures.Add(failure);
                break;
            case ResultItem result:
                Results.Add(result);
                break;
            case ReleaseItem release:
                Releases.Add(release);
                break;
            case RejectItem reject:
                Rejects.Add(reject);
                break;
            case GatherItem gather:
                Gathers.Add(gather);
                break;
            case WaitItem wait:
                Waits.Add(wait);
                break;
            default:
                Claim = (ClaimItem)item;
                break;
        }
    }

    /// <summary>The call of the function with the batch as its arguments.</summary>
    public NpgsqlCommand ToCommand(NpgsqlConnection connection, string schema, WorkTerms terms)
    {
        NpgsqlCommand command = connection.CreateCommand();
        Set(NpgsqlDbType.Bigint, terms.Worker);
        Set(NpgsqlDbType.Bigint, terms.Number);
        Set(NpgsqlDbType.Interval, terms.Lease);
        Set(NpgsqlDbType.Bigint, terms.Cap);
        Set(NpgsqlDbType.Integer, terms.RequestsPerMinute);
        Set(NpgsqlDbType.Integer, terms.TokensPerMinute);
        Set(NpgsqlDbType.Bigint, terms.Block);
        Set(NpgsqlDbType.Boolean, terms.HasPrice);
        Longs(Begins, static item => item.Number);
        Texts(Begins, static item => item.Intent.Key);
        Longs(Begins, static item => item.Intent.WorstCase);
        Longs(Begins, static item => item.Intent.MaxInputTokens);
        Array(NpgsqlDbType.Integer, Begins, static item => item.Intent.MaxOutputTokens);
        Array(NpgsqlDbType.Double, Begins, static item => item.Intent.ExpectedTokens);
        Array(NpgsqlDbType.Double, Begins, static item => item.Intent.Share);
        Longs(Answers, static item => item.Ticket.Number);
        Texts(Answers, static item => item.Ticket.Intent.Key);
        Longs(Answers, static item => item.Ticket.Intent.WorstCase);
        Longs(Answers, static item => item.Answer.Cost);
        Longs(Answers, static item => item.Answer.InputTokens);
        Longs(Answers, static item => item.Answer.CachedInputTokens);
        Longs(Answers, static item => item.Answer.OutputTokens);
        Array(NpgsqlDbType.Boolean, Answers, static item => item.Answer.IsUsable);
        Array(NpgsqlDbType.Bytea, Answers, static item => item.Answer.Reply);
        Set(NpgsqlDbType.Double, Answers.Sum(static item => item.Answer is { InputTokens: { } input, OutputTokens: { } output }
            ? input + output - item.Ticket.Intent.ExpectedTokens
            : 0));
        Longs(Failures, static item => item.Ticket.Number);
        Longs(Failures, static item => item.Ticket.Intent.WorstCase);
        Array(NpgsqlDbType.Boolean, Failures, static item => item.MayBeBilled);
        Texts(Failures, static item => item.Reason);
        Longs(Results, static item => item.Ordinal);
        Array(NpgsqlDbType.Integer, Results, static item => item.Attempt);
        Texts(Results, static item => item.Result.Outcome);
        Texts(Results, static item => item.Result.Stage);
        Texts(Results, static item => item.Result.Reason);
        Array(NpgsqlDbType.Boolean, Results, static item => item.Result.IsTransient);
        Array(NpgsqlDbType.Bytea, Results, static item => item.Result.Payload.ToArray());
        Longs(Releases, static item => item.Ordinal);
        Array(NpgsqlDbType.Integer, Releases, static item => item.Attempt);
        Array(NpgsqlDbType.Boolean, Releases, static item => item.IsDeferred);
        Texts(Rejects, static item => item.Key);
        Texts(Gathers, static item => item.Call.Key);
        Array(NpgsqlDbType.Integer, Gathers, static item => (int)item.Call.State);
        Longs(Gathers, static item => item.Call.Length);
        Longs(Gathers, static item => item.Call.MaxInputTokens);
        Array(NpgsqlDbType.Integer, Gathers, static item => item.Call.MaxOutputTokens);
        Texts(Gathers, static item => item.Call.Failure);
        Array(NpgsqlDbType.Bytea, Gathers, static item => item.Body);
        Longs(Waits, static item => item.Ordinal);
        Array(NpgsqlDbType.Integer, Waits, static item => item.Attempt);
        List<(WaitItem Item, BatchWait Wait)> waits = [.. Waits.SelectMany(static item => item.Waits.Select(wait => (item, wait)))];
        Longs(waits, static wait => wait.Item.Ordinal);
        Texts(waits, static wait => wait.Wait.Key);
        Array(NpgsqlDbType.Interval, waits, static wait => wait.Wait.IsForMoney ? wait.Item.Pause : (TimeSpan?)null);
        Set(NpgsqlDbType.Integer, Claim?.Count ?? 0);
        Set(NpgsqlDbType.Bigint, Claim?.Every ?? 1);
        Set(NpgsqlDbType.Boolean, Claim?.IncludeDeferred ?? false);
#pragma warning disable CA2100 // The schema's name is checked; values go in as parameters.
        command.CommandText = $"select * from \"{schema}\".work("
            + string.Join(", ", Enumerable.Range(1, command.Parameters.Count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"${i}"))) + ")";
#pragma warning restore CA2100
        return command;

        void Set(NpgsqlDbType type, object? value) => command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });

        void Array<TItem, TValue>(NpgsqlDbType type, List<TItem> items, Func<TItem, TValue> read) =>
            Set(NpgsqlDbType.Array | type, items.Select(read).ToArray());

        void Longs<TItem>(List<TItem> items, Func<TItem, long?> read) => Array(NpgsqlDbType.Bigint, items, read);

        void Texts<TItem>(List<TItem> items, Func<TItem, string?> read) => Array(NpgsqlDbType.Text, items, read);
    }
}

/// <summary>What every batch of a worker carries.</summary>
internal sealed record WorkTerms
{
    public required long Worker { get; init; }

    public required long Number { get; init; }

    public required TimeSpan Lease { get; init; }

    public long? Cap { get; init; }

    public int? RequestsPerMinute { get; init; }

    public int? TokensPerMinute { get; init; }

    public long Block { get; init; }

    public bool HasPrice { get; init; }
}
